import { policiesOf } from '../policies.ts';
import { defineRule, type Rule, since } from '../rule.ts';
import { secondsWords } from '../words.ts';

interface Memory {
  readonly sinceMs: number | undefined;
  /** Time without metrics in this step, in all. */
  readonly downMs: number;
  readonly lastAtMs: number | undefined;
}

/** So many times metrics-timeout a step may go without metrics in all: gaps that come again and again would hold it for ever. */
const MAX_GAPS = 5;

/** Nobody gives usable metrics: the weight is held, and that time does not count. */
export const metricsDown: Rule = defineRule<Memory>({
  name: 'metrics-down',
  code: 'CANARY_METRICS_DOWN',
  rows: [
    {
      rule: 'Prometheus or all pods are silent, Prometheus gives only a part of the data (its answer carries warnings), or requests of the canary have no `status-label`',
      limit: '`metrics-timeout`, 60 s, or five times that in one step; the weight is held meanwhile',
      outcome: 'rolled back',
    },
  ],
  hint: () =>
    'start Prometheus again where one is asked, or correct what the message names; metrics-timeout is how long a gap may last',
  begin: () => ({ sinceMs: undefined, downMs: 0, lastAtMs: undefined }),
  remember(memory, { sample: { atMs, metrics } }) {
    const down = metrics === 'down';
    const counts = down || memory.sinceMs !== undefined;
    return {
      sinceMs: since(memory.sinceMs, down, atMs),
      downMs: memory.downMs + (counts ? atMs - (memory.lastAtMs ?? atMs) : 0),
      lastAtMs: atMs,
    };
  },
  judge({ sinceMs, downMs }, { limits, sample }) {
    if (sinceMs === undefined) return undefined;
    const lasted = sample.atMs - sinceMs;
    const flapping = downMs >= MAX_GAPS * limits.metricsTimeoutMs;
    const limit = secondsWords(limits.metricsTimeoutMs);
    const patient = policiesOf(limits).onMetricsDown === 'hold';
    if (patient && lasted < limits.metricsTimeoutMs && !flapping)
      return {
        holds: true,
        pending: `no usable metrics for ${secondsWords(lasted)} of ${limit}`,
      };
    const time = flapping ? `${secondsWords(downMs)} of one step` : secondsWords(lasted);
    return {
      rollback: `no usable metrics for ${time}: ${sample.metricsProblem ?? 'no answer'}`,
    };
  },
  freezes: ({ sinceMs }, { metrics }) => metrics === 'down' || sinceMs !== undefined,
});
