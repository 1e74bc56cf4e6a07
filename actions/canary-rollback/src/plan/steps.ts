import { field, parseDuration } from '@fairlead/core';
import type { PlannedStep } from '../traffic/plan-shares.ts';

/** A step as the inputs ask for it. */
export type StepWish = Pick<PlannedStep, 'percent' | 'forMs' | 'requests' | 'early'>;

/** The steps that `auto` stands for: each ends as soon as the canary is certified. */
const AUTO: readonly number[] = [5, 25, 50];

/** What one step must be: a whole percent, and behind it a time and a number of requests, or one of them. */
export const stepChecks = [
  field.matching(/^(auto$|0*([1-9]\d?|100)%?(:|$))/, 'is no whole percent from 1 to 100'),
  partsProblem,
] as const;

function partsProblem(text: string): string | undefined {
  const [, ...parts] = text.split(':');
  const times = parts.filter(isTime);
  const counts = parts.filter(isCount);
  const known = times.length + counts.length === parts.length;
  return known && times.length < 2 && counts.length < 2
    ? undefined
    : 'has more behind its percent than a time from 1s, such as 5m, and a number of requests';
}

function isTime(part: string): boolean {
  return /[a-z]$/.test(part) && (parseDuration(part) ?? 0) >= 1000;
}

function isCount(part: string): boolean {
  return /^[1-9]\d{0,8}$/.test(part);
}

/** What is wrong with the row of steps; they must rise. */
export function checkRising(steps: readonly string[]): string | undefined {
  if (steps.includes('auto')) return steps.length > 1 ? 'auto stands alone' : undefined;
  const percents = steps.map((step) => wishOf(step).percent);
  for (const [index, percent] of percents.entries()) {
    const before = percents[index - 1];
    if (before !== undefined && percent <= before)
      return `weights are not rising: ${percent} comes after ${before}`;
  }
  return undefined;
}

/** The steps that the input asks for. */
export function wishesOf(steps: readonly string[]): readonly StepWish[] {
  return steps.includes('auto') ? AUTO.map((percent) => ({ percent, early: true })) : steps.map(wishOf);
}

/** `25`, `25%`, `25:5m`, `25:5m:1000`. */
function wishOf(step: string): StepWish {
  const [percent = '', ...parts] = step.split(':');
  const time = parts.find(isTime);
  const count = parts.find(isCount);
  return {
    percent: Number(percent.replace('%', '')),
    ...(time === undefined ? {} : { forMs: parseDuration(time) }),
    ...(count === undefined ? {} : { requests: Number(count) }),
  };
}

/** Planned steps with all that was asked for them beside their share. */
export function withWishes(
  steps: readonly PlannedStep[],
  wishes: readonly StepWish[],
): readonly PlannedStep[] {
  return steps.map((step) => ({ ...step, ...wishes.find(({ percent }) => percent === step.percent) }));
}
