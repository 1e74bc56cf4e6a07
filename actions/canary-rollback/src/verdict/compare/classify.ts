import { seededRandom } from '@fairlead/core';
import { shiftOf } from './mann-whitney.ts';

/** What Kayenta's judge calls a metric of the canary, compared with that of the baseline. */
export type Label = 'pass' | 'high' | 'low' | 'nodata';

/** Both are fixed in Kayenta, whatever its configuration says. */
const CONFIDENCE = 0.98;
const TOLERANCE = 0.25;
/** Sides that do not vary at all are given this much noise, in parts of their value. */
const NOISE = 1e-5;

/**
 * Classifies as Kayenta's `NetflixACAJudge` does by default: too little data says nothing, equal samples pass, else the canary is
 * high when the interval of its shift lies above a quarter of the shift, and its mean is at least `allowedIncrease` times that
 * of the baseline. The noise is drawn by a fixed seed, so that a report can be replayed.
 */
export function classify(canary: readonly number[], baseline: readonly number[], allowedIncrease = 1): Label {
  const [x, y] = [canary, baseline].map((values) => values.filter((value) => !Number.isNaN(value)));
  if (x === undefined || y === undefined || x.length === 0 || y.length === 0) return 'nodata';
  if (isSame(x, y)) return 'pass';
  const still = new Set(x).size === 1 && new Set(y).size === 1;
  const shift = still ? shiftOf(noisy(x, 1), noisy(y, 2), CONFIDENCE) : shiftOf(x, y, CONFIDENCE);
  if (shift === undefined) return 'pass';
  const margin = TOLERANCE * Math.abs(shift.estimate);
  const ratio = meanOf(x) / meanOf(y);
  const known = Number.isFinite(ratio) && ratio > 0; // of a mean of zero there is no ratio, and it is not asked for
  if (shift.low > margin && (!known || ratio >= allowedIncrease)) return 'high';
  return shift.high < -margin ? 'low' : 'pass';
}

function isSame(x: readonly number[], y: readonly number[]): boolean {
  if (new Set([...x, ...y]).size === 1) return true;
  const sorted = (values: readonly number[]): string => values.toSorted((a, b) => a - b).join();
  return sorted(x) === sorted(y);
}

function noisy(values: readonly number[], seed: number): readonly number[] {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return values.map((value) => value + normal() * NOISE * value);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
