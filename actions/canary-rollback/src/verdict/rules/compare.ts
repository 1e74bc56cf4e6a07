import { classify } from '../compare/classify.ts';
import { defineRule, type Rule } from '../rule.ts';
import type { Sample } from '../types.ts';

/** What both versions did from look to look. */
interface Memory {
  readonly last?: Sample;
  readonly errors: Sides;
  readonly latency: Sides;
}

interface Sides {
  readonly canary: readonly number[];
  readonly stable: readonly number[];
}

const NOTHING: Sides = { canary: [], stable: [] };
/** So many of the newest looks are compared; more make no difference, and take long to sort. */
const MOST = 500;
/** With fewer looks of each side nothing is said. */
const FEWEST = 10;

/** Looks of both compared by their ranks, as Kayenta does; for those who know its verdicts. Off unless asked for. */
export const compare: Rule = defineRule<Memory>({
  name: 'compare',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: "With `compare: true`: error rates or P99s of the canary's looks rank above those of stable (Mann-Whitney, classified as Kayenta does)",
      limit: 'at the end of a step, from 10 looks on',
      outcome: 'rolled back',
    },
  ],
  hint: () =>
    'look at the charts of the report; Kayenta compares ranks, so a few very bad looks among good ones are not seen by it',
  begin: (_, last) => last ?? { errors: NOTHING, latency: NOTHING },
  remember(memory, { limits, sample }) {
    if (limits.compare !== true || sample.metrics === 'down') return memory;
    const { last } = memory;
    return {
      last: sample,
      errors:
        last === undefined
          ? memory.errors
          : withLook(memory.errors, rateOf('canary', last, sample), rateOf('stable', last, sample)),
      latency: withLook(memory.latency, sample.canary?.p99?.ms, sample.stable?.p99?.ms),
    };
  },
  judge({ errors, latency }, { limits, leftMs }) {
    if (limits.compare !== true || leftMs > 0) return undefined;
    const high = [['error rates', errors] as const, ['P99s', latency] as const].find(
      ([, { canary, stable }]) =>
        Math.min(canary.length, stable.length) >= FEWEST && classify(canary, stable) === 'high',
    );
    if (high === undefined) return undefined;
    const [what, { canary, stable }] = high;
    return {
      refuses: `its ${what} rank above those of stable (${canary.length} looks against ${stable.length}, by Mann-Whitney with 98 %)`,
    };
  },
});

function withLook({ canary, stable }: Sides, a: number | undefined, b: number | undefined): Sides {
  const added = (all: readonly number[], one: number | undefined): readonly number[] =>
    one === undefined ? all : [...all, one].slice(-MOST);
  return { canary: added(canary, a), stable: added(stable, b) };
}

/** Percent of errors between two looks; undefined where nobody was served. */
function rateOf(track: 'canary' | 'stable', before: Sample, now: Sample): number | undefined {
  const [a, b] = [before[track], now[track]];
  if (b?.totalRequests === undefined) return b?.errorPercent;
  const requests = b.totalRequests - (a?.totalRequests ?? 0);
  return requests <= 0 ? undefined : (100 * ((b.totalErrors ?? 0) - (a?.totalErrors ?? 0))) / requests;
}
