import type { OddAnswers } from '../../metrics/sample.ts';
import { defineRule, type Judgement, type Look, type Rule } from '../rule.ts';
import { percentWords } from '../words.ts';

/** Kinds of answers that are no errors, and that hardly any service gives to most of its users. */
const KINDS: readonly (readonly [keyof OddAnswers, string])[] = [
  ['refused', '4xx answers'],
  ['redirected', '3xx answers'],
  ['strange', 'answers whose status is none'],
];

/** A version that gives more of them, in percent, is asked how that is usual. */
const MOST_PERCENT = 50;
/** Fewer requests of stable than this witness nothing. */
const FEWEST = 20;
/** So many of the canary's are enough before its step is over. */
const ENOUGH = 50;

/** Where stable answers nobody, nothing can be compared at the same time: then with what it answered before. */
export const unwitnessed: Rule = defineRule<null>({
  name: 'unwitnessed',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'After a switch, or while nobody asks stable: most answers are 4xx, 3xx (but for 304), or of no status',
      limit: "50 %, and `tolerance` times stable's share before the run, by its counters",
      outcome: 'rolled back; `CANARY_NO_DATA` at the end of the step where stable has counted nothing',
    },
  ],
  hint: () =>
    'look at what the new version answers; if that is meant, evidence: false passes it by its errors and latency alone',
  begin: () => null,
  remember: () => null,
  judge: (_, look) => judgeAlone(look),
});

function judgeAlone({ limits, sample: { canary, stable }, leftMs }: Look): Judgement | undefined {
  if (limits.evidence === undefined || canary?.odd === undefined || stable === undefined) return undefined;
  const { odd, totalRequests: requests = 0 } = canary;
  const witnessed = limits.switched !== true && (stable.totalRequests ?? 0) >= FEWEST;
  if (witnessed || requests < (leftMs > 0 ? ENOUGH : FEWEST)) return undefined;
  const usual = stable.usual === undefined || stable.usual.requests < FEWEST ? undefined : stable.usual;
  for (const [kind, name] of KINDS) {
    const percent = (odd[kind] * 100) / requests;
    const words = `${name}: ${percentWords(percent)} of ${Math.round(requests)} requests`;
    if (percent <= MOST_PERCENT) continue;
    if (usual === undefined)
      return {
        about: { event: kind },
        refuses: `${words}, and nobody knows whether that is usual: stable has answered nobody`,
        code: 'CANARY_NO_DATA',
      };
    const before = (usual[kind] * 100) / usual.requests;
    if (percent > limits.evidence.tolerance * before)
      return {
        about: { event: kind },
        rollback: `${words}, against ${percentWords(before)} of what stable answered before`,
      };
  }
  return undefined;
}
