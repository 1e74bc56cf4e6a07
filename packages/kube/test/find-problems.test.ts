import { findProblems } from '@fairlead/kube';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crashed, judge, withPod } from './support/judge.ts';
import { deployment, deploymentFacts, event, NOW, pod, waitingPod } from './support/objects.ts';

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
