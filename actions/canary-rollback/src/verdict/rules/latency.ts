import { p99Between } from '../../metrics/histogram.ts';
import type { Latencies, Quantile, VersionSample } from '../../metrics/sample.ts';
import { policiesOf } from '../policies.ts';
import { defineRule, type Judgement, type Look, type Rule, since } from '../rule.ts';
import type { Limits, Sample } from '../types.ts';
import { stableAskedAlike } from '../witness.ts';
import { latencyWords, percentWords, quantileWords, secondsWords } from '../words.ts';

interface Memory {
  /** Since when the P99 is above its limit, and stable's is not known to be; or both are. */
  readonly slowSinceMs: number | undefined;
  readonly sharedSinceMs: number | undefined;
  /** Since when it is within it, while paused. */
  readonly fastSinceMs: number | undefined;
  readonly pausedSinceMs: number | undefined;
  /** What both had answered before the step. */
  readonly before?: Latencies | undefined;
  readonly stableBefore?: Latencies | undefined;
  /** What happened with this look. */
  readonly turned: 'paused' | 'resumed' | undefined;
}

const OF_SLOW = { about: { event: 'slow' } } as const;

/** The P99: it pauses the canary or rolls it back, and a pause ends when it recovers or lasts too long. */
export const latency: Rule = defineRule<Memory>({
  name: 'latency',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: "P99 above `max-p99` for `p99-for`, and stable's is not",
      limit: '2 s for 60 s',
      outcome: 'rolled back; with `latency-action: pause`, and where nothing is known of stable, paused',
    },
    {
      rule: 'P99 of the whole step above `max-p99` when its time is over',
      limit: 'the step is held for up to `metrics-timeout`, 60 s, until it is not',
      outcome: 'rolled back',
    },
    {
      rule: 'A pause',
      limit: '`pause-timeout`, 5 min',
      outcome:
        'the weight goes back to the smallest step and is held there, and an alert is written. The step begins anew when the P99 was within the limit for `p99-for`; the canary is rolled back after `pause-timeout`',
    },
  ],
  hint: () => 'find out why the new version is slow, or raise max-p99',
  begin: (before) => ({
    before: before?.canary?.latencies,
    stableBefore: before?.stable?.latencies,
    slowSinceMs: undefined,
    sharedSinceMs: undefined,
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
  const slow = breaks(limits, sample.canary);
  const shared = slow === true && isShared(limits, sample);
  const slowSinceMs = since(before.slowSinceMs, slow === true ? !shared : slow, atMs);
  const sharedSinceMs = since(before.sharedSinceMs, slow === true ? shared : slow, atMs);
  const fastSinceMs = since(before.fastSinceMs, slow === undefined ? undefined : !slow, atMs);
  const now = {
    ...before,
    stableBefore: before.stableBefore ?? sample.stable?.latencies,
    slowSinceMs,
    sharedSinceMs,
    fastSinceMs,
    turned: undefined,
  };
  if (before.pausedSinceMs === undefined) {
    const due = slow === true && !shared && pauses(limits, sample);
    if (!due || atMs - (slowSinceMs ?? atMs) < limits.p99ForMs) return now;
    return { ...now, pausedSinceMs: atMs, fastSinceMs: undefined, turned: 'paused' };
  }
  // Only a look with data ends a pause: a canary that gets no requests any more has not become fast.
  if (slow !== false || atMs - (fastSinceMs ?? atMs) < limits.p99ForMs) return now;
  return { ...now, pausedSinceMs: undefined, turned: 'resumed' };
}

function judgeLatency(memory: Memory, look: Look): Judgement | undefined {
  const { limits, sample } = look;
  const { slowSinceMs, sharedSinceMs, fastSinceMs, pausedSinceMs, turned } = memory;
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
    if (paused >= limits.pauseTimeoutMs && policiesOf(limits).onPause === 'rollback')
      return { ...OF_SLOW, rollback: expired, code: 'CANARY_PAUSE_EXPIRED' };
    return {
      holds: true,
      pending: `paused for ${secondsWords(paused)} of ${secondsWords(limits.pauseTimeoutMs)}`,
    };
  }
  if (sharedSinceMs !== undefined) {
    const words = `P99 was ${quantileWords(sample.canary?.p99)} (limit ${limit}) for ${secondsWords(lasted(sharedSinceMs))}, ${stableWords(limits, sample, sample.stable?.p99)}`;
    return lasted(sharedSinceMs) >= limits.p99ForMs
      ? { ...OF_SLOW, holds: true, inconclusive: words }
      : { holds: true, pending: `P99 above ${limit}, stable suffers too` };
  }
  if (slowSinceMs === undefined) return judgeWhole(memory, look);
  if (breaks(limits, sample.canary) === true && lasted(slowSinceMs) >= limits.p99ForMs)
    return { ...OF_SLOW, rollback: slow };
  const pending = `P99 above ${limit} for ${secondsWords(lasted(slowSinceMs))} of ${secondsWords(limits.p99ForMs)}`;
  return { holds: true, pending };
}

/** Whether the P99 breaks its limit. Beyond the largest bucket it cannot be shown to be within, so it breaks it. */
function breaks(limits: Limits, version: VersionSample | undefined): boolean | undefined {
  return version?.p99 === undefined ? undefined : isAbove(limits, version.p99);
}

function isAbove({ maxP99Ms }: Limits, { ms, atLeast }: Quantile): boolean {
  return atLeast || ms > maxP99Ms;
}

/** The P99 of all requests of the step, when its time is over: short breaches may add up. */
function judgeWhole(
  { before, stableBefore }: Memory,
  { limits, sample, leftMs }: Look,
): Judgement | undefined {
  const whole = p99Between(before, sample.canary?.latencies);
  if (leftMs > 0 || whole === undefined || !isAbove(limits, whole)) return undefined;
  const words = `P99 was ${quantileWords(whole)} (limit ${latencyWords(limits.maxP99Ms)}) over the whole step`;
  if (-leftMs < limits.metricsTimeoutMs) return { holds: true, pending: words };
  const stable = p99Between(stableBefore, sample.stable?.latencies);
  return (stable !== undefined && isAbove(limits, stable)) || isSlowAlike(limits, sample)
    ? { ...OF_SLOW, holds: true, inconclusive: `${words}, ${stableWords(limits, sample, stable)}` }
    : { ...OF_SLOW, rollback: words };
}

/** Whether stable is slow as well. Who asked for a pause gets it all the same. */
function isShared(limits: Limits, sample: Sample): boolean {
  if (limits.latencyAction === 'pause') return false;
  return breaks(limits, sample.stable) === true || isSlowAlike(limits, sample);
}

/** A P99 above the limit is more than this share of requests that are slower, in percent. */
const SLOWEST = 1;

/** Whether stable's P99 would be above the limit, if it were asked for the same routes. */
function isSlowAlike(limits: Limits, sample: Sample): boolean {
  return (stableAskedAlike(sample, 'slow', limits) ?? 0) > SLOWEST;
}

/** Stable's P99 for people, and what would be slow by the canary's routes where that is more. */
function stableWords(limits: Limits, sample: Sample, stable: Quantile | undefined): string {
  const alike = stableAskedAlike(sample, 'slow', limits);
  const own = `stable's ${quantileWords(stable)}`;
  return alike === undefined || alike <= SLOWEST
    ? own
    : `${own}, and ${percentWords(alike)} of its answers slower on the routes that the canary is asked for`;
}

/** Where nothing is known of stable nobody knows whose fault it is. */
function pauses(limits: Limits, { stable }: Sample): boolean {
  const { latencyAction } = limits;
  return latencyAction === 'pause' || (latencyAction === 'auto' && breaks(limits, stable) === undefined);
}
