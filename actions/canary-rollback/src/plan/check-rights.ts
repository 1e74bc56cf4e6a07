import { CancelledError, type InputProblem } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';

/** One thing that the user must be allowed to do. */
interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

const of = (group: string, resource: string, ...verbs: readonly string[]): readonly Right[] =>
  verbs.map((verb) => ({ verb, group, resource }));

/** What a canary takes to begin and, above all, to end. Rights that only help to explain a failure are left out. */
const NEEDED: Readonly<Record<'replicas' | 'gateway', readonly Right[]>> = {
  replicas: [
    ...of('apps', 'deployments', 'create', 'patch', 'delete'),
    ...of('', 'configmaps', 'get', 'create', 'update', 'delete'),
    ...of('', 'pods', 'list'),
  ],
  gateway: [
    ...of('apps', 'deployments', 'create', 'delete'),
    ...of('', 'configmaps', 'get', 'create', 'update', 'delete'),
    ...of('', 'pods', 'list'),
    ...of('', 'services', 'create', 'delete'),
    ...of('gateway.networking.k8s.io', 'httproutes', 'update'),
  ],
};

/**
 * Asks for all rights before anything is made: a canary that may be made but not removed would stay. A cluster that
 * does not answer such questions is taken at its word later.
 */
export async function findMissingRights(
  target: Target,
  provider: 'replicas' | 'gateway',
): Promise<readonly InputProblem[]> {
  const needed = NEEDED[provider];
  const answers = await Promise.all(needed.map((right) => isDenied(target, right)));
  const missing = needed.filter((_, index) => answers[index] === true);
  if (missing.length === 0) return [];
  const words = missing.map(
    ({ verb, group, resource }) => `${verb} ${[resource, group].filter(Boolean).join('.')}`,
  );
  return [
    {
      input: 'kubeconfig',
      problem: `its user may not ${words.join(', ')} in namespace ${target.namespace}`,
      allowed: 'a user with the rights that the README lists',
    },
  ];
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
