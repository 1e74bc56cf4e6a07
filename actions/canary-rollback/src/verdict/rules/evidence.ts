import { countOf } from '@fairlead/core';
import type { EventName } from '../answers.ts';
import { isOwnRoute } from '../own-route.ts';
import { defineRule, type Judgement, type Look, type Rule } from '../rule.ts';
import { meanEvidence } from '../sequential/combine.ts';
import { type RouteEvidence, routeEvidence, withWhole } from '../sequential/route-trials.ts';
import type { Counts, IsOwnRoute, Totals } from '../sequential/tally.ts';
import { beginTrial, harmOf, safetyOf, sumOf, type Trial, withTotals } from '../sequential/trial.ts';
import { logWithin } from '../sequential/within.ts';
import type { EvidenceLimits, Limits } from '../types.ts';
import { percentWords, secondsWords } from '../words.ts';
import { EVIDENCE_METRICS, type EvidenceMetric, totalsOf } from './evidence-metrics.ts';

/** A trial for each metric that was seen, through all steps of a run. */
type Memory = Readonly<Partial<Record<EvidenceMetric['name'], Trial>>>;

/** Evidence like that of one in ten healthy canaries is not waved through when the time is over: the next looks decide. */
const PENDING = Math.log(10);

/** A client that tries again and again makes two or three events out of one. */
const FEWEST = 4;

/** Users fare worse with the canary than with stable at the same time, beyond what chance does. */
export const evidence: Rule = defineRule<Memory>({
  name: 'evidence',
  code: 'CANARY_FAILED',
  mayAct: true,
  rows: [
    {
      rule: "The share of 5xx answers is more than `tolerance` times stable's at the same time",
      limit: '1.5 times, at any look; of 100 healthy canaries this stops at most 1 (`false-alarm`)',
      outcome: 'rolled back',
    },
    {
      rule: 'The same of 4xx answers that `errors` does not name',
      limit: 'the same, above 20 %: a version that knows no path answers 404 to everything',
      outcome: 'rolled back',
    },
    {
      rule: 'The same of 3xx answers but for 304, and of answers whose status is none (`error`, `0`)',
      limit: 'the same, above 50 % and above 1 %',
      outcome: 'rolled back',
    },
    {
      rule: 'The same of answers slower than `max-p99`, unless `latency-action: pause`',
      limit:
        'the same, above 1 %, after the first 10 s; counted by the bucket at `max-p99`, else by the next one above it',
      outcome: 'rolled back',
    },
  ],
  hint: () =>
    'look at the requests of the new version: its last log lines below, its dashboards, the charts of the report',
  begin: (_, last) => last ?? {},
  remember(memory, look) {
    const { evidence: rules } = look.limits;
    if (rules === undefined) return memory;
    const trials = EVIDENCE_METRICS.flatMap((metric) => {
      const trial = nextOf(memory[metric.name], metric, look, rules);
      return trial === undefined ? [] : [[metric.name, trial] as const];
    });
    return Object.fromEntries(trials);
  },
  judge: (memory, look) =>
    look.limits.evidence === undefined ? undefined : judgeEvidence(memory, look, look.limits.evidence),
  certifies: (memory, { limits }) =>
    limits.evidence !== undefined && isCertified(memory, limits, limits.evidence),
});

/**
 * Each metric with a limit must be certified: by itself, that it is rarer than its limit, or beside stable, that it is not
 * three times as frequent. Errors have to be known; what has no numbers of latency is not judged by it.
 */
function isCertified(memory: Memory, limits: Limits, { falseAlarm }: EvidenceLimits): boolean {
  const bar = -Math.log(falseAlarm);
  return EVIDENCE_METRICS.every((metric) => {
    const limit = metric.certifiedBelow(limits);
    const trial = memory[metric.name];
    if (limit === undefined || (trial === undefined && metric.name !== 'errors')) return true;
    if (trial === undefined) return false;
    const { canaryEvents, canaryRequests } = sumOf(trial);
    return Math.max(safetyOf(trial), logWithin(canaryEvents, canaryRequests, limit)) >= bar;
  });
}

function nextOf(
  trial: Trial | undefined,
  { name, warmUpMs }: EvidenceMetric,
  { limits, sample }: Look,
  { tolerance }: EvidenceLimits,
): Trial | undefined {
  const now = totalsOf(name, sample, limits);
  if (now === undefined || sample.atMs < warmUpMs) return trial;
  if (trial !== undefined) return withTotals(trial, now, tolerance, ownRoutesOf(name));
  // All that the canary did by now counts, unless it was to warm up: there was no canary before.
  const first = warmUpMs > 0 ? now : withoutCanary(now);
  return beginTrial(first, tolerance);
}

function ownRoutesOf(name: EventName): IsOwnRoute {
  return ({ stableEvents: events, stableRequests: requests }, { stableRequests: all }) =>
    isOwnRoute(name, { events, requests, all });
}

function withoutCanary({ routes, ...whole }: Totals): Totals {
  const none = <T extends Counts>(counts: T): T => ({ ...counts, canaryRequests: 0, canaryEvents: 0 });
  if (routes === undefined) return none(whole);
  const each = Object.entries(routes).map(([name, counts]) => [name, none(counts)] as const);
  return { ...none(whole), routes: Object.fromEntries(each) };
}

/** What each metric says, and the logarithm of what all of them say together. */
function weigh(memory: Memory, limits: Limits, rules: EvidenceLimits) {
  const found = EVIDENCE_METRICS.map((metric) => {
    const trial = memory[metric.name];
    const said = trial === undefined ? undefined : speaks(metric, trial, limits, rules);
    return { metric, trial, log: said?.log, route: said?.route };
  });
  return { found, log: meanEvidence(found.map(({ log, metric: { weight } }) => ({ log, weight }))) };
}

/** The logarithm of the evidence against the canary, by what the rule remembers; undefined before anything was weighed. */
export function evidenceValue(memory: unknown, limits: Limits): number | undefined {
  const { evidence: rules } = limits;
  const trials = (memory ?? {}) as Memory;
  if (rules === undefined || Object.keys(trials).length === 0) return undefined;
  const { log } = weigh(trials, limits, rules);
  return log === Number.NEGATIVE_INFINITY ? 0 : log; // nothing speaks
}

function judgeEvidence(memory: Memory, look: Look, rules: EvidenceLimits): Judgement | undefined {
  const { found, log } = weigh(memory, look.limits, rules);
  const worst = found.reduce((a, b) =>
    (b.log ?? Number.NEGATIVE_INFINITY) > (a.log ?? Number.NEGATIVE_INFINITY) ? b : a,
  );
  if (worst.trial === undefined) return undefined;
  if (log >= -Math.log(rules.falseAlarm))
    return {
      about: { event: worst.metric.name, route: worst.route?.name },
      rollback: harmWords(worst.metric, worst.route ?? { sum: sumOf(worst.trial) }, look.limits, log),
    };
  const late = -look.leftMs;
  if (log < PENDING || late >= look.limits.metricsTimeoutMs) return undefined;
  const pending = `evidence ${Math.round(Math.exp(log))} of ${Math.round(1 / rules.falseAlarm)} that ${worst.metric.words(look.limits)} are no chance`;
  return {
    holds: true,
    pending: late > 0 ? `${pending}, waiting for more for ${secondsWords(late)}` : pending,
  };
}

/** The evidence of a metric, if it rolls back and is no trifle; and the route that says most of it, if one does. */
function speaks(
  metric: EvidenceMetric,
  trial: Trial,
  limits: Limits,
  { tolerance }: EvidenceLimits,
): { readonly log: number | undefined; readonly route: RouteEvidence | undefined } {
  const isTrifle = ({ canaryRequests, canaryEvents }: Counts): boolean =>
    Math.round(canaryEvents) < FEWEST ||
    canaryEvents * 100 <= canaryRequests * metric.negligiblePercent ||
    !metric.rollsBack(limits);
  const whole = isTrifle(sumOf(trial)) ? undefined : harmOf(trial, tolerance);
  const routes = routeEvidence(trial.routes, tolerance, (sum) => !isTrifle(sum));
  const log = withWhole(whole, trial.routes, routes);
  const loudest = routes.toSorted((a, b) => b.log - a.log)[0];
  return { log, route: loudest !== undefined && loudest.log > (whole ?? -Infinity) ? loudest : undefined };
}

function harmWords(
  metric: EvidenceMetric,
  { name, sum }: { readonly name?: string; readonly sum: Counts },
  limits: Limits,
  log: number,
): string {
  const { canaryRequests, canaryEvents, stableRequests, stableEvents } = sum;
  const share = (events: number, requests: number): string => percentWords((events * 100) / requests);
  const counts = `${Math.round(canaryEvents)} of ${countOf(Math.round(canaryRequests), 'request')}, ${Math.round(stableEvents)} of ${Math.round(stableRequests)}`;
  const chance = Math.floor(Math.exp(Math.min(log, Math.log(MOST))));
  const where = name === undefined ? '' : ` on ${name}`;
  return `${metric.words(limits)}${where}: ${share(canaryEvents, canaryRequests)} against ${share(stableEvents, stableRequests)} of stable (${counts}; by chance in less than 1 of ${chance} canaries)`;
}

/** Nobody reads more digits. */
const MOST = 1_000_000;
