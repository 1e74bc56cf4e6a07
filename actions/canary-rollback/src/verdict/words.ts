import { countOf } from '@fairlead/core';
import type { Quantile, VersionSample } from '../metrics/sample.ts';
import type { PodSample } from './types.ts';

/** `20.4 %`; `no data` when nothing is known. */
export function percentWords(value: number | undefined): string {
  return value === undefined ? 'no data' : `${value.toFixed(1)} %`;
}

/** `2.31 s`, `48 ms`, `more than 10 s`; `no data` when nothing is known. */
export function quantileWords(value: Quantile | undefined): string {
  if (value === undefined) return 'no data';
  return `${value.atLeast ? 'more than ' : ''}${latencyWords(value.ms)}`;
}

/** A latency: milliseconds below one second, else seconds without trailing zeros. */
export function latencyWords(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(2))} s`;
  return `${ms >= 10 ? Math.round(ms) : Number(ms.toFixed(1))} ms`;
}

/** `25 %`, or what it really is: `33.3 % (25 % asked)`. */
export function shareWords(percent: number, share: number): string {
  return Math.abs(share - percent) < 0.5 ? `${percent} %` : `${share.toFixed(1)} % (${percent} % asked)`;
}

/** The reason that the pods give, in brackets. */
export function whyWords({ reason }: Pick<PodSample, 'reason'>): string {
  return reason === undefined ? '' : ` (${reason})`;
}

/** Whole seconds, as rules are written: `30 s`. */
export function secondsWords(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/** `312 requests, 0.0 % errors, p99 12 ms` or `no requests`. */
export function versionWords(version: VersionSample | undefined): string {
  if (version === undefined) return 'unknown';
  if (version.requests === 0) return 'no requests';
  if (version.notMeasured === true) return 'not measured';
  const requests = version.requests === undefined ? [] : [countOf(Math.round(version.requests), 'request')];
  return [
    ...requests,
    `${percentWords(version.errorPercent)} errors`,
    `p99 ${quantileWords(version.p99)}`,
  ].join(', ');
}
