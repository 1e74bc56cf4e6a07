import { type Document, parseAllDocuments, type Tags } from 'yaml';
import type { KubeMetadata, KubeObject } from '../kube.ts';
import type { PodSpec } from '../objects.ts';

/** YAML as helm reads it: version 1.1 (0644 is octal, yes is true) without times; of two equal keys the last one counts. */
const AS_HELM = { version: '1.1', uniqueKeys: false, customTags: withoutTimes } as const;

function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      !(tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME')),
  );
}

/** The objects of a rendered manifest; empty documents are left out, lists are taken apart. @throws Error with line and column. */
export function parseManifest(text: string): readonly KubeObject[] {
  return parseAllDocuments(text, AS_HELM).flatMap((document) => {
    refuse(document);
    return flatten(document.toJS() as unknown);
  });
}

/** Keys that stand twice in one map, as `image (line 12)`: helm takes the last one, and hardly anybody means that. Pure. */
export function duplicateKeys(text: string): readonly string[] {
  return parseAllDocuments(text, { ...AS_HELM, uniqueKeys: true, prettyErrors: true }).flatMap((document) =>
    document.errors
      .filter(({ code }) => code === 'DUPLICATE_KEY')
      .map(({ pos, linePos }) => {
        const key = /^[^\s:]+/.exec(text.slice(pos[0]))?.[0] ?? '';
        return `${key} (line ${linePos?.[0].line ?? 0})`;
      }),
  );
}

/** A map of values as helm reads it. @throws Error with line and column. */
export function parseYaml(text: string): unknown {
  const [document, ...more] = parseAllDocuments(text, AS_HELM);
  if (document === undefined) return undefined;
  for (const one of [document, ...more]) refuse(one);
  return document.toJS({ maxAliasCount: 1000 }) as unknown;
}

function refuse({ errors }: Pick<Document, 'errors'>): void {
  const problem = errors[0];
  if (problem !== undefined) throw problem;
}

/**
 * What is applied of a document. As in Kubernetes itself, whatever has `items` is a list, also where it is called
 * `DeploymentList`, and its items need not say their kind.
 */
function flatten(value: unknown): readonly KubeObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Partial<KubeObject> & { readonly items?: unknown };
  if (Array.isArray(object.items)) return object.items.flatMap((item) => flatten(itemOf(object, item)));
  const { kind, metadata } = object;
  const name = metadata?.name ?? generatedName(metadata);
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  return [{ ...object, metadata: { ...metadata, name } } as KubeObject];
}

function itemOf({ apiVersion, kind }: Partial<KubeObject>, item: unknown): unknown {
  if (typeof item !== 'object' || item === null || 'kind' in item || 'apiVersion' in item) return item;
  return { apiVersion, kind: kind?.replace(/List$/, ''), ...item };
}

/** Stands for the name that the API server makes up, as `migrate-*`; undefined where none is to be made up. Pure. */
export function generatedName(metadata: Partial<KubeMetadata> | undefined): string | undefined {
  const start = metadata?.['generateName'];
  return typeof start === 'string' ? `${start}*` : undefined;
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
