import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress, stopCluster } from '@fairlead/devcluster';
import { checkScenario, runScenario, type ScenarioResult, type Stage, setStage } from '@fairlead/devtools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The commits of the demo as assertions, by a gateway; demo-on-own-cluster.test.ts has them by replicas. */
describe('a commit travels through all five actions', () => {
  const name = 'fl-e2e-pipeline';
  let folder = '';
  let stage: Stage | undefined;
  let result: ScenarioResult;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-pipeline-'));
    const say = (line: string): void => console.log(line);
    stage = await setStage({ name, gateway: true, folder, progress: createProgress({ write: say }), say });
    result = await runScenario(stage.scenario);
  });

  afterAll(async () => {
    await stage?.close();
    await stopCluster(name);
    await rm(folder, { recursive: true, force: true });
  });

  it('goes as the story tells, by facts measured in the run', () => {
    expect(checkScenario(result).filter((check) => !check.ok)).toEqual([]);
  });

  it('installs the first version with a canary step that says why it does nothing', () => {
    const [first] = result.commits;
    const canary = first?.run.step('release', 'canary-rollback');
    expect(canary?.result).toBe('success');
    expect(canary?.notices.join('\n')).toContain('no stable version yet');
    expect(first?.run.step('release', 'helm-deploy')?.outputs).toMatchObject({
      revision: '1',
      outcome: 'deployed',
    });
  });

  it('hands the digest from job to job: what was pushed is what runs', () => {
    const [, second] = result.commits;
    const image = second?.run.step('image', 'docker-multistage')?.outputs['image'];
    expect(image).toMatch(/^127\.0\.0\.1:5000\/acme\/orders@sha256:[0-9a-f]{64}$/);
    expect(second?.cluster.deployments).toMatchObject([{ name: 'orders', image, ready: 3 }]);
  });

  it('tries the second version on real traffic before it promotes it', () => {
    const [, second] = result.commits;
    expect(second?.run.step('release', 'canary-rollback')?.outputs['outcome']).toBe('passed');
    expect(second?.run.step('release', 'canary-rollback', 'Post')?.result).toBe('success');
    expect(second?.load?.canaryRequests).toBeGreaterThan(100);
  });

  it('gives the canary the share that it claims, by what the load saw', () => {
    const shares = result.commits[1]?.load?.shares ?? [];
    expect(shares).toHaveLength(2);
    for (const { step, answers, canary } of shares) {
      const claimed = Number(/(\d+) %/.exec(step)?.[1]);
      expect(answers).toBeGreaterThan(500);
      expect(Math.abs((100 * canary) / answers - claimed), step).toBeLessThan(4);
    }
  });

  it('catches the bad version, rolls it back, and says why in one line', () => {
    const [, second, third] = result.commits;
    const canary = third?.run.step('release', 'canary-rollback');
    expect(canary?.result).toBe('failure');
    expect(canary?.errors).toHaveLength(1);
    expect(canary?.errors[0]).toMatch(/^CANARY_FAILED: .*errors: \d+\.\d % against 0\.0 % of stable/);
    expect(third?.run.step('release', 'helm-deploy')?.result).not.toBe('success');
    expect(third?.cluster.deployments).toEqual(second?.cluster.deployments);
    expect(third?.load?.canaryBad).toBeGreaterThan(0);
  });

  it('catches a bad setting of the chart although the image is good, before anybody meets it', () => {
    const [, second, , fourth] = result.commits;
    const canary = fourth?.run.step('release', 'canary-rollback');
    expect(canary?.errors).toHaveLength(1);
    expect(canary?.errors[0]).toMatch(/^CANARY_NOT_READY: the canary did not become ready/);
    const report = fourth?.reports.find(
      ({ action, phase }) => action === 'canary-rollback' && phase === 'main',
    );
    expect(report?.data['canary']).toMatchObject({
      configuration: expect.stringContaining('ConfigMap orders-env as orders-env-canary'),
    });
    expect(fourth?.run.step('release', 'helm-deploy')?.result).not.toBe('success');
    expect(fourth?.cluster.deployments).toEqual(second?.cluster.deployments);
    expect(fourth?.load?.canaryRequests).toBe(0);
  });

  it('never lets a request fail that the canary did not answer', () => {
    for (const { load } of result.commits.slice(1)) {
      expect(load?.requests).toBeGreaterThan(100);
      expect(load?.otherSamples).toEqual([]);
      expect(load?.otherBad).toBe(0);
    }
  });

  it('runs every action on Node 24', () => {
    for (const { reports } of result.commits) {
      expect(reports.length).toBeGreaterThan(4);
      for (const report of reports) expect(report.node, report.action).toMatch(/^24\./);
    }
    expect(process.versions.node).toMatch(/^24\./);
  });
});
