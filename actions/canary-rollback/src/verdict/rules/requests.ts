import { countOf } from '@fairlead/core';
import { defineRule, type Rule, since } from '../rule.ts';
import type { Limits, Sample } from '../types.ts';
import { secondsWords } from '../words.ts';

interface Memory {
  /** The canary's requests before the step; none where nothing was known of them. */
  readonly before: number;
  /** Since when nothing was known of its requests. */
  readonly emptySinceMs: number | undefined;
  /** Looks with metrics, and those of them that had data. */
  readonly looks: number;
  readonly known: number;
}

/** Users must have asked the canary, often enough and until the end: no data is never a pass. */
export const requests: Rule = defineRule<Memory>({
  name: 'requests',
  code: 'CANARY_NO_DATA',
  rows: [
    {
      rule: 'Fewer than `min-requests` of users in a step; probes and scrapes are not users',
      limit: '20',
      outcome: 'rolled back: no data is never a pass',
    },
    {
      rule: 'Fewer requests of users than a step asks for (`25:5m:1000`)',
      limit: 'the step is held for up to `pause-timeout`, 5 min, until there are as many',
      outcome: 'rolled back',
    },
    {
      rule: 'No requests answered any more when a step ends',
      limit: 'the step is held for up to `metrics-timeout`, 60 s, until some are',
      outcome: 'rolled back: a version that hangs answers none',
    },
    {
      rule: 'With `error-query`: no value in half of the polls of a step, or more',
      limit: 'at its end',
      outcome: 'rolled back: a ratio of nothing is no pass',
    },
  ],
  hint: ({ counting }) =>
    counting === 'counters'
      ? "lengthen step-duration, lower min-requests, or check metric, pod-label and namespace-label; the canary's pods must be scraped like stable's"
      : "ask error-query by hand for the canary's pods: it must give one number also when no request failed, as (sum(…) or vector(0)) / sum(…) does",
  begin: (before) => ({
    before: before?.canary?.totalRequests ?? 0,
    emptySinceMs: undefined,
    looks: 0,
    known: 0,
  }),
  remember(memory, { sample }) {
    if (sample.metrics === 'down') return memory;
    const known = sample.canary?.errorPercent !== undefined;
    return {
      before: memory.before,
      emptySinceMs: since(memory.emptySinceMs, !known, sample.atMs),
      looks: memory.looks + 1,
      known: memory.known + (known ? 1 : 0),
    };
  },
  judge(memory, look) {
    const { limits, sample, leftMs } = look;
    if (limits.counting === 'none') return undefined;
    const seen = requestsOfStep(memory.before, sample);
    const lack = lackWords(memory, limits, sample, seen);
    const waits = limits.waitsForRequests === true && leftMs <= 0 && -leftMs < limits.pauseTimeoutMs;
    if (memory.emptySinceMs === undefined) {
      if (lack === undefined) return undefined;
      return waits ? { holds: true, pending: lack } : { refuses: lack };
    }
    const emptyMs = sample.atMs - memory.emptySinceMs;
    const timeout = limits.metricsTimeoutMs;
    const silent = lack ?? endWords(seen, emptyMs);
    if (leftMs <= 0 && sample.metrics === 'ok' && emptyMs >= timeout) return { rollback: silent };
    const pending = `no requests answered for ${secondsWords(emptyMs)} of ${secondsWords(timeout)}`;
    return { pending, ...(lack === undefined || waits ? { holds: true } : { refuses: lack }) };
  },
});

function requestsOfStep(before: number, { canary }: Sample): number | undefined {
  if (canary?.totalRequests === undefined) return undefined;
  return canary.totalRequests - before;
}

/** Why the step has too little to be judged. */
function lackWords(
  { looks, known }: Memory,
  { minRequests }: Limits,
  { canary }: Sample,
  seen: number | undefined,
): string | undefined {
  if (seen === undefined)
    return 2 * known > looks ? undefined : `error-query gave a value in ${known} of ${looks} polls`;
  if (Math.floor(seen + ROUNDING) >= minRequests) return undefined;
  const others = canary?.background === undefined ? '' : `, ${canary.background}`;
  return `${countOf(Math.max(0, Math.floor(seen + ROUNDING)), 'request')} of users in the step (at least ${minRequests} are needed for a verdict${others})`;
}

/** What is estimated is not whole; 19.9999999 is 20. */
const ROUNDING = 1e-6;

function endWords(seen: number | undefined, emptyMs: number): string {
  const time = secondsWords(emptyMs);
  return seen === undefined
    ? `error-query gave no value for ${time}`
    : `it answered no requests any more for ${time}`;
}
