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
import { stepName } from '../traffic/plan-shares.ts';
import { providerOf } from '../traffic/registry.ts';
import { latencyWords, percentWords } from '../verdict/words.ts';
import type { StepFacts, VersionFacts } from './step-facts.ts';

/** Verdict on top, then a line per step, then the charts. */
export function renderRunSummary(
  { plan, failure, rollback }: RunRecord,
  facts: readonly StepFacts[],
  verdict: string,
  charts: readonly Chart[],
): string {
  const head = failure === undefined ? `**${markdownText(verdict)}**` : '';
  const images = `Stable ${markdownCode(shortImage(plan.container.image))}, canary ${markdownCode(shortImage(plan.image.text))}, by ${markdownText(providerOf(plan.traffic).placeOf(plan.traffic.data))}; ${markdownText(plan.measured.words)}.`;
  const back =
    rollback === undefined
      ? ''
      : `The canary's share was 0 after ${rollback.trafficSeconds.toFixed(1)} s, the canary gone after ${rollback.seconds.toFixed(1)} s; stable: ${rollback.stable}.`;
  const drawn = charts.map(renderXyChart);
  return [head, images, stepTable(facts), back, ...drawn].filter((part) => part !== '').join('\n\n');
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
