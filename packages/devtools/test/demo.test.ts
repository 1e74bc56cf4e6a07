import { ActRun, type LoadRecord } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checkScenario } from '../src/demo/checks.ts';
import { describeCluster } from '../src/demo/cluster-facts.ts';
import { answersPerSecond, loadFacts } from '../src/demo/facts.ts';
import { renderDemoPage } from '../src/demo/page.ts';
import type { CommitResult, ScenarioResult } from '../src/demo/scenario.ts';
import { demoCommits, demoFiles, loadTarget } from '../src/demo/settings.ts';
import { renderTable } from '../src/demo/table.ts';

const answer = (at: number, commit: string, status = 200): LoadRecord => ({
  at,
  status,
  commit,
  pod: 'p',
  ms: 1,
});
const refused = (at: number): LoadRecord => ({
  at,
  status: 0,
  commit: '',
  pod: '',
  ms: 1,
  error: 'ECONNREFUSED',
});

describe('load facts', () => {
  const records = [
    answer(500, 'old'),
    answer(1000, 'old'),
    answer(2000, 'new'),
    answer(3000, 'new', 500),
    answer(4500, 'new', 503),
    answer(5000, 'old'),
    answer(9000, 'new', 500),
  ];

  it('count the new version apart, inside the window only', () => {
    expect(loadFacts(records, 'new', 1000, 6000)).toMatchObject({
      requests: 5,
      canaryRequests: 3,
      canaryBad: 2,
      otherBad: 0,
      badSeconds: 1.5,
    });
  });

  it('blame nobody but the new version for its own answers: a refused connection is not its own', () => {
    const facts = loadFacts([...records, refused(3000), answer(3100, 'old', 500)], 'new', 0, 6000);
    expect(facts.otherBad).toBe(2);
    expect(facts.otherSamples[0]).toContain('ECONNREFUSED');
  });

  it('say nothing about seconds when nothing was bad', () => {
    expect(loadFacts([answer(1, 'new')], 'new', 0, 10).badSeconds).toBeUndefined();
  });

  it('count answers a second by version, bad ones apart', () => {
    const series = answersPerSecond(records, [{ name: 'new', commit: 'new' }], 0);
    expect(series.map(({ name }) => name)).toEqual(['new, good', 'bad answers']);
    expect(series[0]?.points[2]).toEqual([2, 1]);
    expect(series[1]?.points.filter(([, count]) => count > 0)).toEqual([
      [3, 1],
      [4, 1],
      [9, 1],
    ]);
  });
});

/** A commit's result as a run that went well leaves it. */
function commitResult(index: number, change: Partial<CommitResult> = {}): CommitResult {
  const commit = demoCommits[index];
  if (commit === undefined) throw new Error('no such commit');
  const image = `r/orders@sha256:${String(Math.min(index, 1)).repeat(64)}`;
  const run = new ActRun();
  if (index === 2) {
    const step = {
      jobID: 'release',
      step: 'fairlead-actions/fairlead/actions/canary-rollback@v1',
      stage: 'Main',
    };
    run.add(
      JSON.stringify({ ...step, command: 'error', arg: 'CANARY_FAILED: error rate was 20 %', msg: 'x' }),
    );
    run.add(JSON.stringify({ ...step, stepResult: 'failure', executionTime: 2e9, msg: 'x' }));
  }
  return {
    commit,
    sha: `${index}`.repeat(40),
    exitCode: commit.expected === 'success' ? 0 : 1,
    run,
    startedAt: 0,
    finishedAt: 1000,
    load:
      index === 0
        ? undefined
        : loadFacts([answer(1, `${index}`.repeat(40), index === 2 ? 500 : 200)], `${index}`.repeat(40), 0, 9),
    cluster: { deployments: [{ name: 'orders', image, replicas: 3, ready: 3 }], weights: undefined },
    reports: [],
    ...change,
  };
}

function scenario(...changes: Partial<CommitResult>[]): ScenarioResult {
  return {
    commits: [0, 1, 2].map((index) => commitResult(index, changes[index])),
    records: [answer(1, 'a')],
  };
}

describe('checks of the story', () => {
  const failing = (result: ScenarioResult): string[] =>
    checkScenario(result)
      .filter((check) => !check.ok)
      .map((check) => check.name);

  it('pass when all went as told', () => {
    expect(failing(scenario())).toEqual([]);
  });

  it('fail when a request was lost outside of the canary', () => {
    const load = loadFacts([answer(1, '1'.repeat(40)), refused(2)], '1'.repeat(40), 0, 9);
    expect(failing(scenario({}, { load }))).toEqual(['no request failed outside of the canary']);
  });

  it('fail when a canary is left or keeps a weight', () => {
    const { cluster } = commitResult(2);
    const left = {
      ...cluster,
      deployments: [...cluster.deployments, { name: 'orders-canary', image: 'x', replicas: 1, ready: 1 }],
    };
    expect(failing(scenario({}, {}, { cluster: left }))).toEqual([
      'no canary is left, all traffic is on stable',
    ]);
    const weights = [
      { service: 'orders', weight: 75 },
      { service: 'orders-canary', weight: 25 },
    ];
    expect(failing(scenario({}, {}, { cluster: { ...cluster, weights } }))).toHaveLength(1);
  });

  it('fail when the bad version was let through', () => {
    expect(failing(scenario({}, {}, { exitCode: 0, run: new ActRun() }))).toEqual([
      'commit 3 ends with failure',
      'the bad version was caught by the canary',
    ]);
  });

  it('fail when the story ended early', () => {
    expect(failing({ commits: [commitResult(0, { exitCode: 1 })], records: [] })).toEqual([
      'commit 1 ends with success',
      'all three commits were sent',
    ]);
  });

  it('are told in the table and on the page, with the reason of the red run', () => {
    const result = scenario();
    const table = renderTable(result, checkScenario(result)).join('\n');
    expect(table).toContain('why: CANARY_FAILED: error rate was 20 %');
    expect(table).toContain('bad answers of the new version: 1, 0.0 s from the first bad answer to the last');
    expect(renderDemoPage(result, checkScenario(result), 'a machine')).toContain(
      'Three commits, as they should be',
    );
  });
});

describe('settings', () => {
  it('aim the load at the loopback address, by node port or by gateway', () => {
    expect(loadTarget(undefined)).toEqual({ url: 'http://127.0.0.1:30080/orders' });
    expect(loadTarget('http://127.0.0.1:8000')).toMatchObject({ url: 'http://127.0.0.1:8000/orders' });
  });

  it('attach the route only where there is a gateway', () => {
    expect(demoFiles(undefined)['deploy/demo.values.yaml']).not.toContain('httpRoute');
    expect(demoFiles({ name: 'g', namespace: 'n' })['deploy/demo.values.yaml']).toContain(
      'name: g, namespace: n',
    );
  });

  it('describes the cluster in one line an object, digests cut', () => {
    expect(describeCluster(commitResult(0).cluster)).toEqual([
      'Deployment orders: 3/3 ready, r/orders@sha256:000000000000…',
    ]);
  });
});
