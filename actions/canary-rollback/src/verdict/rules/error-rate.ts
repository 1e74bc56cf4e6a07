import type { VersionSample } from '../../metrics/sample.ts';
import { defineRule, type Rule, since } from '../rule.ts';
import type { Limits, Sample } from '../types.ts';
import { percentWords, secondsWords } from '../words.ts';

interface Memory {
  /** Since when the error rate is above its limit. */
  readonly sinceMs: number | undefined;
  /** Totals of the canary before the step; none where nothing was known of them. */
  readonly before: Totals;
}

interface Totals {
  readonly requests: number;
  readonly errors: number;
}

/** The share of failed requests, in the window for a time, and over the whole step. */
export const errorRate: Rule = defineRule<Memory>({
  name: 'error-rate',
  code: 'CANARY_FAILED',
  rows: [
    {
      rule: 'Share of 5xx answers above `max-error-rate` for `error-for`',
      limit: '5 % for 30 s; exactly 5 % is fine',
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
  begin: (before) => ({ sinceMs: undefined, before: totalsOf(before) ?? { requests: 0, errors: 0 } }),
  remember: ({ sinceMs, before }, { limits, sample }) => ({
    sinceMs: since(sinceMs, breaks(limits, sample), sample.atMs),
    before,
  }),
  judge({ sinceMs, before }, { limits, sample, leftMs }) {
    const limit = `limit ${limits.maxErrorPercent} %`;
    if (sinceMs !== undefined) {
      const lasted = sample.atMs - sinceMs;
      if (breaks(limits, sample) === true && lasted >= limits.errorForMs) {
        const rate = percentWords(sample.canary?.errorPercent);
        return { rollback: `error rate was ${rate} (${limit}) for ${secondsWords(lasted)}` };
      }
      const pending = `error rate above ${limits.maxErrorPercent} % for ${secondsWords(lasted)} of ${secondsWords(limits.errorForMs)}`;
      return { holds: true, pending };
    }
    const whole = wholeStep(before, sample);
    if (leftMs > 0 || whole === undefined || whole <= limits.maxErrorPercent) return undefined;
    const words = `error rate was ${percentWords(whole)} (${limit}) over the whole step`;
    return -leftMs < limits.metricsTimeoutMs ? { holds: true, pending: words } : { rollback: words };
  },
});

/** Whether the rate breaks its limit; undefined when there is nothing to judge. The limit itself is allowed. */
function breaks(limits: Limits, { canary }: Sample): boolean | undefined {
  if (canary?.errorPercent === undefined) return undefined;
  return canary.errorPercent > limits.maxErrorPercent;
}

/** The rate of all requests of the step in percent; undefined where they are not counted, or there were none. */
function wholeStep(before: Totals, sample: Sample): number | undefined {
  const now = totalsOf(sample);
  if (now === undefined) return undefined;
  const requests = now.requests - before.requests;
  const errors = now.errors - before.errors;
  return requests <= 0 ? undefined : (errors * 100) / requests;
}

function totalsOf(sample: Sample | undefined): Totals | undefined {
  const { totalRequests, totalErrors }: Partial<VersionSample> = sample?.canary ?? {};
  if (totalRequests === undefined || totalErrors === undefined) return undefined;
  return { requests: totalRequests, errors: totalErrors };
}
