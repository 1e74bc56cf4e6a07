import { ExternalError } from '@fairlead/core';
import type { Facts, Finding, Kube, Workload } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { ofThisChange, takeBaseline } from '../src/rollout/baseline.ts';
import { askCompleteness } from '../src/rollout/completeness.ts';
import { describeProgress, describeWaiting, findUnfinishedJob } from '../src/rollout/progress.ts';

const none = { deployments: [], statefulSets: [], daemonSets: [], rollouts: [], jobs: [], pods: [] };
const facts = (more: object): Facts => ({ ...none, ...more }) as unknown as Facts;
const subject = (kind: string, name: string) => ({ kind, namespace: 'shop', name });

describe('a finding in the log', () => {
  const finding = { workload: subject('Deployment', 'orders'), subject: subject('Pod', 'orders-1') };
  const line = (more: object): string =>
    describeWaiting({ ...finding, reason: 'Why', message: 'm', forMs: 0, ...more } as unknown as Finding);

  it.each([
    [{ fatal: true, graceMs: 60_000 }, /– this will not heal$/],
    [{ fatal: false, graceMs: Number.POSITIVE_INFINITY }, /– waiting$/],
    [{ fatal: false, graceMs: 60_000 }, /– may last 1/],
  ])('says whether it is worth to wait: %j', (more, expected) => {
    expect(line(more)).toMatch(expected);
  });
});

describe('a Job that helm waits for', () => {
  const job = (
    name: string,
    spec: object | undefined,
    ...conditions: readonly (readonly [string, string])[]
  ) => ({
    metadata: { name },
    ...(spec === undefined ? {} : { spec }),
    status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
  });

  it.each([
    ['has just begun', job('a', undefined), true],
    ['has not ended', job('a', {}, ['Complete', 'False'], ['Suspended', 'True']), true],
    ['is complete', job('a', {}, ['Complete', 'True']), false],
    ['has failed', job('a', {}, ['FailureTarget', 'True'], ['Failed', 'True']), false],
    ['is suspended', job('a', { suspend: true }), false],
  ])('%s', (_, one, waits) => {
    expect(findUnfinishedJob(facts({ jobs: [one] }))?.metadata.name).toBe(waits ? 'a' : undefined);
  });

  it('is none where nothing is known', () => {
    expect(findUnfinishedJob(undefined)).toBeUndefined();
    expect(describeProgress(undefined)).toEqual([]);
  });
});

describe('a finding of this change', () => {
  const object = (name: string, generation: number) => ({
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', uid: `uid of ${name}`, generation },
  });
  const finding = (name: string) => ({ workload: subject('Deployment', name) }) as unknown as Finding;
  const before = takeBaseline(facts({ deployments: [object('old', 1), object('changed', 1)] }));
  const now = facts({ deployments: [object('old', 1), object('changed', 2), object('new', 1)] });
  const all = ['old', 'changed', 'new'].map(finding);
  const seen = (elapsedMs: number, hasHooksBefore: boolean): readonly string[] =>
    ofThisChange(all, now, before, { elapsedMs, hasHooksBefore }).map(({ workload }) => workload.name);

  it('is one of what helm has changed or made', () => {
    expect(seen(0, false)).toEqual(['changed', 'new']);
  });

  it('is any once helm has had its time, unless hooks run first', () => {
    expect(seen(3_600_000, false)).toEqual(['old', 'changed', 'new']);
    expect(seen(3_600_000, true)).toEqual(['changed', 'new']);
  });
});

describe('whether everything runs', () => {
  const deployment = (name: string, replicas: number, ready = replicas): Workload =>
    ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'shop', generation: 1 },
      spec: { replicas },
      status: {
        observedGeneration: 1,
        replicas,
        updatedReplicas: ready,
        readyReplicas: ready,
        availableReplicas: ready,
      },
    }) as unknown as Workload;
  const ask = (
    found: readonly Workload[],
    minReplicas = 1,
    names = found.map(({ metadata }) => metadata.name),
  ) =>
    askCompleteness(
      {
        get: async ({ name }: { name: string }) => found.find(({ metadata }) => metadata.name === name),
      } as unknown as Kube,
      [...names.map((name) => subject('Deployment', name)), subject('Job', 'migrate')],
      [{ name: 'scaler', target: subject('Deployment', 'a'), minReplicas }],
    );

  it.each([
    ['all do', ask([deployment('a', 2), deployment('b', 1)], 2), { kind: 'complete' }],
    ['one is gone', ask([], 1, ['a']), { kind: 'incomplete', state: 'does not exist' }],
    ['one is not ready', ask([deployment('a', 2), deployment('b', 2, 1)]), { kind: 'incomplete' }],
    [
      'an autoscaler wants more',
      ask([deployment('a', 1), deployment('b', 1)], 2),
      { kind: 'scaling', workload: { name: 'a' }, state: '1 of 2 that autoscaler scaler asks for' },
    ],
    ['an autoscaler leaves none alone', ask([deployment('a', 0)], 2), { kind: 'complete' }],
    [
      'one is not ready beside an autoscaler that wants more',
      ask([deployment('a', 1), deployment('b', 2, 1)], 2),
      { kind: 'incomplete', workload: { name: 'b' } },
    ],
  ])('%s', async (_, answer, expected) => {
    expect(await answer).toMatchObject(expected);
  });

  it('is not known where the cluster does not answer, and a fault of ours is none of the cluster', async () => {
    const failing = (error: Error) =>
      askCompleteness(
        {
          get: async () => {
            throw error;
          },
        } as unknown as Kube,
        [subject('Deployment', 'a')],
      );
    const gone = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
    expect(await failing(gone)).toEqual({ kind: 'unknown', reason: 'no answer', mayPass: true });
    await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});
