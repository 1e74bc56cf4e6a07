import { field } from '@fairlead/core';

/** One step is a whole percent. */
export const step: ReturnType<typeof field.matching> = field.matching(
  /^0*([1-9]\d?|100)%?$/,
  'is no whole percent from 1 to 100',
);

/** What is wrong with the row of steps; they must rise. */
export function checkRising(steps: readonly string[]): string | undefined {
  const percents = steps.map(percentOf);
  for (const [index, percent] of percents.entries()) {
    const before = percents[index - 1];
    if (before !== undefined && percent <= before)
      return `weights are not rising: ${percent} comes after ${before}`;
  }
  return undefined;
}

/** `25` or `25%`. */
export function percentOf(step: string): number {
  return Number(step.replace('%', ''));
}
