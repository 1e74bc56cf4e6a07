import { countOf } from '@fairlead/core';
import { defineRule, type Rule } from '../rule.ts';
import type { Sample } from '../types.ts';
import { stableTrouble } from '../witness.ts';
import { whyWords } from '../words.ts';

interface Memory {
  /** Polls in a row in which a pod was not ready. */
  readonly row: number;
  /** Polls of the step, and those of them in which a pod was not ready and all of stable's were. */
  readonly polls: number;
  readonly alone: number;
}

/** A pod that comes and goes is as bad as one that stays away: so many times the polls in a row, and this share of all. */
const OFTEN = 2;
const OFTEN_SHARE = 0.25;

/** A pod of the canary is not ready, for a time or again and again. */
export const readiness: Rule = defineRule<Memory>({
  name: 'readiness',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'A pod of the canary is not ready',
      limit: '3 polls in a row (`unready-polls`), unless pods of stable are not ready either',
      outcome: 'rolled back',
    },
    {
      rule: 'A pod of the canary is not ready again and again',
      limit: 'twice as many polls of one step, and a quarter of them, in which all pods of stable are ready',
      outcome: 'rolled back',
    },
  ],
  hint: () => 'read the last log lines and events below; the report has all that was kept',
  begin: () => ({ row: 0, polls: 0, alone: 0 }),
  remember: (memory, { sample }) => countPolls(memory, sample),
  judge({ row: polls, polls: all, alone }, { limits, sample }) {
    const { pods } = sample;
    if (polls === 0) return undefined;
    if (alone >= OFTEN * limits.unreadyPolls && alone >= OFTEN_SHARE * all)
      return { rollback: `pods were not ready in ${alone} of ${all} polls of the step${whyWords(pods)}` };
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
function countPolls(memory: Memory, sample: Sample): Memory {
  const { pods, clusterSilent } = sample;
  if (clusterSilent === true) return memory;
  const isUnready = pods.ready < Math.max(1, pods.desired);
  const isAlone = isUnready && stableTrouble(sample, Number.POSITIVE_INFINITY) === undefined;
  return {
    row: isUnready ? memory.row + 1 : 0,
    polls: memory.polls + 1,
    alone: memory.alone + (isAlone ? 1 : 0),
  };
}
