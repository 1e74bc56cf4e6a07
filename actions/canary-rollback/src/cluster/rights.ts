import { CancelledError, ExternalError } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import type { Target } from './target.ts';

/** One thing that the user must be allowed to do. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** Several verbs on one resource. */
export function rightsOn(group: string, resource: string, ...verbs: readonly string[]): readonly Right[] {
  return verbs.map((verb) => ({ verb, group, resource }));
}

/** What every canary takes to begin and, above all, to end. A provider has more. */
export const BASE_RIGHTS: readonly Right[] = [
  ...rightsOn('apps', 'deployments', 'get', 'create', 'delete'),
  ...rightsOn('', 'services', 'get'),
  ...rightsOn('', 'configmaps', 'get', 'create', 'update', 'delete'),
  ...rightsOn('', 'pods', 'list'),
];

/** What lets Kubernetes end a canary whose run is dead. Without them the run goes on and says so. */
export const FUSE_RIGHTS: readonly Right[] = rightsOn('batch', 'jobs', 'get', 'create', 'patch', 'delete');

/** What it takes to read the pods' own metrics. Asked for by reading them. */
export const PODS_RIGHTS: readonly Right[] = rightsOn('', 'pods/proxy', 'get');

/** What it takes to ask a new version before a switch. */
export const PREVIEW_RIGHTS: readonly Right[] = rightsOn('', 'services/proxy', 'get');

/** What only helps to explain a failure, or a workload that is not found. Never asked for. */
export const HELPFUL_RIGHTS: readonly Right[] = [
  ...rightsOn('', 'pods/log', 'get'),
  ...rightsOn('', 'events', 'list'),
  ...rightsOn('', 'services', 'list'),
  ...rightsOn('apps', 'deployments', 'list'),
  ...rightsOn('apps', 'replicasets', 'list'),
  ...rightsOn('apps', 'statefulsets', 'list'),
  ...rightsOn('apps', 'daemonsets', 'list'),
  ...rightsOn('batch', 'jobs', 'list'),
];

/** `delete deployments.apps, get pods`. */
export function rightsText(rights: readonly Right[]): string {
  return rights
    .map(({ verb, group, resource }) => `${verb} ${[resource, group].filter(Boolean).join('.')}`)
    .join(', ');
}

/**
 * The rights that the user lacks. Asked for before anything is made: a canary that may be made but not removed would
 * stay. A cluster that does not answer such questions is taken at its word later.
 */
export async function missingRights(target: Target, rights: readonly Right[]): Promise<readonly Right[]> {
  const denied = await Promise.all(rights.map((right) => isDenied(target, right)));
  return rights.filter((_, index) => denied[index] === true);
}

interface AccessReview extends KubeObject {
  readonly status?: { readonly allowed?: boolean };
}

/** Any user may ask what it may do (https://kubernetes.io/docs/reference/access-authn-authz/authorization/). */
async function isDenied({ kube, namespace }: Target, { verb, group, resource }: Right): Promise<boolean> {
  try {
    const review = await kube.create<AccessReview>({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: { name: '' },
      spec: { resourceAttributes: { namespace, verb, group, resource } },
    });
    return review.status?.allowed === false;
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return false;
  }
}

/** The answer, or undefined for a user who may not ask. */
export async function unlessForbidden<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_FORBIDDEN') return undefined;
    throw error;
  }
}
