import { findProblems } from '@fairlead/kube';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
