/** A right that a user lacks, as the API server's refusal names it. */
export interface MissingRight {
  readonly user: string;
  readonly verb: string;
  /** Plural resource without its group, for example `deployments` or `pods/log`. */
  readonly resource: string;
  /** API group; empty for the core group. */
  readonly group: string;
  /** Undefined when the right is needed in the whole cluster. */
  readonly namespace: string | undefined;
}

const REFUSAL =
  /User "([^"]+)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/;

/** Finds a refusal of RBAC in a text, also in what a tool made of it; undefined when there is none. Pure. */
export function readMissingRight(text: string): MissingRight | undefined {
  const [, user, verb, resource, group, namespace] = REFUSAL.exec(text) ?? [];
  if (user === undefined || verb === undefined || resource === undefined) return undefined;
  return { user, verb, resource, group: group ?? '', namespace };
}

/** The rule to add, as it stands in a Role. Pure. */
export function grantHint({
  verb,
  resource,
  group,
  namespace,
}: Pick<MissingRight, 'verb' | 'resource' | 'group' | 'namespace'>): string {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return `grant it in a ${kind}: { apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"] }`;
}
