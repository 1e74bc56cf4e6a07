import type { Hypothesis } from './e-process.ts';

/** How many times worse than allowed a canary may be; chosen by `bench canary-detect`. */
const WORSE = [5 / 3, 8 / 3, 4, 20 / 3, 40 / 3, 400 / 3];

/** One that is hardly worse takes long to be found anyway, so a little belief in it does. */
const HARDLY_WORSE = { times: 4 / 3, weight: 0.06 };

/** The belief in a version that is bad from its first request on. The rest is for one that turns bad later. */
const FROM_THE_START = 0.8;

/** "At most `tolerance` times stable's rate": evidence against it is evidence of harm. */
export function noHarm(tolerance: number): Hypothesis {
  const { times, weight } = HARDLY_WORSE;
  const others = even(WORSE.map((worse) => worse * tolerance));
  const rest = others.map((one) => ({ ratio: one.ratio, weight: one.weight * (1 - weight) }));
  return {
    against: tolerance,
    mixture: [{ ratio: times * tolerance, weight }, ...rest],
    fromTheStart: FROM_THE_START,
  };
}

/** So many times stable's rate a certified canary does not have. */
export const CERTIFIED_RATIO = 3;

/** "At least three times stable's rate": evidence against it certifies a canary early. */
export const SEVERE_HARM: Hypothesis = {
  against: CERTIFIED_RATIO,
  mixture: even([0.25, 0.5, 0.75, 1, 1.5]),
  fromTheStart: 1,
};

function even(ratios: readonly number[]): Hypothesis['mixture'] {
  return ratios.map((ratio) => ({ ratio, weight: 1 / ratios.length }));
}
