import type { Report } from '@fairlead/core';
import { ActRun, type LoadRecord } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checkScenario } from '../src/demo/checks.ts';
import { describeCluster } from '../src/demo/cluster-facts.ts';
import { loadFacts } from '../src/demo/facts.ts';
import { renderDemoPage } from '../src/demo/page.ts';
import type { CommitResult, ScenarioResult } from '../src/demo/scenario.ts';
import { demoCommits, demoFiles, loadTarget } from '../src/demo/settings.ts';
import { renderTable } from '../src/demo/table.ts';
import { trafficBands } from '../src/demo/traffic.ts';
import { renderTrafficChart } from '../src/demo/traffic-chart.ts';

const answer = (at: number, commit: string, status = 200, pod = 'orders-5986fb7b9f-j2sb7'): LoadRecord => ({
  at,
  status,
  commit,
  pod,
  ms: 1,
});
/** An answer of a pod of the canary's Deployment. */
const canary = (at: number, commit: string, status = 200): LoadRecord =>
  answer(at, commit, status, 'orders-canary-7d4b9c6f5-xk2lp');
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
    canary(2000, 'new'),
    canary(3000, 'new', 500),
    canary(4500, 'new', 503),
    answer(5000, 'old'),
    canary(9000, 'new', 500),
  ];
  const whole = { from: 0, to: 10_000 };

  it('count the canary apart, inside the window only', () => {
    expect(loadFacts(records, 'new', { from: 1000, to: 9000 })).toMatchObject({
      requests: 5,
      canaryRequests: 3,
      canaryBad: 2,
      otherBad: 0,
      badSeconds: 1.5,
    });
  });

  it('measure from the first bad request to the last, however their answers were late', () => {
    expect(loadFacts(records.toReversed(), 'new', whole).badSeconds).toBe(6);
  });

  it.each([
    { what: 'a refused connection', record: refused(3000) },
    { what: 'the old version', record: answer(3000, 'old', 500) },
    { what: 'the new version once it is stable', record: answer(3000, 'new', 500) },
    { what: 'the canary of an earlier commit', record: canary(3000, 'older', 500) },
    { what: 'a gateway that answers for nobody', record: answer(3000, '', 503, '') },
  ])('do not put on the canary what is not its own: $what', ({ record }) => {
    const facts = loadFacts([...records, record], 'new', whole);
    expect(facts).toMatchObject({ otherBad: 1, canaryBad: 3 });
    expect(facts.otherSamples).toHaveLength(1);
  });

  it('say nothing about seconds when nothing was bad', () => {
    expect(loadFacts([canary(1, 'new')], 'new', whole).badSeconds).toBeUndefined();
  });

  it('find the longest time without a good answer, also at the end', () => {
    const silent = [answer(0, 'a'), answer(100, 'a'), answer(600, 'a', 500), answer(900, 'a')];
    expect(loadFacts(silent, 'b', whole).longestSilenceMs).toBe(800);
    expect(loadFacts([answer(0, 'a'), refused(2500)], 'b', whole).longestSilenceMs).toBe(2499);
  });

  it("measure the canary's share in the time of each step of its report", () => {
    const report = {
      action: 'canary-rollback',
      phase: 'main',
      stages: [
        { name: 'prepare the canary', startedAt: new Date(0).toISOString(), durationMs: 2000 },
        { name: 'step 1 of 2: 25 %', startedAt: new Date(2000).toISOString(), durationMs: 4000 },
      ],
    } as unknown as Report;
    expect(loadFacts([...records, refused(2500)], 'new', whole, [report]).shares).toEqual([
      { step: 'step 1 of 2: 25 %', answers: 4, canary: 3 },
    ]);
  });
});

describe('the picture of the traffic', () => {
  const records = [
    ...[0, 10, 20].map((at) => answer(at, 'one')),
    ...[1000, 1010].map((at) => answer(at, 'one')),
    canary(1020, 'two'),
    canary(2000, 'two', 500),
    answer(2010, 'two'),
    refused(2020),
    answer(3000, 'two'),
  ];

  it('has bands that add up to the load, by version, as stable or as canary, bad ones apart', () => {
    const bands = trafficBands(records, ['one', 'two']);
    expect(bands.map(({ name, counts }) => [name, counts])).toEqual([
      ['commit 1', [3, 2, 0]],
      ['commit 2', [0, 0, 1]],
      ['commit 2 as canary', [0, 1, 0]],
      ['bad answers', [0, 0, 2]],
    ]);
  });

  it('leaves out the last second, which would look like an outage', () => {
    expect(trafficBands(records, ['one', 'two'])[0]?.counts).toHaveLength(3);
  });

  it('is nothing without answers', () => {
    expect(trafficBands([], ['one'])).toEqual([]);
    expect(renderTrafficChart([], [])).toBe('');
  });

  it('names each band, so that nobody needs to tell colours apart', () => {
    const long = Array.from({ length: 60 }, (_, second) =>
      canary(second * 1000, 'one', second % 2 ? 500 : 200),
    );
    const svg = renderTrafficChart(trafficBands(long, ['one']), [{ x: 3, label: '<promoted>' }]);
    expect(svg).toContain('>commit 1 as canary</text>');
    expect(svg).toContain('>bad answers</text>');
    expect(svg).toContain('&lt;promoted');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
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
    load:
      index === 0
        ? undefined
        : loadFacts([canary(1, `${index}`.repeat(40), index === 2 ? 500 : 200)], `${index}`.repeat(40), {
            from: 0,
            to: 9,
          }),
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

function scenario(...changes: Partial<CommitResult>[]): ScenarioResult {
  return {
    commits: [0, 1, 2].map((index) => commitResult(index, changes[index])),
    records: [answer(1, 'a'), answer(2001, 'a')],
    provider: 'replicas',
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
    const load = loadFacts([canary(1, '1'.repeat(40)), refused(2)], '1'.repeat(40), { from: 0, to: 9 });
    expect(failing(scenario({}, { load }))).toEqual(['no request failed outside of the canary']);
  });

  it('fail when the new version was promoted without having had traffic as a canary', () => {
    const load = loadFacts([answer(1, '1'.repeat(40))], '1'.repeat(40), { from: 0, to: 9 });
    expect(failing(scenario({}, { load }))).toEqual([
      'the version of commit 2 got real traffic before it was promoted',
    ]);
  });

  it('fail when the load stopped before the end: it would have seen nothing', () => {
    expect(failing({ ...scenario(), records: [answer(1, 'a')] })).toEqual(['the load went on to the end']);
    expect(failing({ ...scenario(), records: [] })).toEqual(['the load went on to the end']);
  });

  it('fail when traffic was split in another way than asked for', () => {
    expect(failing({ ...scenario(), provider: 'gateway' })).toEqual([
      'traffic was split by HTTPRoute weights',
    ]);
    expect(failing(scenario({}, { reports: [] }))).toEqual(['traffic was split by replicas']);
  });

  it('fail when something else runs than what the image job has pushed', () => {
    const name = 'the image of commit 2 is what runs';
    expect(failing(scenario({}, { run: new ActRun() }))).toEqual([name]);
    const first = commitResult(0).cluster;
    expect(failing(scenario({}, {}, { cluster: first }))).toEqual([name]); // commit 3 went back too far
    expect(failing(scenario({ cluster: commitResult(1).cluster }))).toEqual([name]); // commit 2 changed nothing
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

  it('fail when the bad version was stopped without a reason', () => {
    const run = new ActRun();
    const step = { jobID: 'release', step: 'x/actions/canary-rollback@v1', stage: 'Main' };
    run.add(JSON.stringify({ ...step, stepResult: 'failure', executionTime: 1, msg: 'x' }));
    expect(failing(scenario({}, {}, { run }))).toEqual(['the bad version was caught by the canary']);
  });

  it('fail when the story ended early', () => {
    expect(
      failing({ commits: [commitResult(0, { exitCode: 1 })], records: [], provider: 'replicas' }),
    ).toEqual(['commit 1 ends with success', 'all three commits were sent']);
  });

  it('are told in the table and on the page, with the reason of the red run', () => {
    const result = scenario();
    const table = renderTable(result, checkScenario(result)).join('\n');
    expect(table).toContain('why: CANARY_FAILED: error rate was 20 %');
    expect(table).toContain('bad answers of the canary: 1, 0.0 s from the first bad answer to the last');
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
