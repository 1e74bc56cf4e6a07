import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../kube.ts';
import type { PodSpec } from '../objects.ts';

/** The objects of a rendered manifest; empty documents are left out, lists are taken apart. @throws Error with line and column. */
export function parseManifest(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const problem = document.errors[0];
    if (problem !== undefined) throw problem;
    return flatten(document.toJS() as unknown);
  });
}

function flatten(value: unknown): readonly KubeObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as KubeObject & { readonly items?: readonly unknown[] };
  if (object.kind === 'List' && Array.isArray(object.items)) return object.items.flatMap(flatten);
  return typeof object.kind === 'string' && typeof object.metadata?.name === 'string' ? [object] : [];
}

/** The pod template's spec of a workload of any kind; undefined for other kinds. Pure. */
export function podSpecOf(object: KubeObject): PodSpec | undefined {
  const spec = object['spec'] as Record<string, unknown> | undefined;
  if (object.kind === 'Pod') return spec as PodSpec | undefined;
  if (object.kind === 'CronJob') {
    const job = (spec?.['jobTemplate'] as { spec?: { template?: { spec?: PodSpec } } } | undefined)?.spec;
    return job?.template?.spec;
  }
  return (spec?.['template'] as { spec?: PodSpec } | undefined)?.spec;
}
