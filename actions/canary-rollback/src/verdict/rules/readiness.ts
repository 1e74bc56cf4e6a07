import { countOf } from '@fairlead/core';
import { defineRule, type Rule } from '../rule.ts';
import type { Sample } from '../types.ts';
import { stableTrouble } from '../witness.ts';
import { whyWords } from '../words.ts';

/** Polls in a row in which a pod of the canary was not ready. */
export const readiness: Rule = defineRule<number>({
  name: 'readiness',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'A pod of the canary is not ready',
      limit: '3 polls in a row (`unready-polls`), unless pods of stable are not ready either',
      outcome: 'rolled back',
    },
  ],
  hint: () => 'read the last log lines and events below; the report has all that was kept',
  begin: () => 0,
  remember: (polls, { sample }) => countPolls(polls, sample),
  judge(polls, { limits, sample }) {
    const { pods } = sample;
    if (polls === 0) return undefined;
    if (polls < limits.unreadyPolls)
      return { holds: true, pending: `pods not ready in ${polls} of ${limits.unreadyPolls} polls` };
    if (pods.desired === 0) return { rollback: 'its Deployment was scaled to 0 by somebody else' };
    const ready = `${pods.ready} of ${countOf(pods.desired, 'pod')} were ready in ${countOf(polls, 'poll')} in a row`;
    const words = `${ready}${whyWords(pods)}`;
    const trouble = stableTrouble(sample, Number.POSITIVE_INFINITY); // who restarted and is ready again is well
    return trouble === undefined
      ? { rollback: words }
      : { holds: true, inconclusive: `${words}; ${trouble}` };
  },
});

/** What was not looked at anew does not count. */
function countPolls(polls: number, { pods, clusterSilent }: Sample): number {
  if (clusterSilent === true) return polls;
  return pods.ready < Math.max(1, pods.desired) ? polls + 1 : 0;
}
