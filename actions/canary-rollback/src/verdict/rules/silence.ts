import { defineRule, type Judgement, type Rule } from '../rule.ts';
import { isNoThinRoute } from '../thin-route.ts';
import type { Limits, Sample } from '../types.ts';
import { secondsWords } from '../words.ts';

/** Requests that both have answered by a look. */
interface Answered {
  readonly atMs: number;
  readonly canary: number;
  readonly stable: number;
}

interface Memory {
  /** The first look of the step, and the last one in which the canary had answered more. */
  readonly first?: Answered;
  readonly last?: Answered;
  /** In how many looks it had, and the longest time between two of them. */
  readonly answers: number;
  readonly longestMs: number;
}

/** Nobody is called silent sooner, nor after fewer answers than this. */
const SHORTEST_MS = 10_000;
const FEWEST_ANSWERS = 3;
/** So many times longer than ever before in the step: metrics may come seldom. */
const LONGER = 3;
/** So many requests must be missing by what stable got meanwhile. */
const MISSING = 20;

/** One that has not answered yet is given longer: its first answers are slow, and who asks by the route may be few. */
const FROM_START_MS = 20_000;
const MISSING_FROM_START = 30;

const NOTHING: Memory = { answers: 0, longestMs: 0 };

/** A canary that answered and hangs now counts no errors and no slow answers: users wait, and nothing is seen of it. */
export const silence: Rule = defineRule<Memory>({
  name: 'silence',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'With weights of a route: the canary answers nothing any more, while stable does',
      limit: `10 s, at least three times its longest gap so far, and ${MISSING} requests that were due to it`,
      outcome: 'rolled back: it hangs',
    },
    {
      rule: 'The same from the beginning of a step',
      limit: `20 s, and ${MISSING_FROM_START} requests that were due to it by its share; longer where a route that hardly anybody uses could still bring \`min-requests\` in the step`,
      outcome: 'rolled back: it hangs, or its requests are not counted',
    },
    {
      rule: 'After a switch: it answers nothing any more',
      limit: `the same, by what it answered before`,
      outcome: 'rolled back: it hangs, or nobody asks',
    },
  ],
  hint: () => 'the new version hangs: look at its last log lines below, and what it waits for',
  begin: () => NOTHING,
  remember(memory, { sample }) {
    const now = answeredBy(sample);
    if (now === undefined) return memory;
    const { first, last } = memory;
    if (first === undefined || last === undefined) return { ...memory, first: now, last: now };
    if (now.canary <= last.canary) return memory;
    const longestMs = Math.max(memory.longestMs, now.atMs - last.atMs);
    return { first, last: now, answers: memory.answers + 1, longestMs };
  },
  judge({ first, last, answers, longestMs }, { limits, sample }) {
    const now = limits.sharedByRequest === true || limits.switched === true ? answeredBy(sample) : undefined;
    if (now === undefined || first === undefined || last === undefined) return undefined;
    if (answers === 0) return judgeFromStart(first, now, limits);
    const silentMs = now.atMs - last.atMs;
    const alone = limits.switched === true; // stable gets nothing any more that could tell how many ask
    const due = alone
      ? ((last.canary - first.canary) / (last.atMs - first.atMs)) * silentMs
      : ((last.canary - first.canary) / (last.stable - first.stable)) * (now.stable - last.stable);
    if (answers < FEWEST_ANSWERS || silentMs < Math.max(SHORTEST_MS, LONGER * longestMs)) return undefined;
    if (!(due >= MISSING)) return undefined;
    const words = `it answered nothing for ${secondsWords(silentMs)}, and about ${Math.round(due)} requests were due by what ${alone ? 'it answered before' : 'stable answered'}`;
    return alone ? { rollback: words, code: 'CANARY_NO_DATA' } : { rollback: words };
  },
});

/** One that has answered nothing in the step: it hangs, or its requests are not counted. Nobody knows which. */
function judgeFromStart(first: Answered, now: Answered, limits: Limits): Judgement | undefined {
  const { sharedByRequest, sharePercent: share } = limits;
  if (sharedByRequest !== true || share === undefined || share >= 100) return undefined;
  const silentMs = now.atMs - first.atMs;
  const asked = now.stable - first.stable;
  const due = Math.min(asked, (asked * share) / (100 - share)); // others may ask stable past the route
  if (silentMs < FROM_START_MS || due < MISSING_FROM_START) return undefined;
  if (!isNoThinRoute(silentMs, due, limits)) return undefined;
  const words = `it answered nothing for ${secondsWords(silentMs)}, from the beginning of the step, while stable answered ${Math.round(asked)} requests, so about ${Math.round(due)} were due`;
  return { rollback: words, code: 'CANARY_NO_DATA' };
}

/** Undefined where counts are not known, of all pods of both. */
function answeredBy({ atMs, canary, stable }: Sample): Answered | undefined {
  if (canary?.totalRequests === undefined || stable?.totalRequests === undefined) return undefined;
  if (canary.unread !== undefined || stable.unread !== undefined) return undefined;
  return { atMs, canary: canary.totalRequests, stable: stable.totalRequests };
}
