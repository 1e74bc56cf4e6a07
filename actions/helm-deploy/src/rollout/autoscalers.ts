import { ExternalError } from '@fairlead/core';
import type { Kube, KubeObject, Subject } from '@fairlead/kube';

/** A HorizontalPodAutoscaler, as far as a deploy must know it. */
export interface Autoscaler {
  readonly name: string;
  readonly target: Subject;
  /** It never lets fewer pods be. */
  readonly minReplicas: number;
}

/** The autoscalers of some namespaces. Who may not read them has none: they are asked for advice, not for a verdict. */
export async function findAutoscalers(
  kube: Kube,
  namespaces: readonly string[],
): Promise<readonly Autoscaler[]> {
  try {
    const lists = namespaces.map((namespace) =>
      kube.list('autoscaling/v2', 'HorizontalPodAutoscaler', { namespace }),
    );
    return (await Promise.all(lists)).flat().flatMap((object) => readAutoscaler(object));
  } catch (error) {
    if (error instanceof ExternalError) return [];
    throw error;
  }
}

/** Reads one, live or rendered; nothing when it names no target. Pure. */
export function readAutoscaler(
  { kind, metadata, ...object }: KubeObject,
  fallback = '',
): readonly Autoscaler[] {
  if (kind !== 'HorizontalPodAutoscaler') return [];
  const spec = object['spec'] as
    | {
        readonly minReplicas?: number;
        readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
      }
    | undefined;
  const { kind: of, name } = spec?.scaleTargetRef ?? {};
  if (of === undefined || name === undefined) return [];
  const target = { kind: of, namespace: metadata.namespace ?? fallback, name };
  return [{ name: metadata.name, target, minReplicas: spec?.minReplicas ?? 1 }];
}

/** The autoscaler of a workload. Pure. */
export function autoscalerOf(
  { kind, namespace, name }: Subject,
  autoscalers: readonly Autoscaler[],
): Autoscaler | undefined {
  return autoscalers.find(
    ({ target }) => target.kind === kind && target.namespace === namespace && target.name === name,
  );
}
