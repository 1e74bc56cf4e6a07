import type { InputProblem } from '@fairlead/core';

/** The problem of an input that says something only beside another, which is not set. */
export function noEffectWithout(other: string, input: string, value?: string): InputProblem {
  const shown = value === undefined ? {} : { value };
  return { input, ...shown, problem: `has no effect without ${other}`, allowed: `${other} beside it` };
}
