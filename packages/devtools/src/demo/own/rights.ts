import type { Kube, KubeObject } from '@fairlead/kube';

/** One thing that the user must be allowed to do. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Whether it is asked for the whole cluster. */
  readonly everywhere?: true;
}

function on(group: string, resources: readonly string[], verbs: readonly string[]): readonly Right[] {
  return resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource })));
}

const ALL = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** What the two actions that deploy need for the sample's chart, and what the demo does itself in its namespace. */
export const DEMO_RIGHTS: readonly Right[] = [
  ...on('', ['secrets', 'configmaps', 'services', 'serviceaccounts'], ALL),
  ...on('apps', ['deployments'], ALL),
  ...on('apps', ['replicasets'], ['get', 'list', 'watch']),
  ...on('', ['pods'], ['get', 'list', 'watch', 'create', 'delete']),
  ...on('', ['pods/log', 'events'], ['get', 'list']),
  ...on('', ['pods/proxy', 'services/proxy'], ['get']),
];

/** What only a namespace of its own needs. */
export const NAMESPACE_RIGHTS: readonly Right[] = on('', ['namespaces'], ['get', 'create', 'delete']).map(
  (right) => ({ ...right, everywhere: true }),
);

/** A rule of a Role (rbac.authorization.k8s.io/v1). */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of a Role with which the demo runs in a namespace that is there. */
export function demoRights(): readonly Rule[] {
  return DEMO_RIGHTS.map(({ group, resource, verb }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: [verb],
  }));
}

interface AccessReview extends KubeObject {
  readonly status?: { readonly allowed?: boolean };
}

/** Those that the user does not have. Anybody may ask what he may do. */
export async function lackingRights(
  kube: Kube,
  namespace: string,
  rights: readonly Right[],
): Promise<readonly Right[]> {
  const allowed = await Promise.all(rights.map((right) => isAllowed(kube, namespace, right)));
  return rights.filter((_, index) => !allowed[index]);
}

async function isAllowed(
  kube: Kube,
  namespace: string,
  { verb, group, resource, everywhere }: Right,
): Promise<boolean> {
  const [name = '', subresource] = resource.split('/');
  const place = everywhere ? {} : { namespace };
  const part = subresource === undefined ? {} : { subresource };
  const review = await kube.create<AccessReview>({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: { name: '' },
    spec: { resourceAttributes: { ...place, verb, group, resource: name, ...part } },
  });
  return review.status?.allowed === true;
}

/** `create, delete secrets; get pods/proxy`: verbs of one resource together. */
export function rightsText(rights: readonly Right[]): string {
  const verbs = new Map<string, string[]>();
  for (const { verb, group, resource } of rights) {
    const name = [resource, group].filter(Boolean).join('.');
    verbs.set(name, [...(verbs.get(name) ?? []), verb]);
  }
  return [...verbs].map(([name, list]) => `${list.join(', ')} ${name}`).join('; ');
}
