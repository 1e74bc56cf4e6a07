import { defineRule, type Judgement, type Look, type Rule, since } from '../rule.ts';
import type { Limits, Sample } from '../types.ts';
import { latencyWords, quantileWords, secondsWords } from '../words.ts';

interface Memory {
  /** Since when the P99 is above its limit. */
  readonly slowSinceMs: number | undefined;
  /** Since when it is within it, while paused. */
  readonly fastSinceMs: number | undefined;
  readonly pausedSinceMs: number | undefined;
  /** What happened with this look. */
  readonly turned: 'paused' | 'resumed' | undefined;
}

/** The P99: it pauses the canary or rolls it back, and a pause ends when it recovers or lasts too long. */
export const latency: Rule = defineRule<Memory>({
  name: 'latency',
  code: 'CANARY_FAILED',
  rows: [
    {
      rule: 'P99 above `max-p99` for `p99-for`, with `latency-action: pause`',
      limit: '2 s for 60 s',
      outcome:
        'paused: the weight is held and an alert is written. It goes on when the P99 was within the limit as long, and is rolled back after `pause-timeout`',
    },
    { rule: 'The same with `latency-action: rollback`', limit: '2 s for 60 s', outcome: 'rolled back' },
  ],
  hint: () => 'find out why the new version is slow, or raise max-p99',
  begin: () => ({
    slowSinceMs: undefined,
    fastSinceMs: undefined,
    pausedSinceMs: undefined,
    turned: undefined,
  }),
  remember: turn,
  judge: judgeLatency,
  freezes: ({ pausedSinceMs }) => pausedSinceMs !== undefined,
});

function turn(before: Memory, { limits, sample }: Look): Memory {
  const { atMs } = sample;
  const slow = breaks(limits, sample);
  const slowSinceMs = since(before.slowSinceMs, slow, atMs);
  const fastSinceMs = since(before.fastSinceMs, slow === undefined ? undefined : !slow, atMs);
  const now = { slowSinceMs, fastSinceMs, pausedSinceMs: before.pausedSinceMs, turned: undefined };
  if (before.pausedSinceMs === undefined) {
    const due = limits.latencyAction === 'pause' && slow === true;
    if (!due || atMs - (slowSinceMs ?? atMs) < limits.p99ForMs) return now;
    return { ...now, pausedSinceMs: atMs, fastSinceMs: undefined, turned: 'paused' };
  }
  // Only a look with data ends a pause: a canary that gets no requests any more has not become fast.
  if (slow !== false || atMs - (fastSinceMs ?? atMs) < limits.p99ForMs) return now;
  return { ...now, pausedSinceMs: undefined, turned: 'resumed' };
}

function judgeLatency(memory: Memory, { limits, sample }: Look): Judgement | undefined {
  const { slowSinceMs, fastSinceMs, pausedSinceMs, turned } = memory;
  const lasted = (from: number | undefined): number => sample.atMs - (from ?? sample.atMs);
  const limit = latencyWords(limits.maxP99Ms);
  if (turned === 'resumed')
    return { resume: `P99 was within ${limit} for ${secondsWords(lasted(fastSinceMs))}` };
  const slow = `P99 was ${quantileWords(sample.canary?.p99)} (limit ${limit}) for ${secondsWords(lasted(slowSinceMs))}`;
  if (turned === 'paused') return { pause: slow };
  if (pausedSinceMs !== undefined) {
    const paused = lasted(pausedSinceMs);
    const now = quantileWords(sample.canary?.p99);
    const expired = `P99 did not come back within ${limit} during a pause of ${secondsWords(paused)}; it is ${now}`;
    if (paused >= limits.pauseTimeoutMs) return { rollback: expired, code: 'CANARY_PAUSE_EXPIRED' };
    return {
      holds: true,
      pending: `paused for ${secondsWords(paused)} of ${secondsWords(limits.pauseTimeoutMs)}`,
    };
  }
  if (slowSinceMs === undefined) return undefined;
  if (breaks(limits, sample) === true && lasted(slowSinceMs) >= limits.p99ForMs) return { rollback: slow };
  const pending = `P99 above ${limit} for ${secondsWords(lasted(slowSinceMs))} of ${secondsWords(limits.p99ForMs)}`;
  return { holds: true, pending };
}

/** Whether the P99 breaks its limit. Beyond the largest bucket it cannot be shown to be within, so it breaks it. */
function breaks({ maxP99Ms }: Limits, { canary }: Sample): boolean | undefined {
  if (canary?.p99 === undefined) return undefined;
  return canary.p99.atLeast || canary.p99.ms > maxP99Ms;
}
