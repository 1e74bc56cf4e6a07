import { ExternalError } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Applied } from '../src/rollout/change.ts';
import { type ChangeLab, DONE, deployment, failedJob, openChangeLab, refusal } from './support/change-lab.ts';

let lab: ChangeLab;
beforeEach(() => {
  lab = openChangeLab();
});

const named = (name: string, over: Partial<Applied> = {}): Applied => ({
  workloads: [{ kind: 'Deployment', namespace: 'shop', name }],
  hasHooksBefore: false,
  ...over,
});

describe('what helm applies, not what was rendered before,', () => {
  it('is watched: a name that the chart makes up anew is not missing', async () => {
    lab.kube.put(deployment(true, 'orders-x7'));
    const end = await lab.watch(lab.helm(2, DONE), { applied: async () => named('orders-x7') });
    expect(end).toEqual({ kind: 'healthy' });
  });

  it('is watched: what nobody saw in the rendering is waited for', async () => {
    lab.kube.put(deployment(true));
    lab.kube.put(deployment(false, 'guarded'));
    lab.clock.at(8_500, () => lab.kube.put(deployment(true, 'guarded')));
    await lab.watch(lab.helm(2, DONE), { applied: async () => named('guarded') });
    expect(lab.clock.monotonic()).toBe(9_000);
  });

  it('is asked for until helm has written it down, and then no more', async () => {
    lab.kube.put(deployment(true));
    let asked = 0;
    const applied = async () => (++asked < 4 ? undefined : named('orders'));
    expect(await lab.watch(lab.helm(20, DONE), { applied })).toEqual({ kind: 'healthy' });
    expect(asked).toBe(4);
  });

  it('must not break a rule: helm is interrupted at once', async () => {
    lab.kube.put(deployment(true));
    const applied = async () =>
      lab.clock.monotonic() < 2_000 ? undefined : named('orders', { refused: 'latest' });
    expect(await lab.watch(lab.helm(50, DONE), { applied })).toEqual({ kind: 'forbidden', reason: 'latest' });
    expect(lab.wasInterrupted()).toBe(true);
    expect(lab.clock.monotonic()).toBe(2_000);
  });

  it('is looked at before a deploy that was quick counts as healthy', async () => {
    lab.kube.put(deployment(true));
    const applied = async () => named('orders', { refused: 'latest' });
    expect(await lab.watch(lab.helm(0, DONE), { applied })).toMatchObject({ kind: 'forbidden' });
  });

  it('has to be known before a deploy counts as healthy, where rules are held against it', async () => {
    lab.kube.put(deployment(true));
    const applied = async () => (lab.clock.monotonic() < 7_000 ? undefined : named('orders'));
    const over = { applied, mustBeKnown: true, stayHealthyMs: 3_000 };
    expect(await lab.watch(lab.helm(2, DONE), over)).toEqual({ kind: 'healthy' });
    expect(lab.clock.monotonic()).toBe(10_000);
    expect(lab.lines).toContain('all is ready, and it is not known yet what helm has applied; asking again');
  });

  it('that nobody comes to know is no healthy deploy', async () => {
    lab.kube.put(deployment(true));
    const over = { applied: async () => undefined, mustBeKnown: true, budgetMs: 20_000 };
    expect(await lab.watch(lab.helm(2, DONE), over)).toEqual({
      kind: 'refused',
      reason: 'after 20.0 s it is not known what helm has applied, so no rule could be held against it',
    });
  });

  it('may stay unknown to a roll back, whose manifest was read before', async () => {
    lab.kube.put(deployment(true));
    expect(await lab.watch(lab.helm(2, DONE), { applied: async () => undefined })).toEqual({
      kind: 'healthy',
    });
  });

  it('says that hooks run first: what was broken before is not this change', async () => {
    lab.kube.put(failedJob);
    lab.kube.put(deployment(true));
    const workloads = [{ kind: 'Job', namespace: 'shop', name: 'migrate' }];
    const applied = async () => ({ workloads, hasHooksBefore: true });
    expect(await lab.watch(lab.helm(40, refusal('Error: no')), { applied })).toEqual({
      kind: 'refused',
      reason: 'no',
    });
  });
});

describe('what an earlier change left broken', () => {
  it('does not count for 20 s where nothing is touched, and then it does', async () => {
    lab.kube.put(failedJob);
    lab.kube.put(deployment(true));
    expect(await lab.watch(lab.helm(50, DONE))).toMatchObject({ kind: 'unhealthy', late: false });
    expect(lab.clock.monotonic()).toBe(20_000);
  });

  it('counts as soon as helm is done', async () => {
    lab.kube.put(failedJob);
    lab.kube.put(deployment(false));
    expect(await lab.watch(lab.helm(5, DONE))).toMatchObject({ kind: 'unhealthy', late: false });
    expect(lab.clock.monotonic()).toBe(5_000);
  });

  it('counts as soon as helm has changed it', async () => {
    lab.kube.put(failedJob);
    lab.kube.put(deployment(true));
    lab.clock.at(3_500, () => lab.kube.put({ ...failedJob, spec: { backoffLimit: 1 } }));
    await lab.watch(lab.helm(50, DONE));
    expect(lab.clock.monotonic()).toBe(4_000);
  });
});

describe('healthy is more than one moment', () => {
  const set: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: 'orders-1',

      annotations: { 'deployment.kubernetes.io/revision': '1' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders', uid: 'uid-1', controller: true },
      ],
    },
  };
  const pod = (restartCount: number): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'orders-1-a',

      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'orders-1', uid: 'uid-2', controller: true },
      ],
    },
    spec: { containers: [{ name: 'orders' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'orders',
          ready: true,
          restartCount,
          state: { running: { startedAt: new Date(lab.clock.now()).toISOString() } },
          ...(restartCount > 0 ? { lastState: { terminated: { exitCode: 137, reason: 'Error' } } } : {}),
        },
      ],
    },
  });

  beforeEach(() => {
    for (const object of [deployment(true), set, pod(0)]) lab.kube.put(object);
  });

  it('it must last', async () => {
    expect(await lab.watch(lab.helm(2, DONE), { stayHealthyMs: 10_000 })).toEqual({ kind: 'healthy' });
    expect(lab.clock.monotonic()).toBe(12_000);
    expect(lab.lines).toContain('all is ready; watching for 10.0 s that it stays so');
  });

  it('a container that ends again and again, ready in between, is a failure', async () => {
    for (const count of [1, 2, 3]) lab.clock.at(2_000 + count * 3_000, () => lab.kube.put(pod(count)));
    expect(await lab.watch(lab.helm(2, DONE), { stayHealthyMs: 10_000 })).toMatchObject({
      kind: 'unhealthy',
      late: false,
      causes: [
        {
          class: 'unsteady',
          summary: expect.stringContaining(
            'does not stay ready: crashed at start with exit code 137, 2 times',
          ),
        },
      ],
    });
    expect(lab.clock.monotonic()).toBeLessThan(10_000);
  });

  it('one end may heal: the time begins anew', async () => {
    lab.clock.at(9_500, () => lab.kube.put(pod(1)));
    expect(await lab.watch(lab.helm(2, DONE), { stayHealthyMs: 10_000 })).toEqual({ kind: 'healthy' });
    expect(lab.clock.monotonic()).toBe(20_000);
  });

  it('a pod that is not ready any more starts the time anew', async () => {
    lab.clock.at(9_500, () => lab.kube.put(deployment(false)));
    lab.clock.at(14_500, () => lab.kube.put(deployment(true)));
    await lab.watch(lab.helm(2, DONE), { stayHealthyMs: 10_000 });
    expect(lab.clock.monotonic()).toBe(25_000);
  });

  it('is no reason to fail when the timeout is near', async () => {
    expect(await lab.watch(lab.helm(15, DONE), { stayHealthyMs: 10_000, budgetMs: 20_000 })).toEqual({
      kind: 'healthy',
    });
    expect(lab.clock.monotonic()).toBe(20_000);
    expect(lab.lines).toContain(
      'all is ready, but the timeout came before it had stayed so for 10.0 s (stay-healthy)',
    );
  });
});

describe('an autoscaler', () => {
  const scaler: KubeObject = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'orders' },
    spec: { minReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'orders' } },
  };

  it('is waited for where the chart has set back the number of pods', async () => {
    lab.kube.put(deployment(true));
    lab.kube.put(scaler);
    lab.clock.at(10_500, () => lab.kube.put(deployment(true, 'orders', 3)));
    expect(await lab.watch(lab.helm(2, DONE))).toEqual({ kind: 'healthy' });
    expect(lab.clock.monotonic()).toBe(11_000);
    expect(lab.lines).toContain('Deployment orders: 1 of 3 that autoscaler orders asks for');
  });

  it('that does nothing has no part in the verdict', async () => {
    lab.kube.put(deployment(true));
    lab.kube.put(scaler);
    expect(await lab.watch(lab.helm(2, DONE))).toEqual({ kind: 'healthy' });
    expect(lab.clock.monotonic()).toBe(47_000);
  });

  it('of another workload, or of one that is to have no pods, is not waited for', async () => {
    lab.kube.put(deployment(true, 'orders', 0));
    lab.kube.put(scaler);
    await lab.watch(lab.helm(2, DONE));
    expect(lab.clock.monotonic()).toBe(2_000);
  });
});

describe('what the cluster says when helm ends', () => {
  const refusedGet = (retryable: boolean) =>
    new ExternalError({ code: retryable ? 'KUBE_UNREACHABLE' : 'KUBE_FORBIDDEN', message: 'no', retryable });

  it('a no that will not pass ends it at once; one that may pass is asked again', async () => {
    lab.kube.put(deployment(true));
    lab.kube.failNext('get', 'Deployment', refusedGet(false));
    expect(await lab.watch(lab.helm(2, DONE))).toEqual({ kind: 'refused', reason: 'no' });
    expect(lab.clock.monotonic()).toBe(2_000);
    lab.kube.failNext('get', 'Deployment', refusedGet(true));
    expect(await lab.watch(lab.helm(2, DONE))).toEqual({ kind: 'healthy' });
  });

  it('at the time-out of helm what may still heal is the cause', async () => {
    const paused = deployment(false);
    lab.kube.put(paused);
    lab.kube.put({
      ...failedJob,
      status: {},
      metadata: { ...failedJob.metadata },
    });
    lab.kube.put({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'no' },
      involvedObject: { kind: 'Job', name: 'migrate', namespace: 'shop' },
      reason: 'FailedCreate',
      message: 'Error creating: pods "x" is forbidden: no',
      count: 1,
      type: 'Warning',
    });
    const late = await lab.watch(lab.helm(2, refusal('Error: UPGRADE FAILED: context deadline exceeded')));
    expect(late).toMatchObject({
      kind: 'unhealthy',
      late: true,
      causes: [{ class: 'create-refused', fatal: false }],
    });
    const no = await lab.watch(lab.helm(2, refusal('Error: UPGRADE FAILED: field is immutable')));
    expect(no).toEqual({ kind: 'refused', reason: 'field is immutable' });
  });
});

describe('advice at the timeout', () => {
  it('does not speak of readiness while helm is at work', async () => {
    lab.kube.put(deployment(true));
    const end = await lab.watch(lab.helm(100, DONE), { budgetMs: 10_000 });
    expect(end).toMatchObject({
      causes: [{ hint: expect.stringMatching(/raise `timeout`.*helm waits for something else/) }],
    });
  });

  it('names the Job, but not one that is suspended', async () => {
    const job = (suspend: boolean): KubeObject => ({
      ...failedJob,
      spec: { suspend },
      status: { active: 1 },
    });
    lab.kube.put(deployment(true));
    lab.kube.put(job(false));
    expect(await lab.watch(lab.helm(100, DONE), { budgetMs: 10_000 })).toMatchObject({
      causes: [
        {
          summary: 'Job migrate: not done within 10.0 s: still running (Timeout)',
          hint: expect.stringContaining('log of the Job'),
        },
      ],
    });
    lab = openChangeLab();
    lab.kube.put(deployment(true));
    lab.kube.put(job(true));
    expect(await lab.watch(lab.helm(100, DONE), { budgetMs: 10_000 })).toMatchObject({
      causes: [{ summary: expect.stringContaining('helm was still at work') }],
    });
  });
});
