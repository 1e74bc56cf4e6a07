import type { VersionSample } from '../../metrics/sample.ts';
import { defineRule, type Rule, since } from '../rule.ts';
import type { Limits, Sample } from '../types.ts';
import { stableAskedAlike, suffersToo } from '../witness.ts';
import { percentWords, secondsWords } from '../words.ts';

interface Memory {
  /** Since when the error rate is above its limit, and stable's is not; or both are. */
  readonly sinceMs: number | undefined;
  readonly sharedSinceMs: number | undefined;
  /** Totals of both before the step; none where nothing was known of them. */
  readonly before: Totals;
  readonly stableBefore: Totals | undefined;
}

interface Totals {
  readonly requests: number;
  readonly errors: number;
}

const OF_ERRORS = { about: { event: 'errors' } } as const;

/** The share of failed requests, in the window for a time, and over the whole step. */
export const errorRate: Rule = defineRule<Memory>({
  name: 'error-rate',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'Share of 5xx answers above `max-error-rate` for `error-for`',
      limit: '5 % for 30 s; exactly 5 % is fine. Looks at which stable suffers too do not count',
      outcome: 'rolled back',
    },
    {
      rule: 'Share of 5xx answers of the whole step above `max-error-rate` when its time is over',
      limit: 'the step is held for up to `metrics-timeout`, 60 s, until it is not',
      outcome: 'rolled back',
    },
  ],
  hint: () =>
    'look at the errors of the new version: its last log lines below, its dashboards, the charts of the report',
  begin: (before) => ({
    sinceMs: undefined,
    sharedSinceMs: undefined,
    before: totalsOf(before?.canary) ?? { requests: 0, errors: 0 },
    stableBefore: totalsOf(before?.stable),
  }),
  remember(memory, { limits, sample }) {
    const broken = breaks(limits, sample);
    const shared = broken === true && isShared(limits, sample);
    return {
      sinceMs: since(memory.sinceMs, broken === true ? !shared : broken, sample.atMs),
      sharedSinceMs: since(memory.sharedSinceMs, broken === true ? shared : broken, sample.atMs),
      before: memory.before,
      stableBefore: memory.stableBefore ?? totalsOf(sample.stable),
    };
  },
  judge({ sinceMs, sharedSinceMs, before, stableBefore }, { limits, sample, leftMs }) {
    const limit = `limit ${limits.maxErrorPercent} %`;
    if (sinceMs !== undefined) {
      const lasted = sample.atMs - sinceMs;
      if (breaks(limits, sample) === true && lasted >= limits.errorForMs) {
        const rate = percentWords(sample.canary?.errorPercent);
        return { ...OF_ERRORS, rollback: `error rate was ${rate} (${limit}) for ${secondsWords(lasted)}` };
      }
      const pending = `error rate above ${limits.maxErrorPercent} % for ${secondsWords(lasted)} of ${secondsWords(limits.errorForMs)}`;
      return { holds: true, pending };
    }
    if (sharedSinceMs !== undefined) {
      const lasted = sample.atMs - sharedSinceMs;
      const words = `error rate was ${percentWords(sample.canary?.errorPercent)} (${limit}) for ${secondsWords(lasted)}, ${stableWords(limits, sample, sample.stable?.errorPercent)}`;
      return lasted >= limits.errorForMs
        ? { ...OF_ERRORS, holds: true, inconclusive: words }
        : { holds: true, pending: `error rate above ${limits.maxErrorPercent} %, stable suffers too` };
    }
    const whole = wholeStep(before, sample.canary);
    if (leftMs > 0 || whole === undefined || whole <= limits.maxErrorPercent) return undefined;
    const words = `error rate was ${percentWords(whole)} (${limit}) over the whole step`;
    if (-leftMs < limits.metricsTimeoutMs) return { holds: true, pending: words };
    const stable = wholeStep(stableBefore, sample.stable);
    return hasToo(limits, sample, whole, stable)
      ? { ...OF_ERRORS, holds: true, inconclusive: `${words}, ${stableWords(limits, sample, stable)}` }
      : { ...OF_ERRORS, rollback: words };
  },
});

/** Whether the rate breaks its limit; undefined when there is nothing to judge. The limit itself is allowed. */
function breaks(limits: Limits, { canary }: Sample): boolean | undefined {
  if (canary?.errorPercent === undefined) return undefined;
  return canary.errorPercent > limits.maxErrorPercent;
}

/** Whether stable has as much of it. */
function isShared(limits: Limits, sample: Sample): boolean {
  return hasToo(limits, sample, sample.canary?.errorPercent ?? 0, sample.stable?.errorPercent);
}

/** Stable has it by its own rate, or would have it if it were asked for the same routes. */
function hasToo(limits: Limits, sample: Sample, canary: number, stable: number | undefined): boolean {
  return [stable, stableAskedAlike(sample, 'errors', limits)].some((rate) =>
    suffersToo(canary, rate, limits.maxErrorPercent, limits),
  );
}

/** Stable's rate for people, and what it would be by the canary's routes where that differs. */
function stableWords(limits: Limits, sample: Sample, stable: number | undefined): string {
  const asked = stableAskedAlike(sample, 'errors', limits);
  const alike = percentWords(asked);
  const own = percentWords(stable);
  return asked === undefined || alike === own
    ? `stable's ${own}`
    : `stable's ${own}, and ${alike} on the routes that the canary is asked for`;
}

/** The rate of all requests of the step in percent; undefined where they are not counted, or there were none. */
function wholeStep(before: Totals | undefined, version: VersionSample | undefined): number | undefined {
  const now = totalsOf(version);
  if (now === undefined || before === undefined) return undefined;
  const requests = now.requests - before.requests;
  const errors = now.errors - before.errors;
  return requests <= 0 ? undefined : (errors * 100) / requests;
}

function totalsOf(version: VersionSample | undefined): Totals | undefined {
  const { totalRequests, totalErrors }: Partial<VersionSample> = version ?? {};
  if (totalRequests === undefined || totalErrors === undefined) return undefined;
  return { requests: totalRequests, errors: totalErrors };
}
