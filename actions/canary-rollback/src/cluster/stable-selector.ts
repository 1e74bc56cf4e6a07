import type { Labels, Service } from '@fairlead/kube';

/** Annotation of a Service whose selector leads to the new version: the selector that it had, as JSON. */
export const SELECTOR_BEFORE = 'fairlead.dev/selector-before';

/** What selects stable's pods: the selector of its Service, or the one that it had before it was switched. */
export function stableSelector({ metadata, spec }: Service): Labels {
  return selectorBefore(metadata.annotations) ?? spec.selector ?? {};
}

/** The selector that a switched Service had; undefined where it was not switched. */
export function selectorBefore(annotations: Labels | undefined): Labels | undefined {
  return readLabels(annotations?.[SELECTOR_BEFORE]);
}

function readLabels(text: string | undefined): Labels | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isLabels(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something is a map of texts. */
export function isLabels(value: unknown): value is Labels {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === 'string')
  );
}
