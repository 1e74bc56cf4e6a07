import { coreErrorCodes, type FairleadError, PolicyError, ToolError } from '@fairlead/core';
import { codes } from '../codes.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { decideGate, MACHINE_CODES, obstaclesOf } from '../verdict/decide.ts';

/** The error of a gate that does not pass: a policy said no, or a tool did not do its work. */
export function gateError(results: readonly CheckResult[]): FairleadError {
  const against = obstaclesOf(results);
  const verdict = decideGate(results);
  const [first] = against;
  const single = against.length === 1 && first !== undefined ? first : undefined;
  const word = verdict === 'failed' ? 'failed' : 'could not be checked';
  const code = single?.code ?? (verdict === 'failed' ? 'GATE_FAILED' : codeOfErrors(against));
  const details = {
    code,
    message: `the gate ${word}: ${describe(against)}`,
    hint:
      (codes[code] ?? coreErrorCodes[code])?.fix ??
      'read the reason above; what could not be checked never passes',
    details: against.flatMap((result) => result.details),
  };
  return verdict === 'failed' ? new PolicyError(details) : new ToolError({ ...details, argv: [] });
}

/** One full disk, or one kill, ends several checks. */
function codeOfErrors(against: readonly CheckResult[]): string {
  const machine = MACHINE_CODES.find((code) => against.some((result) => result.code === code));
  return machine ?? 'GATE_NOT_CHECKED';
}

/** The one line that sums up what stands in the way. */
function describe(against: readonly CheckResult[]): string {
  const lines = against.map(({ condition }) => `${condition.name}: ${condition.reason}`);
  return lines.join('; ') || 'nothing was checked';
}
