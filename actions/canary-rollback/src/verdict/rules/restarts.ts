import { defineRule, type Rule } from '../rule.ts';
import { whyWords } from '../words.ts';

/** A container of the canary restarted, native sidecars included. */
export const restarts: Rule = defineRule<null>({
  name: 'restarts',
  code: 'CANARY_FAILED',
  rows: [{ rule: 'A container of the canary restarts', limit: 'at the first', outcome: 'rolled back' }],
  hint: () => 'read the last log lines and events below; the report has all that was kept',
  begin: () => null,
  remember: () => null,
  judge(_, { sample: { pods } }) {
    if (pods.restarts === 0) return undefined;
    const times = pods.restarts === 1 ? 'once' : `${pods.restarts} times`;
    return { rollback: `a container restarted ${times}${whyWords(pods)}` };
  },
});
