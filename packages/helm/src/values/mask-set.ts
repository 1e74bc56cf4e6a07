import { type InputProblem, isSecretPath } from '@fairlead/core';
import type { ChartContext, ChartInputs } from '../context.ts';
import { splitPath } from './set-paths.ts';
import { typedValue } from './typed-set.ts';

/** Shorter texts would hide half of the log. */
const SHORTEST = 4;

/** Masks what of `set` looks like a secret before anything else is looked at: the report repeats the input, however the run ends. */
export function maskSet(
  { set = {} }: Pick<ChartInputs, 'set'>,
  { host }: Pick<ChartContext, 'host'>,
): readonly InputProblem[] {
  for (const [path, text] of Object.entries(set)) {
    const parts = splitPath(path);
    if (typeof parts === 'string' || !isSecretPath(parts)) continue;
    for (const shown of new Set([text, String(typedValue(text))]))
      if (shown.length >= SHORTEST) host.mask(shown);
  }
  return [];
}
