import { ExternalError } from '@fairlead/core';
import type { Kube, KubeObject, ObjectRef } from '../kube.ts';

/** Who brings an object into the cluster, as far as the object itself tells. */
export interface Owner {
  readonly tool: 'none' | 'helm' | 'argo-cd' | 'flux';
  /** `the Argo CD application shop`. */
  readonly words: string;
  /** The object that says whether the tool puts back what others change; undefined where it is not known. */
  readonly ref: ObjectRef | undefined;
}

/** An owner, and whether what runs follows a repository, whoever changes it in the cluster. */
export interface Ownership extends Owner {
  /** Then what another changes in the cluster is put back, now or with the next commit. */
  readonly followsGit: boolean;
}

/** Where Argo CD is installed unless somebody says otherwise; an application elsewhere has its namespace in the name. */
const ARGO_NAMESPACE = 'argocd';

/** Tools by the name under which they write fields, for objects without a label of theirs. */
const MANAGERS: Readonly<Record<string, Owner>> = {
  'argocd-controller': { tool: 'argo-cd', words: 'an Argo CD application', ref: undefined },
  'argocd-application-controller': { tool: 'argo-cd', words: 'an Argo CD application', ref: undefined },
  'kustomize-controller': { tool: 'flux', words: 'a Flux Kustomization', ref: undefined },
  'helm-controller': { tool: 'flux', words: 'a Flux HelmRelease', ref: undefined },
};

/** Reads from labels, annotations and managed fields who an object belongs to. A tool of GitOps comes before the Helm that it may use. Pure. */
export function ownerOf({ metadata }: KubeObject): Owner {
  const { labels = {}, annotations = {} } = metadata;
  const tracked = annotations['argocd.argoproj.io/tracking-id']?.split(':')[0];
  if (tracked !== undefined && tracked !== '') return argoApplication(tracked);
  const flux = (
    [
      ['helm', 'HelmRelease'],
      ['kustomize', 'Kustomization'],
    ] as const
  ).flatMap(([part, kind]) => fluxObject(kind, part, labels));
  if (flux[0] !== undefined) return flux[0];
  const managed = managersOf(metadata['managedFields']).flatMap((manager) =>
    Object.hasOwn(MANAGERS, manager) ? (MANAGERS[manager] ?? []) : [],
  );
  if (managed[0] !== undefined) return managed[0];
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined) return { tool: 'helm', words: `the Helm release ${release}`, ref: undefined };
  return { tool: 'none', words: 'no tool that leaves a mark', ref: undefined };
}

function argoApplication(tracked: string): Owner {
  const at = tracked.indexOf('_');
  const namespace = at < 0 ? ARGO_NAMESPACE : tracked.slice(0, at);
  const name = tracked.slice(at + 1);
  const ref = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace, name };
  return { tool: 'argo-cd', words: `the Argo CD application ${name}`, ref };
}

const FLUX_VERSION = { HelmRelease: 'v2', Kustomization: 'v1' } as const;

function fluxObject(
  kind: keyof typeof FLUX_VERSION,
  part: string,
  labels: Readonly<Record<string, string>>,
): readonly Owner[] {
  const group = `${part}.toolkit.fluxcd.io`;
  const name = labels[`${group}/name`];
  const namespace = labels[`${group}/namespace`];
  if (name === undefined) return [];
  const ref = { apiVersion: `${group}/${FLUX_VERSION[kind]}`, kind, namespace, name };
  return [
    { tool: 'flux', words: `the Flux ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`, ref },
  ];
}

function managersOf(fields: unknown): readonly string[] {
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((entry: unknown) => {
    const { manager } = (entry ?? {}) as { readonly manager?: unknown };
    return typeof manager === 'string' ? [manager] : [];
  });
}

/**
 * Finds the owner of an object, and asks the tool's own object whether it acts by itself. One that cannot be read is taken to
 * do so: the mark on the object is certain.
 */
export async function findOwnership(kube: Pick<Kube, 'get'>, object: KubeObject): Promise<Ownership> {
  const owner = ownerOf(object);
  if (owner.tool === 'none' || owner.tool === 'helm') return { ...owner, followsGit: false };
  const found = owner.ref === undefined ? undefined : await readIfAllowed(kube, owner.ref);
  return { ...owner, followsGit: found === undefined || actsAlone(found) };
}

async function readIfAllowed(kube: Pick<Kube, 'get'>, ref: ObjectRef): Promise<KubeObject | undefined> {
  try {
    return await kube.get(ref);
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_FORBIDDEN') return undefined;
    throw error;
  }
}

/** Whether a tool brings what stands in the repository into the cluster without being asked. Pure. */
function actsAlone(object: KubeObject): boolean {
  const { suspend, syncPolicy } = (object['spec'] ?? {}) as {
    readonly suspend?: boolean;
    readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean } | null };
  };
  if (object.kind !== 'Application') return suspend !== true;
  const automated = syncPolicy?.automated;
  return automated !== undefined && automated !== null && automated.enabled !== false;
}
