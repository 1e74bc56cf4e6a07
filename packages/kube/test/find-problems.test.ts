import { type Facts, findProblems } from '@fairlead/kube';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refused } from './support/class-samples.ts';
import { crashed, judge, withPod } from './support/judge.ts';
import { ago, deployment, deploymentFacts, event, NOW, pod, waitingPod } from './support/objects.ts';

describe('only the newest revision counts', () => {
  const broken = { phase: 'Pending', ...waitingPod('InvalidImageName', '').status };

  it('not pods of an older ReplicaSet, nor those that are going', () => {
    expect(judge(withPod(pod(broken, { which: 'old' })))).toBeUndefined();
    expect(judge(withPod(pod(broken, { deleted: true })))).toBeUndefined();
    expect(judge(withPod(pod(broken)))?.fatal).toBe(true);
  });

  it('nothing counts until the controller has seen the newest spec', () => {
    const deployments = [deployment({ status: { observedGeneration: 1 } })];
    expect(judge(deploymentFacts({ deployments, pods: [pod(broken)] }))).toBeUndefined();
  });
});

it('a rollout that was given up before the newest spec was seen does not count', () => {
  const given = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
  const of = (observedGeneration: number) =>
    deploymentFacts({ deployments: [deployment({ status: { observedGeneration, conditions: [given] } })] });
  expect(judge(of(2))?.kind).toBe('progress-deadline');
  expect(judge(of(1))).toBeUndefined();
});

it.each([
  [30, undefined],
  [31, 'not-ready'],
])('a probe without numbers of its own has 31 s by those of Kubernetes: after %i s', (seconds, kind) => {
  const state = { running: { startedAt: ago(seconds) } };
  const status = { name: 'orders', ready: false, restartCount: 0, state };
  const running = pod({ phase: 'Running', containerStatuses: [status] });
  const spec = { ...running.spec, containers: [{ name: 'orders', readinessProbe: {} }] };
  expect(judge(withPod({ ...running, spec } as typeof running))?.kind).toBe(kind);
});

describe('order and repetition', () => {
  const pods = [
    { ...waitingPod('ErrImagePull', 'not found') },
    { ...crashed(2, { exitCode: 1 }), metadata: { ...crashed(2, {}).metadata, name: 'b', uid: 'b' } },
    pod({ phase: 'Running' }, { name: 'c' }),
  ];
  const [first] = pods;
  const events =
    first === undefined ? [] : [event(first, 'Failed', 'image x: not found'), event(first, 'BackOff', 'x')];
  const facts = deploymentFacts({ pods, events });
  const expected = findProblems(facts, { now: NOW });

  it('make no difference', () => {
    const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
      fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2 });
    fc.assert(
      fc.property(
        shuffled(facts.pods),
        shuffled(facts.events),
        shuffled(facts.replicaSets),
        (somePods, someEvents, replicaSets) => {
          const found = findProblems(
            { ...facts, pods: somePods, events: someEvents, replicaSets },
            { now: NOW },
          );
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  it('findings become fatal with time and never back', () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.nat(600_000), (a, b) => {
        const fatalAt = (now: number): number =>
          findProblems(facts, { now }).filter(({ fatal }) => fatal).length;
        expect(fatalAt(NOW + a + b)).toBeGreaterThanOrEqual(fatalAt(NOW + a));
      }),
    );
  });
});

describe('how long a finding may last', () => {
  const graceOf = (facts: Facts) => findProblems(facts, { now: NOW }).map(({ graceMs }) => graceMs);
  const mount = (seconds: number) => {
    const one = waitingPod('ContainerCreating', '');
    return withPod(one, [event(one, 'FailedMount', 'timed out', { seconds })]);
  };

  it('is its grace, also when that is over', () => {
    expect(graceOf(mount(10))).toEqual([90_000]);
    expect(graceOf(mount(91))).toEqual([90_000]);
  });

  it('has no time where it is counted, until it has happened too often', () => {
    expect(graceOf(withPod(crashed(1, { exitCode: 1 })))).toEqual([Number.POSITIVE_INFINITY]);
    expect(graceOf(withPod(crashed(2, { exitCode: 1 })))).toEqual([0]);
  });

  it('is counted from now on where its time is still to come: clocks differ', () => {
    expect(findProblems(mount(-5), { now: NOW }).map(({ forMs }) => forMs)).toEqual([0]);
  });
});

describe('where a finding shows', () => {
  const found = (facts: Facts) =>
    findProblems(facts, { now: NOW }).map(({ class: kind, subject }) => [kind, subject.kind, subject.name]);
  const late = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };

  it('is the ReplicaSet whose pods are refused, and the Deployment that is out of time', () => {
    const deployments = [deployment({ status: { observedGeneration: 2, conditions: [late] } })];
    expect(found({ ...refused('violates PodSecurity "x"')(60), deployments })).toEqual([
      ['create-refused', 'ReplicaSet', 'orders-abc'],
      ['progress-deadline', 'Deployment', 'orders'],
    ]);
  });

  it('is only the pause of a paused Deployment, for its time goes on', () => {
    const status = { observedGeneration: 2, conditions: [late] };
    const deployments = [deployment({ spec: { replicas: 1, paused: true }, status })];
    expect(found(deploymentFacts({ deployments }))).toEqual([['paused', 'Deployment', 'orders']]);
  });
});
