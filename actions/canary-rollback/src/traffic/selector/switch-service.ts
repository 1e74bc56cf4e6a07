import { ExternalError } from '@fairlead/core';
import type { Labels, Service } from '@fairlead/kube';
import { changedValue, labelToChange } from '../../cluster/changed-label.ts';
import { SELECTOR_BEFORE } from '../../cluster/stable-selector.ts';
import { getService, type Target } from '../../cluster/target.ts';
import { writeNewest } from '../../cluster/write-newest.ts';
import type { Traffic } from '../provider.ts';

/** What must be remembered of a Service whose selector is switched. */
export interface SelectorData {
  readonly original: Labels;
}

/** The selector that leads to the new version; undefined for one without labels. */
export function switchedSelector(original: Labels): Labels | undefined {
  const key = labelToChange(original);
  return key === undefined ? undefined : { ...original, [key]: changedValue(original[key] ?? '') };
}

/**
 * All traffic by the selector of stable's Service. It keeps all of its labels, and only the value of one changes: a tool
 * that merges its own selector in gives everything to stable again, and never to nobody.
 */
export function openSelector(target: Target, service: string, { original }: SelectorData): Traffic {
  const switched = switchedSelector(original) ?? original;
  const key = labelToChange(original) ?? '';
  const isSwitched = ({ spec }: Service): boolean => spec.selector?.[key] === switched[key];
  /** False when there is no Service any more. */
  const point = (to: 'stable' | 'canary'): Promise<boolean> =>
    writeNewest(async () => {
      const now = await getService(target, service);
      if (now === undefined) return false;
      const next = to === 'canary' ? pointed(now) : restored(now);
      if (JSON.stringify(next) !== JSON.stringify(now)) await target.kube.replace(next);
      return true;
    });
  return {
    begin: async () => undefined,
    async read() {
      const now = await getService(target, service);
      if (now === undefined)
        return { share: 0, where: `no Service ${service}`, keeps: () => false, lost: gone() };
      const wordsOf = Object.entries(now.spec.selector ?? {}).map(([name, value]) => `${name}=${value}`);
      return {
        share: isSwitched(now) ? 100 : 0,
        where: `Service ${service} selects ${wordsOf.join(', ')}`,
        keeps: ({ percent }) => sameLabels(now.spec.selector ?? {}, percent > 0 ? switched : original),
      };
    },
    async set({ percent }) {
      if (!(await point(percent > 0 ? 'canary' : 'stable'))) throw gone();
    },
    pending: async () => undefined,
    async clear() {
      await point('stable');
    },
    end: async () => {},
  };

  function pointed(now: Service): Service {
    const annotations = { ...now.metadata.annotations, [SELECTOR_BEFORE]: JSON.stringify(original) };
    return { ...now, metadata: { ...now.metadata, annotations }, spec: { ...now.spec, selector: switched } };
  }

  /** Somebody may have changed other labels since, or all of them: those are theirs. */
  function restored(now: Service): Service {
    const { [SELECTOR_BEFORE]: before, ...annotations } = now.metadata.annotations ?? {};
    if (before === undefined && !isSwitched(now)) return now;
    const was = original[key];
    const selector =
      isSwitched(now) && was !== undefined ? { ...now.spec.selector, [key]: was } : (now.spec.selector ?? {});
    return { ...now, metadata: { ...now.metadata, annotations }, spec: { ...now.spec, selector } };
  }

  function gone(): ExternalError {
    return new ExternalError({
      code: 'CANARY_ROUTE_GONE',
      message: `Service ${service} in namespace ${target.namespace} was deleted while the canary ran`,
      hint: 'make the Service again (helm-deploy does when the chart has it), then run again',
    });
  }
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((name) => a[name] === b[name]);
}
