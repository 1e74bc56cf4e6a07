import { parseDuration } from '@fairlead/core';

/** The budget of errors is burnt so many times too fast, over a long and over a short time. */
export interface BurnPair {
  readonly factor: number;
  readonly longMs: number;
  readonly shortMs: number;
}

/** Reads `14.4:5m/25s`; undefined for what is none. */
export function readBurnPair(text: string): BurnPair | undefined {
  const [, factor = '', long = '', short = ''] = /^(\d+(?:\.\d+)?):([^/]+)\/([^/]+)$/.exec(text) ?? [];
  const [longMs, shortMs] = [parseDuration(long), parseDuration(short)];
  if (longMs === undefined || shortMs === undefined || Number(factor) <= 0) return undefined;
  return shortMs > 0 && shortMs < longMs ? { factor: Number(factor), longMs, shortMs } : undefined;
}

/** What is wrong with one pair. */
export function burnPairProblem(text: string): string | undefined {
  return readBurnPair(text) === undefined ? 'is no pair such as 14.4:5m/25s' : undefined;
}
