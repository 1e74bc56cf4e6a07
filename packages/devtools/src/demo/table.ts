import type { DemoCheck } from './checks.ts';
import { reasonOf } from './checks.ts';
import { describeCluster } from './cluster-facts.ts';
import type { StepShare } from './facts.ts';
import { busyMs, type CommitResult } from './results.ts';
import type { ScenarioResult } from './scenario.ts';
import { actionOf, describeStep } from './steps.ts';

/** The measured story for a terminal: a block per commit, then the checks. */
export function renderTable(result: ScenarioResult, checks: readonly DemoCheck[]): readonly string[] {
  return [...result.commits.flatMap(renderCommit), '', 'What must be true', ...checks.map(renderCheck)];
}

function renderCommit(result: CommitResult, index: number): readonly string[] {
  const seconds = (busyMs(result) / 1000).toFixed(1);
  const reason = reasonOf(result);
  return [
    '',
    `Commit ${index + 1} ${result.sha.slice(0, 7)} · ${result.commit.title} · ${result.exitCode === 0 ? 'green' : 'red'} in ${seconds} s`,
    ...(reason === undefined ? [] : [`  why: ${reason}`]),
    ...result.run.steps
      .filter((step) => actionOf(step) !== undefined)
      .map((step) => `  ${describeStep(step)}`),
    ...loadLines(result).map((line) => `  ${line}`),
    ...describeCluster(result.cluster).map((line) => `  now: ${line}`),
  ];
}

/** What the load measured, in words; the same lines stand in the page. */
export function loadLines({ load }: CommitResult): readonly string[] {
  if (load === undefined) return [];
  const bad =
    load.badSeconds === undefined
      ? ''
      : `, ${load.badSeconds.toFixed(1)} s from the first bad answer to the last`;
  return [
    `load: ${load.requests} requests, ${load.canaryRequests} answered by the canary`,
    ...load.shares.map(describeShare),
    `bad answers of the canary: ${load.canaryBad}${bad}`,
    `failed requests outside of the canary: ${load.otherBad}`,
    ...load.otherSamples.map((sample) => `  ${sample}`),
    `longest time without a good answer: ${(load.longestSilenceMs / 1000).toFixed(2)} s`,
  ];
}

function describeShare({ step, answers, canary }: StepShare): string {
  const percent = answers === 0 ? 'nobody answered' : `${((100 * canary) / answers).toFixed(1)} %`;
  return `${step}: ${percent} of ${answers} answers came from the canary`;
}

function renderCheck(check: DemoCheck): string {
  return `  ${check.ok ? '✓' : '✗'} ${check.name}: ${check.fact}`;
}
