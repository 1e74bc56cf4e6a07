import type { Report, StageReport } from '@fairlead/core';
import { type CommitResult, demoCommits, loadFacts, type ScenarioResult } from '@fairlead/devtools';
import { ActRun, type LoadRecord } from '@fairlead/testkit';

const IMAGES = ['a', 'b', 'c', 'd'].map((digit) => `127.0.0.1:5000/orders@sha256:${digit.repeat(64)}`);
const SHAS = ['1', '2', '3', '4'].map((digit) => digit.repeat(40));
/** Milliseconds from the start of one commit to that of the next, and those before its canary begins. */
const [LENGTH, BEFORE] = [20_000, 5_000];

/**
 * The demo's four commits as their page wants them, with the reports of two canaries that did run: one that passed, one that
 * was rolled back. That of the fourth is the latter without its steps: it never started, so nobody met it. The load goes on
 * all the time; `lost` of its requests get no answer from stable.
 */
export function demoStory(passed: Report, rolledBack: Report, lost: number): ScenarioResult {
  const begin = Date.UTC(2026, 0, 1);
  const starts = SHAS.map((_, index) => begin + index * LENGTH);
  const reports = [undefined, passed, rolledBack, neverStarted(rolledBack)].map((report, index) =>
    report === undefined ? undefined : moveTo(report, (starts[index] ?? 0) + BEFORE),
  );
  const records = answers(starts, reports, lost);
  const commits = starts.map((from, index): CommitResult => {
    const report = reports[index];
    const sha = SHAS[index] ?? '';
    const own = report === undefined ? [] : [report];
    const image = IMAGES[Math.min(index, 1)] ?? '';
    return {
      commit: demoCommits[index] as (typeof demoCommits)[number],
      sha,
      exitCode: index >= 2 ? 1 : 0,
      run: runOf(from, IMAGES[index] ?? '', report),
      startedAt: from,
      finishedAt: from + LENGTH - 1000,
      waitedMs: 0,
      load: index === 0 ? undefined : loadFacts(records, sha, { from, to: from + LENGTH }, own),
      cluster: { deployments: [{ name: 'orders', image, replicas: 4, ready: 4 }], weights: undefined },
      reports: own,
    };
  });
  const { provider } = passed.data['canary'] as { readonly provider: ScenarioResult['provider'] };
  return { commits, records, planned: 4, provider };
}

function neverStarted(report: Report): Report {
  const stages = report.stages.filter(({ name }) => !name.startsWith('step '));
  const reason = 'CANARY_FAILED: container orders exits with 2 again and again; traffic is on stable';
  return { ...report, stages, outputs: { ...report.outputs, reason } };
}

/** The same report at another time. */
function moveTo(report: Report, at: number): Report {
  const by = at - Date.parse(report.startedAt);
  const move = (stage: StageReport): StageReport => ({
    ...stage,
    startedAt: new Date(Date.parse(stage.startedAt) + by).toISOString(),
  });
  return { ...report, startedAt: new Date(at).toISOString(), stages: report.stages.map(move) };
}

/** Forty answers a second from the end of the first install on; the canary's share is what its report's steps say. */
function answers(starts: readonly number[], reports: readonly (Report | undefined)[], lost: number) {
  const [, from = 0, third = 0, fourth = 0] = starts;
  const all: LoadRecord[] = [];
  for (let at = from - 2000; at < fourth + LENGTH; at += 25) {
    const index = at < third ? 1 : at < fourth ? 2 : 3;
    const stable = at > third - 4000 ? 1 : 0;
    const step = reports[index]?.stages.find(
      ({ name, startedAt, durationMs }) =>
        name.startsWith('step ') && at >= Date.parse(startedAt) && at < Date.parse(startedAt) + durationMs,
    );
    const share = Number(/(\d+) %/.exec(step?.name ?? '')?.[1] ?? 0);
    const isCanary = (all.length * 37) % 100 < share;
    all.push({
      at,
      ms: 3,
      status: isCanary && index === 2 && all.length % 5 === 0 ? 500 : 200,
      commit: SHAS[isCanary ? index : stable] ?? '',
      pod: isCanary ? 'orders-canary-7d4b9c6f5-xk2lp' : 'orders-5986fb7b9f-j2sb7',
    });
  }
  return all.map((record, index) => (index >= 100 && index < 100 + lost ? unanswered(record.at) : record));
}

function unanswered(at: number): LoadRecord {
  return { at, ms: 1, status: 0, commit: '', pod: '', error: 'ECONNREFUSED' };
}

/** What act tells of a pipeline: all jobs, and a release that ends as its canary did. */
function runOf(from: number, image: string, canary: Report | undefined): ActRun {
  const run = new ActRun();
  const good = canary?.outputs['outcome'] !== 'rolled-back';
  const add = (job: string, action: string, stage: string, at: number, durationMs: number, isGood = true) => {
    run.steps.push({
      job,
      id: `${job}-${action}`,
      name: `fairlead-actions/fairlead/actions/${action}@v1`,
      stage,
      result: isGood ? 'success' : 'failure',
      startedAt: from + at,
      durationMs,
      outputs: action === 'docker-multistage' ? { image } : {},
      errors: isGood ? [] : [canary?.outputs['reason'] ?? ''],
      warnings: [],
      notices: [],
      log: [],
      summary: '',
    });
  };
  add('build', 'go-build', 'Main', 0, 1800);
  add('gate', 'quality-gate', 'Main', 0, 4500);
  add('image', 'docker-multistage', 'Main', 4500, 500);
  add('release', 'canary-rollback', 'Main', BEFORE, canary?.durationMs ?? 300, good);
  if (good) add('release', 'helm-deploy', 'Main', LENGTH - 6000, 3000);
  if (good) add('release', 'canary-rollback', 'Post', LENGTH - 3000, 400);
  return run;
}
