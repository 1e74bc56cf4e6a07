import { defineRule, type Rule } from '../rule.ts';
import { stableTrouble } from '../witness.ts';
import { whyWords } from '../words.ts';

/** A container of the canary restarted, native sidecars included. Remembers how often stable's had before the run. */
export const restarts: Rule = defineRule<{ readonly stableBefore?: number }>({
  name: 'restarts',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'A container of the canary restarts',
      limit: 'at the first, unless pods of stable restart too or are not ready',
      outcome: 'rolled back',
    },
  ],
  hint: () => 'read the last log lines and events below; the report has all that was kept',
  begin: (_, last) => last ?? {},
  remember: (memory, { sample: { stablePods } }) =>
    memory.stableBefore !== undefined || stablePods === undefined
      ? memory
      : { stableBefore: stablePods.restarts },
  judge({ stableBefore = 0 }, { sample }) {
    const { pods } = sample;
    if (pods.restarts === 0) return undefined;
    const times = pods.restarts === 1 ? 'once' : `${pods.restarts} times`;
    const words = `a container restarted ${times}${whyWords(pods)}`;
    const trouble = stableTrouble(sample, stableBefore);
    return trouble === undefined
      ? { rollback: words }
      : { holds: true, inconclusive: `${words}; ${trouble}` };
  },
});
