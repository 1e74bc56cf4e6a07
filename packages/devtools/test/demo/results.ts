import type { Report } from '@fairlead/core';
import { ActRun } from '@fairlead/testkit';
import { loadFacts } from '../../src/demo/facts.ts';
import type { CommitResult } from '../../src/demo/results.ts';
import type { ScenarioResult } from '../../src/demo/scenario.ts';
import { demoCommits } from '../../src/demo/settings.ts';
import { answer, canary } from './answers.ts';

/** Why a commit is red. */
const REASONS: Readonly<Record<number, string>> = {
  2: 'CANARY_FAILED: error rate was 20 %',
  3: 'CANARY_NOT_READY: it does not start',
};

/** A commit's result as a run that went well leaves it. */
export function commitResult(index: number, change: Partial<CommitResult> = {}): CommitResult {
  const commit = demoCommits[index];
  if (commit === undefined) throw new Error('no such commit');
  const image = `r/orders@sha256:${String(Math.min(index, 1)).repeat(64)}`;
  const run = new ActRun();
  if (index >= 2) {
    const step = {
      jobID: 'release',
      step: 'fairlead-actions/fairlead/actions/canary-rollback@v1',
      stage: 'Main',
    };
    run.add(JSON.stringify({ ...step, command: 'error', arg: REASONS[index], msg: 'x' }));
    run.add(JSON.stringify({ ...step, stepResult: 'failure', executionTime: 2e9, msg: 'x' }));
  } else {
    const step = {
      jobID: 'image',
      step: 'fairlead-actions/fairlead/actions/docker-multistage@v1',
      stage: 'Main',
    };
    run.add(JSON.stringify({ ...step, command: 'set-output', name: 'image', arg: image, msg: 'x' }));
    run.add(JSON.stringify({ ...step, stepResult: 'success', executionTime: 1e9, msg: 'x' }));
  }
  return {
    commit,
    sha: `${index}`.repeat(40),
    exitCode: commit.expected === 'success' ? 0 : 1,
    run,
    startedAt: 0,
    finishedAt: 1000,
    waitedMs: 0,
    load:
      index === 0
        ? undefined
        : loadFacts(
            index === 3
              ? [answer(1, '1'.repeat(40))]
              : [canary(1, `${index}`.repeat(40), index === 2 ? 500 : 200)],
            `${index}`.repeat(40),
            { from: 0, to: 9 },
          ),
    cluster: { deployments: [{ name: 'orders', image, replicas: 3, ready: 3 }], weights: undefined },
    reports: index === 0 ? [] : [canaryReport('replicas')],
    ...change,
  };
}

function canaryReport(provider: string): Report {
  return {
    action: 'canary-rollback',
    phase: 'main',
    stages: [],
    charts: [],
    data: { canary: { provider } },
  } as unknown as Report;
}

/** All commits of a run that went well, but for the changes. */
export function scenario(...changes: Partial<CommitResult>[]): ScenarioResult {
  return {
    commits: [0, 1, 2, 3].map((index) => commitResult(index, changes[index])),
    records: [answer(1, 'a'), answer(2001, 'a')],
    planned: 4,
    provider: 'replicas',
  };
}
