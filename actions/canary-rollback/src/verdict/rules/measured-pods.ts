import { countOf, ownEntry } from '@fairlead/core';
import { defineRule, type Rule } from '../rule.ts';
import type { Sample } from '../types.ts';

/**
 * Every ready pod of the canary gets traffic, so each must have answered users by what the metrics say. One that has no
 * series may not be scraped, or may hang: its share is not to be taken for good.
 */
export const measuredPods: Rule = defineRule<null>({
  name: 'measured-pods',
  code: 'CANARY_NO_DATA',
  rows: [
    {
      rule: 'A ready pod of the canary has no requests in the metrics when a step ends, or its metrics cannot be read',
      limit: 'the step is held for up to `metrics-timeout`, 60 s, until it has',
      outcome: 'rolled back; the pod is named',
    },
  ],
  hint: () =>
    'look whether the pod that is named gives metrics, and whether Prometheus scrapes it; with little traffic lower max-canary-replicas or lengthen step-duration',
  begin: () => null,
  remember: () => null,
  judge(_, { limits, sample, leftMs }) {
    const [missing, ready] = unmeasured(sample);
    if (leftMs > 0 || missing.length === 0) return undefined;
    const words = `the metrics have no requests of ${missing.length} of ${countOf(ready, 'ready canary pod')}: ${missing.map((pod) => podWords(pod, sample)).join(', ')}`;
    return -leftMs < limits.metricsTimeoutMs ? { holds: true, pending: words } : { rollback: words };
  },
});

/** The ready pods without series, and how many are ready; none where pods or series are not known one by one. */
function unmeasured({ canary, pods }: Sample): readonly [missing: readonly string[], ready: number] {
  const ready = pods.readyPods ?? [];
  const measured = canary?.pods;
  if (measured === undefined) return [[], ready.length];
  return [ready.filter((pod) => !measured.includes(pod)), ready.length];
}

function podWords(pod: string, { canary }: Sample): string {
  const why = ownEntry(canary?.unread, pod);
  return why === undefined ? pod : `${pod} (${why})`;
}
