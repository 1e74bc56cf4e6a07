import { CancelledError, countOf, type Outcome, type Verdict } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { RunRecord } from '../canary/run-record.ts';
import type { CanaryContext } from '../context.ts';
import { incidentOf } from '../observe/incident.ts';
import { latencyWords, percentWords } from '../verdict/words.ts';
import { chartsOf } from './charts.ts';
import { outcomeWordOf } from './outcome-word.ts';
import { factsOfSteps, type StepFacts, type VersionFacts } from './step-facts.ts';
import { renderRunSummary } from './summary.ts';

/** Writes outputs, verdict, data, charts and summary of a run, however it ended. */
export function recordRun(context: CanaryContext, record: RunRecord): void {
  const { report } = context;
  const { plan, timeline, rules, rollback } = record;
  const facts = factsOfSteps(timeline, plan.steps.steps);
  const verdict = verdictLine(record, facts);
  const outcome = outcomeOf(record);
  const incident = incidentOf(timeline, rules, rollback?.trafficSeconds);
  if (outcome === 'success') context.settle('passed', verdict);
  else if (outcome === 'cancelled') context.settle('aborted');
  else if (rollback !== undefined) context.settle(outcomeWordOf(record.failure?.code));
  context.output('seconds', String(Math.round(record.seconds)));
  if (rollback !== undefined) context.output('share', '0');
  if (incident !== undefined) {
    context.output('detection-seconds', (incident.detected - incident.firstBad).toFixed(1));
    context.output('recovery-seconds', (incident.lastBad - incident.firstBad).toFixed(1));
  }
  report.addVerdict({ name: 'canary', outcome, reason: verdict });
  for (const fact of facts) report.addVerdict(stepVerdict(fact));
  report.set('canary', {
    provider: plan.traffic.provider,
    measured: plan.measured.words,
    configuration: plan.configuration.words,
    owner: plan.owner.words,
    stableImage: plan.container.image,
    canaryImage: plan.image.text,
    steps: facts,
    rollback: rollback === undefined ? undefined : { ...rollback, evidence: undefined },
    verification: record.verification,
    incident,
  });
  report.set('rules', rules);
  report.set('decisions', timeline.polls);
  const last = timeline.polls.at(-1)?.sample.atMs ?? 0;
  const back =
    rollback === undefined
      ? undefined
      : { trafficMs: last + rollback.trafficSeconds * 1000, goneMs: last + rollback.seconds * 1000 };
  const charts = chartsOf(timeline, rules, back, plan.steps.steps);
  for (const chart of charts) report.addChart(chart);
  context.summarize(renderRunSummary(record, facts, verdict, { charts, incident }));
}

/** How a run ended, for those who are told. */
export function stateOf({ failure, rollback }: RunRecord): string {
  if (failure === undefined) return 'passed';
  if (rollback === undefined) return 'not-rolled-back';
  if (failure.code === 'CANARY_NOT_RECOVERED') return 'not-recovered';
  if (failure instanceof CancelledError || failure.code === 'CANARY_ABORTED') return 'aborted';
  return outcomeWordOf(failure.code);
}

function stepVerdict({ step, canary, stable, outcome }: StepFacts): Verdict {
  const words = (version: VersionFacts | undefined): string =>
    `${roundedOr(version?.requests, '?')} requests, ${percentWords(version?.errorPercent)} errors, P99 ${version?.p99Ms === undefined ? 'unknown' : latencyWords(version.p99Ms)}`;
  return {
    name: step.label ?? `step ${step.percent} %`,
    outcome: outcome === 'passed' ? 'success' : outcome === 'failed' ? 'failure' : 'cancelled',
    reason: `canary ${words(canary)}; stable ${words(stable)}`,
  };
}

/** Users are counted by what is left of all requests, which need not be whole. */
function roundedOr(requests: number | undefined, unknown: string): string {
  return requests === undefined ? unknown : String(Math.round(requests));
}

function outcomeOf({ failure }: RunRecord): Outcome {
  if (failure === undefined) return 'success';
  if (failure instanceof CancelledError || failure.code === 'CANARY_ABORTED') return 'cancelled';
  return failure.kind === 'policy' ? 'failure' : 'error';
}

function verdictLine(
  { failure, plan, rules, seconds, promotedBy, timeline }: RunRecord,
  facts: readonly StepFacts[],
): string {
  if (failure !== undefined) return `${failure.code}: ${failure.message}`;
  const last = facts.at(-1);
  const sum = (key: 'requests' | 'errors'): number =>
    facts.reduce((all, { canary }) => all + (canary?.[key] ?? 0), 0);
  const requests = sum('requests');
  const counted = requests === 0 ? '' : `, ${countOf(Math.round(requests), 'request')}`;
  const errors = requests === 0 ? last?.canary?.errorPercent : (100 * sum('errors')) / requests;
  const how =
    promotedBy === undefined
      ? `passed ${countOf(facts.length, 'step')}`
      : `was promoted by ${promotedBy}, not by the rules, in step ${facts.length} of ${plan.steps.steps.length}`;
  const judged =
    rules.counting === 'none'
      ? 'judged by restarts and readiness alone'
      : `${errors?.toFixed(1) ?? '?'} % errors`;
  return `${shortImage(plan.image.text)} ${how} in ${Math.round(seconds)} s up to ${Number((last?.share ?? 0).toFixed(1))} % of traffic${counted}, ${judged}${alertWords(timeline)}`;
}

/** Rules that were only to tell have told, and whoever reads that it passed reads that too. */
function alertWords({ polls }: RunRecord['timeline']): string {
  const rules = new Set(polls.flatMap(({ decision }) => (decision.alerts ?? []).map(({ rule }) => rule)));
  return rules.size === 0 ? '' : `; alerts of ${[...rules].join(', ')}`;
}
