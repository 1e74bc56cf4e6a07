import {
  type Chart,
  formatDuration,
  markdownCode,
  markdownTable,
  markdownText,
  renderXyChart,
} from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { RunRecord } from '../canary/run-record.ts';
import type { Incident } from '../observe/incident.ts';
import { stepName } from '../traffic/plan-shares.ts';
import { providerOf } from '../traffic/registry.ts';
import { latencyWords, percentWords } from '../verdict/words.ts';
import type { StepFacts, VersionFacts } from './step-facts.ts';

/** Verdict on top, then a line per step, then the charts. */
export function renderRunSummary(
  record: RunRecord,
  facts: readonly StepFacts[],
  verdict: string,
  { charts, incident }: { readonly charts: readonly Chart[]; readonly incident: Incident | undefined },
): string {
  const { plan, failure, rollback, verification } = record;
  const head = `**${markdownText(failure === undefined ? verdict : headline(record, facts, incident))}**`;
  const images = `Stable ${markdownCode(shortImage(plan.container.image))}, canary ${markdownCode(shortImage(plan.image.text))}, by ${markdownText(providerOf(plan.traffic).placeOf(plan.traffic.data))}; ${markdownText(plan.measured.words)}${configurationOf(plan)}. Stable belongs to ${markdownText(plan.owner.words)}.`;
  const back =
    rollback === undefined
      ? ''
      : `The canary's share was 0 after ${rollback.trafficSeconds.toFixed(1)} s, the canary gone after ${rollback.seconds.toFixed(1)} s; stable: ${rollback.stable}.${verification === undefined ? '' : ` ${markdownText(sentence(verification.words))}`}`;
  const drawn = charts.map(renderXyChart);
  return [head, images, stepTable(facts), back, ...drawn].filter((part) => part !== '').join('\n\n');
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Verdict, rule, the numbers of both sides, and for how long users were hurt, in one line. */
function headline(
  { timeline, failure }: RunRecord,
  facts: readonly StepFacts[],
  incident: Incident | undefined,
): string {
  const end = timeline.polls.at(-1)?.decision;
  const rule =
    end?.kind === 'rollback' ? `rolled back by the rule ${end.rule}` : (failure?.code ?? 'rolled back');
  const last = facts.at(-1);
  const numbers = (name: string, version: VersionFacts | undefined): readonly string[] =>
    version === undefined ? [] : [`${name} ${errorsOf(version)} errors, P99 ${p99Of(version)}`];
  const sides = [...numbers('canary', last?.canary), ...numbers('stable', last?.stable)];
  const hurt =
    incident === undefined
      ? []
      : [`${(incident.lastBad - incident.firstBad).toFixed(1)} s from the first bad response to the last`];
  return [rule, ...sides, ...hurt].join('; ');
}

function configurationOf({ configuration: { words } }: RunRecord['plan']): string {
  return words === undefined ? '' : `; configuration: ${markdownText(words)}`;
}

function stepTable(facts: readonly StepFacts[]): string {
  const head = [
    'Step',
    'Real share',
    'Time',
    'Requests',
    'Errors',
    'P99',
    'Stable errors',
    'Stable P99',
    'Outcome',
  ];
  const rows = facts.map(({ step, share, seconds, canary, stable, outcome }) => [
    stepName(step),
    `${share.toFixed(1)} %`,
    formatDuration(seconds * 1000),
    canary?.requests === undefined ? '–' : Math.round(canary.requests),
    errorsOf(canary),
    p99Of(canary),
    errorsOf(stable),
    p99Of(stable),
    outcome,
  ]);
  const right = 'right' as const;
  return markdownTable(head, rows, [right, right, right, right, right, right, right, right, 'left']);
}

function errorsOf(version: VersionFacts | undefined): string {
  return version?.errorPercent === undefined ? '–' : percentWords(version.errorPercent);
}

function p99Of(version: VersionFacts | undefined): string {
  return version?.p99Ms === undefined ? '–' : latencyWords(version.p99Ms);
}
