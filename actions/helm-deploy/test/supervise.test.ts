import { CancelledError, ExternalError, ToolError } from '@fairlead/core';
import type { FakeKube } from '@fairlead/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Supervision } from '../src/rollout/change.ts';
import { type ChangeLab, DONE, deployment, failedJob, openChangeLab, refusal } from './support/change-lab.ts';

let lab: ChangeLab;
let clock: ChangeLab['clock'];
let kube: ChangeLab['kube'];
let lines: string[];
let cancel: AbortController;
const helm: ChangeLab['helm'] = (...args) => lab.helm(...args);
const watch: ChangeLab['watch'] = (...args) => lab.watch(...args);

beforeEach(() => {
  lab = openChangeLab();
  ({ clock, kube, lines, cancel } = lab);
});

describe('helm is content', () => {
  it('waits for what helm did not wait for', async () => {
    kube.put(deployment(false));
    clock.at(9_500, () => kube.put(deployment(true)));
    expect(await watch(helm(2, DONE))).toEqual({ kind: 'healthy' });
    expect(clock.monotonic()).toBe(10_000);
  });

  it('asks again when the cluster does not answer for a moment', async () => {
    kube.put(deployment(true));
    kube.failNext('get', 'Deployment', away());
    expect(await watch(helm(1, DONE))).toEqual({ kind: 'healthy' });
    expect(lines).toContain('cannot reach the cluster; asking again');
  });

  it('does not call healthy what it cannot find out', async () => {
    kube.put(deployment(true));
    for (let asked = 0; asked < 100; asked++) kube.failNext('get', 'Deployment', away());
    expect(await watch(helm(1, DONE), { budgetMs: 20_000 })).toEqual({
      kind: 'refused',
      reason: 'after 20.0 s it is not known whether the rollout is complete: cannot reach the cluster',
    });
  });

  it('does not call healthy what it may not watch', async () => {
    kube.put(deployment(false));
    const blind = { ...kube, list: () => Promise.reject(forbidden()) };
    const end = await watch(helm(1, DONE), { kube: blind, budgetMs: 20_000 });
    expect(end).toMatchObject({ kind: 'unhealthy', late: true, causes: [{ reason: 'Timeout' }] });
    expect(lines).toContain(
      'the rollout cannot be watched, so a failure shows only at the timeout: not allowed to list pods',
    );
  });
});

describe('a pod that is ready and whose liveness probe fails', () => {
  const ready = { name: 'orders', ready: true, restartCount: 0, state: { running: {} } };
  const workloads = [{ kind: 'Pod', namespace: 'shop', name: 'orders-1' }];
  const fail = (): void =>
    kube.put({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'orders-1.x' },
      involvedObject: { kind: 'Pod', name: 'orders-1', namespace: 'shop' },
      reason: 'Unhealthy',
      message: 'Liveness probe failed: HTTP probe failed with statuscode: 503',
      lastTimestamp: new Date(clock.now()).toISOString(),
    });

  beforeEach(() => {
    kube.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'orders-1' },
      spec: { containers: [{ name: 'orders', livenessProbe: { periodSeconds: 10 } }] },
      status: { phase: 'Running', containerStatuses: [ready] },
    });
    for (const second of [5, 15, 25]) clock.at(second * 1000, fail);
  });

  it('is not called healthy before its probe passes', async () => {
    expect(await watch(helm(2, DONE), { workloads, stayHealthyMs: 10_000 })).toEqual({ kind: 'healthy' });
    expect(clock.monotonic()).toBe(39_000);
    expect(lines).toContain('pod orders-1: its liveness probe fails: HTTP probe failed with statuscode: 503');
  });

  it('is, where health need not last', async () => {
    expect(await watch(helm(6, DONE), { workloads })).toEqual({ kind: 'healthy' });
    expect(clock.monotonic()).toBeLessThan(10_000);
  });
});

describe('a Rollout of Argo', () => {
  const rollout = (phase: string, message = '', pauseConditions: readonly object[] = []) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'orders' },
    spec: { replicas: 1 },
    status: { phase, message, observedGeneration: '99', pauseConditions },
  });
  const workloads = [{ kind: 'Rollout', namespace: 'shop', name: 'orders' }];

  it('is waited for until its controller calls it healthy', async () => {
    kube.put(rollout('Progressing', 'more replicas need to be updated'));
    clock.at(9_500, () => kube.put(rollout('Healthy')));
    expect(await watch(helm(2, DONE), { workloads })).toEqual({ kind: 'healthy' });
    expect(clock.monotonic()).toBe(10_000);
  });

  it('fails the deploy as soon as its controller gives up', async () => {
    kube.put(rollout('Progressing'));
    clock.at(5_500, () => kube.put(rollout('Degraded', 'ReplicaSet "orders-1" has timed out progressing.')));
    const summary = 'Rollout orders: Degraded: ReplicaSet "orders-1" has timed out progressing. (Degraded)';
    expect(await watch(helm(2, DONE), { workloads })).toMatchObject({
      kind: 'unhealthy',
      late: false,
      causes: [{ class: 'rollout-degraded', summary, object: 'Rollout shop/orders' }],
    });
    expect(clock.monotonic()).toBe(6_000);
  });

  it('whose new pods cannot start fails at once with what they say, long before its controller gives up', async () => {
    const hash = { 'rollouts-pod-template-hash': 'b' };
    const ownedBy = (wanted: string) => {
      const found = kube.objects().find(({ kind }) => kind === wanted);
      const { name = '', uid = '' } = found?.metadata ?? {};
      return { ownerReferences: [{ apiVersion: '', kind: wanted, name, uid, controller: true }] };
    };
    const progressing = rollout('Progressing', 'more replicas need to be updated');
    const container = { name: 'orders', ready: false };
    const waiting = { waiting: { reason: 'InvalidImageName', message: 'no' } };
    clock.at(2_500, () => {
      kube.put({ ...progressing, status: { ...progressing.status, currentPodHash: 'b' } });
      const set = { name: 'orders-b', labels: hash, ...ownedBy('Rollout') };
      kube.put({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: set });
      kube.put({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'orders-b-1', labels: hash, ...ownedBy('ReplicaSet') },
        spec: { containers: [{ name: 'orders', image: 'x y' }] },
        status: { phase: 'Pending', containerStatuses: [{ ...container, state: waiting }] },
      });
    });
    expect(await watch(helm(60, DONE), { workloads })).toMatchObject({
      kind: 'unhealthy',
      late: false,
      causes: [{ class: 'image-invalid', workload: { kind: 'Rollout', name: 'orders' } }],
    });
    expect(clock.monotonic()).toBeLessThan(10_000);
  });

  it('that was given up before has a while to recover in a roll back', async () => {
    kube.put(rollout('Degraded', 'RolloutAborted'));
    clock.at(5_500, () => kube.put(rollout('Healthy')));
    expect(await watch(helm(2, DONE), { workloads, patienceMs: 10_000 })).toEqual({ kind: 'healthy' });
  });

  it('that waits for somebody is not rolled back for it', async () => {
    kube.put(rollout('Paused', 'CanaryPauseStep', [{ reason: 'CanaryPauseStep' }]));
    expect(await watch(helm(2, DONE), { workloads })).toEqual({ kind: 'healthy' });
  });

  it('that does not get there in time is named', async () => {
    kube.put(rollout('Progressing', 'updated replicas are still becoming available'));
    expect(await watch(helm(2, DONE), { workloads, budgetMs: 20_000 })).toMatchObject({
      kind: 'unhealthy',
      late: true,
      causes: [
        {
          summary:
            'Rollout orders: not done within 20.0 s: Progressing: updated replicas are still becoming available (Timeout)',
        },
      ],
    });
  });
});

describe('another run is at the release', () => {
  const reason = 'another operation (install/upgrade/rollback) is in progress';

  it.each([1, 5])('ends as busy, whatever looks broken (helm says so after %i s)', async (seconds) => {
    kube.put(deployment(false));
    clock.at(500, () => kube.put(failedJob));
    const refused = refusal(`Error: UPGRADE FAILED: ${reason}`);
    const change: Supervision['change'] = async (signal) => {
      await clock.sleep(seconds * 1000, signal).catch(() => {});
      return refused;
    };
    expect(await watch(change)).toEqual({ kind: 'busy', reason });
  });
});

describe('something is fatal', () => {
  it('interrupts helm and names the cause', async () => {
    kube.put(deployment(false));
    clock.at(3_000, () => kube.put(failedJob));
    const end = await watch(helm(50, DONE));
    expect(end).toMatchObject({
      kind: 'unhealthy',
      late: false,
      causes: [{ summary: 'Job migrate: failed: once (BackoffLimitExceeded)' }],
    });
    expect(lab.wasInterrupted()).toBe(true);
    expect(clock.monotonic()).toBeLessThan(6_000);
  });

  it('is only watched for a while when patience is asked for', async () => {
    kube.put(deployment(false));
    clock.at(3_000, () => kube.put(failedJob));
    await watch(helm(50, DONE), { patienceMs: 30_000 });
    expect(clock.monotonic()).toBeGreaterThanOrEqual(30_000);
  });

  it('does not act on what was seen before a watch broke', async () => {
    kube.put(deployment(false));
    const broken: FakeKube = {
      ...kube,
      async *watch(...args) {
        if (args[1] === 'Pod') throw forbidden();
        yield* kube.watch(...args);
      },
    };
    clock.at(3_000, () => kube.put(failedJob));
    clock.at(8_000, () => kube.put(deployment(true)));
    expect(await watch(helm(7, DONE), { kube: broken })).toEqual({ kind: 'healthy' });
  });
});

describe('helm refuses', () => {
  it('gives the reason of a workload that is known a moment later', async () => {
    kube.put(deployment(true));
    clock.at(2_500, () => kube.put(failedJob));
    const end = await watch(helm(2, refusal('Error: UPGRADE FAILED: pre-upgrade hooks failed')));
    expect(end).toMatchObject({ kind: 'unhealthy', causes: [{ class: 'job-failed' }] });
  });

  it("gives helm's own words when no workload says why", async () => {
    kube.put(deployment(true));
    const end = await watch(helm(2, refusal('Error: UPGRADE FAILED: nodePort: Invalid value: 99')));
    expect(end).toEqual({ kind: 'refused', reason: 'nodePort: Invalid value: 99' });
  });

  it('takes a helm that was killed for an ending, so that it is rolled back', async () => {
    kube.put(deployment(true));
    const killed = new ToolError({
      code: 'TOOL_KILLED',
      message: 'helm was ended by SIGKILL',
      argv: ['helm'],
    });
    expect(await watch(helm(2, killed))).toEqual({ kind: 'refused', reason: 'helm was ended by SIGKILL' });
  });
});

describe('the time is over', () => {
  it('says which workload is how far, and interrupts helm', async () => {
    kube.put(deployment(false));
    const end = await watch(helm(100, DONE), { budgetMs: 10_000 });
    expect(end).toMatchObject({
      kind: 'unhealthy',
      late: true,
      causes: [{ summary: 'Deployment orders: not done within 10.0 s: 0 of 1 ready (Timeout)' }],
    });
    expect(lab.wasInterrupted()).toBe(true);
  });

  it('says that helm was at work when all workloads are complete', async () => {
    kube.put(deployment(true));
    const end = await watch(helm(100, DONE), { budgetMs: 10_000 });
    expect(end).toMatchObject({
      causes: [{ summary: 'Release orders: not done within 10.0 s: helm was still at work (Timeout)' }],
    });
  });

  it('names the Job that helm waits for rather than what was broken before', async () => {
    const before = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
    const broken = deployment(false);
    kube.put({ ...broken, status: { ...(broken['status'] as object), conditions: [before] } });
    clock.at(1_500, () => kube.put({ ...failedJob, status: { active: 1 } }));
    const end = await watch(helm(100, DONE), { budgetMs: 10_000, hasHooksBefore: true });
    expect(end).toMatchObject({
      late: true,
      causes: [{ summary: 'Job migrate: not done within 10.0 s: still running (Timeout)' }],
    });
  });

  it('names what an earlier change left broken, although hooks were to run first', async () => {
    kube.put(deployment(false));
    kube.put(failedJob);
    const end = await watch(helm(100, DONE), { budgetMs: 10_000, hasHooksBefore: true });
    expect(end).toMatchObject({ late: true, causes: [{ class: 'job-failed' }] });
  });
});

describe('the run is cancelled', () => {
  it('interrupts helm, waits for its end and gives no verdict', async () => {
    kube.put(deployment(false));
    clock.at(3_000, () => cancel.abort());
    await expect(watch(helm(50, DONE))).rejects.toThrow(CancelledError);
    expect(lab.wasInterrupted()).toBe(true);
  });

  it('keeps what is healthy already', async () => {
    kube.put(deployment(true));
    const asking: FakeKube = {
      ...kube,
      get(ref) {
        cancel.abort();
        return kube.get(ref);
      },
    };
    expect(await watch(helm(1, DONE), { kube: asking })).toEqual({ kind: 'healthy' });
  });
});

function away(): ExternalError {
  return new ExternalError({
    code: 'KUBE_UNREACHABLE',
    message: 'cannot reach the cluster',
    retryable: true,
  });
}

function forbidden(): ExternalError {
  return new ExternalError({ code: 'KUBE_FORBIDDEN', message: 'not allowed to list pods' });
}
