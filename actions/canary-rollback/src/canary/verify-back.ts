import { type Clock, type Logger, PolicyError } from '@fairlead/core';
import { digestIn, shortImage } from '@fairlead/oci';
import { runningImage } from '../cluster/containers.ts';
import { getStable, type Target } from '../cluster/target.ts';
import type { Journal } from '../journal/journal.ts';
import type { MetricSource } from '../metrics/source.ts';
import type { Limits, Sample } from '../verdict/types.ts';
import { percentWords, quantileWords, secondsWords } from '../verdict/words.ts';
import { whyNotServing } from './stable-serves.ts';

/** Two looks lie so far apart: counters must have had time to move. */
const LOOK_MS = 1_000;

/** Longer than most scrapes lie apart; who gets no request meanwhile has few users. */
const SILENT_MS = 15_000;

/** What was found once the traffic was back. */
export interface Verification {
  /** `unknown`: nobody asked stable, or nobody gave its metrics; nothing speaks against it. */
  readonly result: 'recovered' | 'unknown' | 'not-recovered';
  /** `stable answers: 0.0 % errors in 120 requests, p99 12 ms`. */
  readonly words: string;
  readonly seconds: number;
}

/** What verifying takes. */
export interface VerifyTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  readonly source: MetricSource;
  readonly rules: Limits;
  /** Stable at the first look of the run, before the canary could do harm. */
  readonly usual: Sample['stable'];
  /** Milliseconds of the run's time line. */
  readonly now: () => number;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Looks whether users are well again after the traffic went back: stable runs what it ran, a ready pod stands behind its
 * Service, it answers, and its errors and latency are within their limits, for one window of the metrics at least.
 */
export async function verifyBack(tools: VerifyTools, journal: Journal): Promise<Verification> {
  const { clock, withinMs, signal } = tools;
  const started = clock.monotonic();
  const ended = (result: Verification['result'], words: string): Verification => ({
    result,
    words,
    seconds: (clock.monotonic() - started) / 1000,
  });
  const before = await lookAtStable(tools);
  for (;;) {
    await clock.sleep(LOOK_MS, signal);
    const wrong = await whatIsWrong(tools, journal);
    const now = wrong === undefined ? await lookAtStable(tools) : undefined;
    const said: Said = wrong === undefined ? judge(before, now, tools) : { state: 'bad', words: wrong };
    if (said.state === 'good') return ended('recovered', said.words);
    const limit = said.state === 'bad' ? withinMs : Math.min(withinMs, SILENT_MS);
    if (clock.monotonic() - started < limit) continue;
    const words = `${said.words}, ${secondsWords(limit)} after the traffic went back`;
    return ended(said.state === 'bad' ? 'not-recovered' : 'unknown', words);
  }
}

/** What of stable is not as it was; undefined when all of it is. */
async function whatIsWrong({ target }: VerifyTools, journal: Journal): Promise<string | undefined> {
  const stable = await getStable(target);
  const image = stable === undefined ? '' : runningImage(stable, journal.container);
  const was = digestIn(journal.stableImage);
  if (stable !== undefined && was !== undefined && digestIn(image) !== was)
    return `stable runs ${shortImage(image) || 'nothing'} and not ${shortImage(journal.stableImage)}`;
  return whyNotServing(target, journal.traffic.service);
}

async function lookAtStable({ source, now, signal }: VerifyTools): Promise<Sample['stable']> {
  const look = await source.look(now(), signal);
  return look.metrics === 'ok' ? look.stable : undefined;
}

interface Said {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly words: string;
}

/** Whether stable answered users between two looks, and within the limits. Pure. */
export function judge(
  before: Sample['stable'],
  now: Sample['stable'],
  { rules, usual }: Pick<VerifyTools, 'rules' | 'usual'>,
): Said {
  if (rules.counting === 'none') return { state: 'good', words: 'stable has ready pods' };
  if (now === undefined) return { state: 'unknown', words: 'nobody gives the metrics of stable' };
  const { totalRequests, errorPercent, p99, requests } = now;
  const counted = totalRequests !== undefined;
  if (counted && totalRequests - (before?.totalRequests ?? totalRequests) < 1)
    return { state: 'unknown', words: 'no user has asked stable' };
  if (errorPercent === undefined) return { state: 'unknown', words: 'the errors of stable are not known' };
  const numbers = `${percentWords(errorPercent)} errors${requests === undefined ? '' : ` in ${Math.round(requests)} requests`}, p99 ${quantileWords(p99)}`;
  const isSlow = (found: typeof p99): boolean =>
    found !== undefined && (found.atLeast || found.ms > rules.maxP99Ms);
  // A service that was beyond its limits before the canary came is as well as it was.
  const usualErrors = (usual?.errorPercent ?? 0) * (rules.evidence?.tolerance ?? 1);
  const failing = errorPercent > Math.max(rules.maxErrorPercent, usualErrors);
  return failing || (isSlow(p99) && !isSlow(usual?.p99))
    ? { state: 'bad', words: `stable is still beyond the limits (${numbers})` }
    : { state: 'good', words: `stable answers: ${numbers}` };
}

/** The failure of a service that is not well although its traffic is back; the first one is its cause. */
export function notRecovered(
  { words }: Verification,
  first: Error & { readonly code?: string },
): PolicyError {
  return new PolicyError({
    code: 'CANARY_NOT_RECOVERED',
    message: `the canary is rolled back, and users are not well: ${words}; it was rolled back because: ${first.code ?? ''}: ${first.message}`,
    hint: 'this is not the canary any more: look at stable, its node and what it depends on, at once',
    details: (first as { readonly details?: readonly string[] }).details ?? [],
    cause: first,
  });
}
