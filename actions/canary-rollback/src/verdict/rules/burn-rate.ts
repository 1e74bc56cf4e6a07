import type { VersionSample } from '../../metrics/sample.ts';
import type { BurnPair } from '../burn-rate.ts';
import { defineRule, type Judgement, type Rule } from '../rule.ts';
import type { BurnLimits, Limits, Sample } from '../types.ts';
import { stableAskedAlike, suffersToo } from '../witness.ts';
import { percentWords, secondsWords } from '../words.ts';

/** Totals of both versions at a look. */
interface Totals {
  readonly atMs: number;
  readonly canary: Counts;
  readonly stable: Counts | undefined;
}

interface Counts {
  readonly requests: number;
  readonly errors: number;
}

/** A long time is remembered in at most about so many looks. */
const MOST = 400;
const OF_ERRORS = { about: { event: 'errors' } } as const;

/** A ratio of fewer requests than this is no rate. */
const FEWEST = 20;

/** Pairs of times in which the error budget of an objective is burnt too fast (Google, "The Site Reliability Workbook", chapter 5). */
export const burnRate: Rule = defineRule<readonly Totals[]>({
  name: 'burn-rate',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: 'With `burn-rates`: the error budget of `objective` is burnt faster than a pair allows, over its long and its short time',
      limit: 'such as 14.4 times over 5 min and 25 s, from 20 requests on; unless stable burns as fast',
      outcome: 'rolled back',
    },
  ],
  hint: () => 'look at the errors of the new version: its last log lines below, the charts of the report',
  begin: (_, last) => last ?? [],
  remember(memory, { limits, sample }) {
    const now = totalsOf(sample);
    if (limits.burn === undefined || now === undefined) return memory;
    const longest = Math.max(...limits.burn.pairs.map(({ longMs }) => longMs));
    const kept = memory.filter(({ atMs }, at) => (memory[at + 1]?.atMs ?? atMs) >= now.atMs - longest);
    const [last, one] = [kept.at(-1), kept.at(-2)];
    const tight = last !== undefined && one !== undefined && now.atMs - one.atMs < longest / MOST;
    return [...(tight ? kept.slice(0, -1) : kept), now];
  },
  judge(memory, { limits, sample }) {
    const { burn } = limits;
    const now = totalsOf(sample);
    if (burn === undefined || now === undefined) return undefined;
    const alike = stableAskedAlike(sample, 'errors', limits);
    const found = burn.pairs.map((pair) => judgePair(memory, now, pair, { burn, limits, alike }));
    return found.find((said) => said?.rollback !== undefined) ?? found.find((said) => said !== undefined);
  },
});

function judgePair(
  memory: readonly Totals[],
  now: Totals,
  { factor, longMs, shortMs }: BurnPair,
  {
    burn,
    limits,
    alike,
  }: { readonly burn: BurnLimits; readonly limits: Limits; readonly alike: number | undefined },
): Judgement | undefined {
  if (now.atMs - (memory[0]?.atMs ?? now.atMs) < shortMs) return undefined; // nothing is known of stable yet
  const limit = factor * (100 - burn.objectivePercent);
  const rates = [longMs, shortMs].map((ms) => rateOf(memory, now, ms, 'canary'));
  const [long, short] = rates;
  if (long === undefined || short === undefined || long <= limit || short <= limit) return undefined;
  const words = `${percentWords(long)} errors over ${secondsWords(longMs)} and ${percentWords(short)} over ${secondsWords(shortMs)} burn the budget of ${burn.objectivePercent} % more than ${factor} times too fast`;
  const stable = rateOf(memory, now, longMs, 'stable');
  return [stable, alike].some((rate) => suffersToo(long, rate, limit, limits))
    ? { ...OF_ERRORS, holds: true, inconclusive: `${words}, stable's ${percentWords(stable)}` }
    : { ...OF_ERRORS, rollback: words };
}

/** Percent of errors in the last `ms`, or since the run began where that is less; undefined for too few requests. */
function rateOf(
  memory: readonly Totals[],
  now: Totals,
  ms: number,
  track: 'canary' | 'stable',
): number | undefined {
  const from = memory.findLast(({ atMs }) => atMs <= now.atMs - ms) ?? memory[0];
  const end = now[track];
  if (end === undefined) return undefined;
  // All that the canary did before the first look counts: there was no canary before.
  const early = track === 'canary' && from === memory[0] && (from?.atMs ?? 0) > now.atMs - ms;
  const start = early ? undefined : from?.[track];
  const requests = end.requests - (start?.requests ?? 0);
  if (track === 'canary' ? requests < FEWEST : requests <= 0) return undefined;
  return (100 * (end.errors - (start?.errors ?? 0))) / requests;
}

function totalsOf({ atMs, canary, stable }: Sample): Totals | undefined {
  const own = countsOf(canary);
  return own === undefined ? undefined : { atMs, canary: own, stable: countsOf(stable) };
}

function countsOf(version: VersionSample | undefined): Counts | undefined {
  const { totalRequests, totalErrors } = version ?? {};
  return totalRequests === undefined || totalErrors === undefined
    ? undefined
    : { requests: totalRequests, errors: totalErrors };
}
