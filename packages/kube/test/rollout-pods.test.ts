import { setImmediate as turn } from 'node:timers/promises';
import { ExternalError } from '@fairlead/core';
import { type Facts, followFacts, type Kube, noFacts, type Rollout, selectWorkloads } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { judge } from './support/judge.ts';
import { ago, event, pod, replicaSet, waitingPod } from './support/objects.ts';

/** A Rollout `orders` whose newest revision is `new`, as its controller has seen it. */
function rollout(status: Rollout['status'] = {}): Rollout {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'orders', namespace: 'shop', uid: 'r1', generation: 2 },
    spec: { replicas: 1 },
    status: { phase: 'Progressing', observedGeneration: '2', currentPodHash: 'abc', ...status },
  };
}

function setOf(which: 'new' | 'old', hash: string) {
  const set = replicaSet(which);
  const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'orders', uid: 'r1' };
  return {
    ...set,
    metadata: {
      ...set.metadata,
      labels: { 'rollouts-pod-template-hash': hash },
      ownerReferences: [{ ...owner, controller: true }],
    },
  };
}

function rolloutFacts(parts: Partial<Facts> = {}): Facts {
  const replicaSets = [setOf('new', 'abc'), setOf('old', 'xyz')];
  return { ...noFacts, rollouts: [rollout()], replicaSets, ...parts };
}

const broken = waitingPod('InvalidImageName', 'no').status ?? {};

describe('pods of a Rollout', () => {
  it('are diagnosed as those of a Deployment, under its name', () => {
    expect(judge(rolloutFacts({ pods: [pod(broken)] }))).toMatchObject({
      kind: 'image-invalid',
      fatal: true,
      line: expect.stringMatching(/^Rollout orders: container orders: /),
    });
  });

  it('do not count when they are of an older revision', () => {
    const pods = [pod(broken, { which: 'old' })];
    expect(judge(rolloutFacts({ pods }))).toBeUndefined();
  });

  it('do not count before the controller has seen the newest spec, or said which revision is the newest', () => {
    const pods = [pod(broken)];
    for (const status of [{ observedGeneration: '1' }, { currentPodHash: 'other' }])
      expect(judge(rolloutFacts({ pods, rollouts: [rollout(status)] }))).toBeUndefined();
  });

  it('are kept with the Rollout that is asked for, and with no other', () => {
    const facts = rolloutFacts({ pods: [pod(broken)] });
    const of = (kind: string) => selectWorkloads(facts, [{ kind, namespace: 'shop', name: 'orders' }]);
    expect(judge(of('Rollout'))?.kind).toBe('image-invalid');
    expect(judge(of('Deployment'))).toBeUndefined();
  });

  it('that the API server refuses are found by its ReplicaSet', () => {
    const set = setOf('new', 'abc');
    const why = 'Error creating: pods "orders-abc-1" is forbidden: violates PodSecurity "restricted"';
    const condition = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: why };
    const failed = { ...set, status: { conditions: [{ ...condition, lastTransitionTime: ago(60) }] } };
    const events = [event(set, 'FailedCreate', why, { seconds: 60 })];
    expect(judge(rolloutFacts({ replicaSets: [failed], events }))).toMatchObject({
      kind: 'create-refused',
      line: expect.stringContaining('Rollout orders: '),
    });
    expect(judge(rolloutFacts({ replicaSets: [set], events }))).toBeUndefined(); // over: no condition says so
  });

  it('that make no progress are told with what they say', () => {
    const reason = 'ProgressDeadlineExceeded';
    const condition = { type: 'Progressing', status: 'False', reason, lastTransitionTime: ago(5) };
    const rollouts = [rollout({ phase: 'Degraded', conditions: [condition] })];
    expect(judge(rolloutFacts({ rollouts }))).toMatchObject({ kind: 'progress-deadline', fatal: true });
  });
});

describe('facts about Rollouts', () => {
  const stop = new AbortController();
  afterEach(() => stop.abort());

  const follow = (list: (kube: Kube) => Kube['list']) => {
    const kube = createFakeKube('shop', createFakeClock());
    kube.put({ ...rollout(), metadata: { name: 'orders', namespace: 'shop' } });
    return followFacts({ ...kube, list: list(kube) }, ['shop'], stop.signal);
  };

  it('are followed', async () => {
    const follower = follow(({ list }) => list);
    await follower.ready;
    await turn();
    expect(follower.current().rollouts).toHaveLength(1);
  });

  it.each([
    ['KUBE_NOT_FOUND', []],
    ['KUBE_FORBIDDEN', ['Rollout']],
  ])('are no trouble without the kind or the right (%s)', async (code, denied) => {
    const follower = follow(({ list }) => async (apiVersion, kind, options) => {
      if (kind === 'Rollout') throw new ExternalError({ code, message: 'no', retryable: false });
      return list(apiVersion, kind, options);
    });
    await follower.ready;
    await turn();
    expect(follower.denied).toEqual(denied);
    expect(follower.current().rollouts).toEqual([]);
  });
});
