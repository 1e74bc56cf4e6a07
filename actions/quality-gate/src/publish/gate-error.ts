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
    hint: single === undefined ? nextSteps(against) : fixOf(code),
    details: against.flatMap((result) => result.details),
  };
  return verdict === 'failed' ? new PolicyError(details) : new ToolError({ ...details, argv: [] });
}

function fixOf(code: string): string {
  return (
    (codes[code] ?? coreErrorCodes[code])?.fix ??
    'read the reason above; what could not be checked never passes'
  );
}

/** The next step of each condition that stands in the way, and where all that was found is. */
function nextSteps(against: readonly CheckResult[]): string {
  const steps = against.map(({ condition, code }) => `${condition.name}: ${fixOf(code).replace(/\.$/, '')}`);
  return [...steps, 'the step summary has every finding, annotations stand at their lines'].join('; ');
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
