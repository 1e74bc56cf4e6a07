import type { CheckResult, ConditionStatus } from './condition.ts';

/** The gate's answer. `error`: something could not be checked and nothing is known to be wrong. */
export type GateVerdict = 'passed' | 'failed' | 'error';

/** One failed condition is a definite no, whatever else could not be checked. */
export function decideGate(results: readonly CheckResult[]): GateVerdict {
  const has = (status: ConditionStatus): boolean =>
    results.some((result) => result.condition.status === status);
  if (has('failed')) return 'failed';
  if (has('errored') || !(has('passed') || has('warned'))) return 'error';
  return 'passed';
}

/** What the machine did, the cause first. It says nothing about the code, and ends every check that it meets. */
export const MACHINE_CODES: readonly string[] = ['DISK_FULL', 'TOOL_KILLED'];

/** What stands in the way, failed conditions first: they are what to work on. */
export function obstaclesOf(results: readonly CheckResult[]): readonly CheckResult[] {
  const only = (status: ConditionStatus): CheckResult[] =>
    results.filter((result) => result.condition.status === status);
  return [...only('failed'), ...only('errored')];
}
