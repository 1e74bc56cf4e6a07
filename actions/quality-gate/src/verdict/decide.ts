import { type FairleadError, PolicyError, ToolError } from '@fairlead/core';
import { codes } from '../codes.ts';
import type { CheckResult, ConditionStatus } from './condition.ts';

/** The gate's answer. `error`: something could not be checked and nothing is known to be wrong. */
export type GateVerdict = 'pass' | 'fail' | 'error';

/** One failed condition is a definite no, whatever else could not be checked. */
export function decideGate(results: readonly CheckResult[]): GateVerdict {
  const has = (status: ConditionStatus): boolean =>
    results.some((result) => result.condition.status === status);
  if (has('failed')) return 'fail';
  if (has('errored') || !(has('passed') || has('warned'))) return 'error';
  return 'pass';
}

/** The one line that sums up what stands in the way; empty for a pass. */
function describeObstacles(results: readonly CheckResult[]): string {
  return obstacles(results)
    .map(({ condition }) => `${condition.name}: ${condition.reason}`)
    .join('; ');
}

/** The error of a gate that does not pass: a policy said no, or a tool did not do its work. */
export function gateError(results: readonly CheckResult[]): FairleadError {
  const against = obstacles(results);
  const verdict = decideGate(results);
  const [first] = against;
  const single = against.length === 1 && first !== undefined ? first : undefined;
  const word = verdict === 'fail' ? 'failed' : 'could not be checked';
  const code = single?.code ?? (verdict === 'fail' ? 'GATE_FAILED' : 'GATE_NOT_CHECKED');
  const details = {
    code,
    message: `the gate ${word}: ${describeObstacles(results) || 'nothing was checked'}`,
    hint: codes[code]?.fix ?? 'read the reason above; what could not be checked never passes',
    details: against.flatMap((result) => result.details),
  };
  return verdict === 'fail' ? new PolicyError(details) : new ToolError({ ...details, argv: [] });
}

/** Failed conditions first: they are what to work on. */
function obstacles(results: readonly CheckResult[]): readonly CheckResult[] {
  const only = (status: ConditionStatus): CheckResult[] =>
    results.filter((result) => result.condition.status === status);
  return [...only('failed'), ...only('errored')];
}
