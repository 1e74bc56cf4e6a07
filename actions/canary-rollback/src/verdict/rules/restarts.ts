import { countOf } from '@fairlead/core';
import { defineRule, type Rule } from '../rule.ts';
import type { PodSample } from '../types.ts';
import { stableTrouble } from '../witness.ts';
import { whyWords } from '../words.ts';

/** A container of the canary restarted, native sidecars included, or its node put a pod out. Remembers how often stable's had before the run. */
export const restarts: Rule = defineRule<{ readonly stableBefore?: number }>({
  name: 'restarts',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'A container of the canary restarts, or a pod of it is evicted for what it uses',
      limit: 'at the first, unless pods of stable restart too or are not ready',
      outcome: 'rolled back',
    },
    {
      rule: 'The liveness probe of a pod of the canary fails',
      limit: 'the step is held for up to `metrics-timeout`, 60 s, until it passes or the container restarts',
      outcome: 'rolled back when it restarts',
    },
  ],
  hint: () => 'read the last log lines and events below; the report has all that was kept',
  begin: (_, last) => last ?? {},
  remember: (memory, { sample: { stablePods } }) =>
    memory.stableBefore !== undefined || stablePods === undefined
      ? memory
      : { stableBefore: stablePods.restarts },
  judge({ stableBefore = 0 }, { limits, sample, leftMs }) {
    const { pods } = sample;
    const ends = endWords(pods);
    // One that fails now and then, and never often enough to be restarted, may go on when it was waited for.
    const waits = pods.ailing !== undefined && -leftMs < limits.metricsTimeoutMs;
    if (ends === '') return waits ? { holds: true, pending: pods.ailing } : undefined;
    const words = `${ends}${whyWords(pods)}`;
    const trouble = stableTrouble(sample, stableBefore);
    return trouble === undefined
      ? { rollback: words }
      : { holds: true, inconclusive: `${words}; ${trouble}` };
  },
});

function endWords({ restarts: times, evicted = 0 }: PodSample): string {
  const restarted = times === 1 ? 'a container restarted once' : `a container restarted ${times} times`;
  const words = [times === 0 ? '' : restarted, evicted === 0 ? '' : `${countOf(evicted, 'pod')} evicted`];
  return words.filter((word) => word !== '').join(', ');
}
