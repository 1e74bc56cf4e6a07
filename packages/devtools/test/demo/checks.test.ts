import { ActRun } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/demo/checks.ts';
import { loadFacts } from '../../src/demo/facts.ts';
import { renderDemoPage } from '../../src/demo/page.ts';
import type { ScenarioResult } from '../../src/demo/scenario.ts';
import { renderTable } from '../../src/demo/table.ts';
import { answer, canary, refused } from './answers.ts';
import { commitResult, scenario } from './results.ts';

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

  it('fail when somebody met the bad setting, or nothing stopped it', () => {
    const load = loadFacts([canary(1, '3'.repeat(40), 500)], '3'.repeat(40), { from: 0, to: 9 });
    expect(failing(scenario({}, {}, {}, { load }))).toEqual(['nobody met the bad setting']);
    expect(failing(scenario({}, {}, {}, { exitCode: 0, run: new ActRun() }))).toEqual([
      'commit 4 ends with failure',
      'the bad setting was caught by the canary',
    ]);
  });

  it('are those of three commits where no more were asked for', () => {
    const three = { ...scenario(), commits: scenario().commits.slice(0, 3), planned: 3 };
    expect(failing(three)).toEqual([]);
    expect(checkScenario(three).map(({ name }) => name)).not.toContain('nobody met the bad setting');
    expect(renderDemoPage(three, checkScenario(three), 'a machine')).toContain(
      'Three commits, as they should be',
    );
  });

  it('fail when the story ended early', () => {
    expect(
      failing({ commits: [commitResult(0, { exitCode: 1 })], records: [], planned: 4, provider: 'replicas' }),
    ).toEqual(['commit 1 ends with success', 'all 4 commits were sent']);
  });

  it('are those of the commits that were asked for', () => {
    const one: ScenarioResult = { ...scenario(), commits: [commitResult(0)], records: [], planned: 1 };
    expect(checkScenario(one).map(({ name }) => name)).toEqual([
      'commit 1 ends with success',
      'all commits were sent',
      'no canary is left, all traffic is on stable',
    ]);
    expect(failing(one)).toEqual([]);
    expect(failing({ ...one, commits: [] })).toEqual(['all commits were sent']);
    expect(renderDemoPage(one, checkScenario(one), 'a machine')).toContain('One commit, as they should be');
  });

  it('are told in the table and on the page, with the reason of the red run', () => {
    const result = scenario();
    const table = renderTable(result, checkScenario(result)).join('\n');
    expect(table).toContain('why: CANARY_FAILED: error rate was 20 %');
    expect(table).toContain('bad answers of the canary: 1, 0.0 s from the first bad answer to the last');
    expect(renderDemoPage(result, checkScenario(result), 'a machine')).toContain(
      'Four commits, as they should be',
    );
  });
});
