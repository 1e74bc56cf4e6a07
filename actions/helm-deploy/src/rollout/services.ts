import { ExternalError } from '@fairlead/core';
import type { Kube, KubeObject, Labels } from '@fairlead/kube';

/** A line for each Service of the release that no pod answers for: everything is healthy, and nobody can reach it. */
export async function lonelyServices(kube: Kube, objects: readonly KubeObject[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const object of objects) {
    const selector = selectorOf(object);
    if (selector === undefined) continue;
    const labelSelector = Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const { namespace = kube.target.namespace, name } = object.metadata;
    try {
      const pods = await kube.list('v1', 'Pod', { namespace, labelSelector });
      if (pods.length === 0)
        lines.push(`Service ${name} selects no pod (${labelSelector}): nothing answers for it`);
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error; // who may not look gets no advice
    }
  }
  return lines;
}

function selectorOf({ kind, ...object }: KubeObject): Labels | undefined {
  const spec = object['spec'] as { readonly selector?: Labels; readonly type?: string } | undefined;
  if (kind !== 'Service' || spec?.type === 'ExternalName') return undefined;
  return Object.keys(spec?.selector ?? {}).length === 0 ? undefined : spec?.selector;
}
