import { type Facts, type Finding, type KubeObject, type Subject, subjectOf } from '@fairlead/kube';

/** How the workloads were before helm touched them: key → uid and generation. */
export type Baseline = ReadonlyMap<string, string>;

/** How long a workload that nothing has touched may be broken before that counts: the change may be on its way. */
const UNTOUCHED_MS = 20_000;

/** Remembers the state before the change. Pure. */
export function takeBaseline(facts: Facts): Baseline {
  return new Map(workloadsOf(facts).map((object) => [keyOf(subjectOf(object)), markOf(object)]));
}

/**
 * The findings that this change answers for. What an earlier revision left broken says nothing until helm has changed
 * the object, or has had the time to; while hooks run first, that time is not known. Pure.
 */
export function ofThisChange(
  findings: readonly Finding[],
  facts: Facts,
  baseline: Baseline,
  { elapsedMs, hasHooksBefore }: { readonly elapsedMs: number; readonly hasHooksBefore: boolean },
): readonly Finding[] {
  if (!hasHooksBefore && elapsedMs >= UNTOUCHED_MS) return findings;
  const now = takeBaseline(facts);
  return findings.filter(({ workload }) => {
    const before = baseline.get(keyOf(workload));
    return before === undefined || before !== now.get(keyOf(workload));
  });
}

function workloadsOf(facts: Facts): readonly KubeObject[] {
  const { deployments, statefulSets, daemonSets, rollouts, jobs, pods } = facts;
  return [...deployments, ...statefulSets, ...daemonSets, ...rollouts, ...jobs, ...pods];
}

function markOf({ metadata }: KubeObject): string {
  return `${metadata.uid} ${metadata.generation ?? ''}`;
}

function keyOf({ kind, namespace, name }: Subject): string {
  return `${kind}/${namespace}/${name}`;
}
