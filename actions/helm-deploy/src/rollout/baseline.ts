import { type Facts, type Finding, type KubeObject, type Subject, subjectOf } from '@fairlead/kube';

/** How the workloads were before helm touched them. */
export interface Baseline {
  /** Key of the workload → its uid and generation. */
  readonly seen: ReadonlyMap<string, string>;
  /** How long a workload that nothing has touched may be broken before that counts: the change may be on its way. */
  readonly untouchedMs: number;
}

const UNTOUCHED_MS = 20_000;

/** Remembers the state before the change. Pure. */
export function takeBaseline(facts: Facts, hasHooksBefore: boolean): Baseline {
  return {
    seen: new Map(workloadsOf(facts).map((object) => [keyOf(subjectOf(object)), markOf(object)])),
    untouchedMs: hasHooksBefore ? Number.POSITIVE_INFINITY : UNTOUCHED_MS,
  };
}

/**
 * The findings that this change answers for. What an earlier revision left broken says nothing until helm has changed
 * the object, or has had the time to. Pure.
 */
export function ofThisChange(
  findings: readonly Finding[],
  facts: Facts,
  baseline: Baseline,
  elapsedMs: number,
): readonly Finding[] {
  if (elapsedMs >= baseline.untouchedMs) return findings;
  const now = new Map(workloadsOf(facts).map((object) => [keyOf(subjectOf(object)), markOf(object)]));
  return findings.filter(({ workload }) => {
    const before = baseline.seen.get(keyOf(workload));
    return before === undefined || before !== now.get(keyOf(workload));
  });
}

function workloadsOf(facts: Facts): readonly KubeObject[] {
  const { deployments, statefulSets, daemonSets, jobs, pods } = facts;
  return [...deployments, ...statefulSets, ...daemonSets, ...jobs, ...pods];
}

function markOf({ metadata }: KubeObject): string {
  return `${metadata.uid} ${metadata.generation ?? ''}`;
}

function keyOf({ kind, namespace, name }: Subject): string {
  return `${kind}/${namespace}/${name}`;
}
