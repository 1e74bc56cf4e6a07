import { describe, expect, it } from 'vitest';
import { argoRolloutStatus, type Rollout, type RolloutState } from '../src/index.ts';

const rolloutOf = (status: RolloutState, spec: Partial<Rollout['spec']> = {}): Rollout => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'orders', generation: 3 },
  spec: { replicas: 3, ...spec },
  status: { observedGeneration: '3', availableReplicas: 3, updatedReplicas: 3, ...status },
});
const steps = (pause: object) => ({ strategy: { canary: { steps: [{ setWeight: 20 }, { pause }] } } });

describe('how far a Rollout of Argo is', () => {
  it('is done when its controller calls it healthy', () => {
    expect(argoRolloutStatus(rolloutOf({ phase: 'Healthy' }))).toEqual({
      done: true,
      failed: false,
      message: 'Healthy',
      desired: 3,
      updated: 3,
      ready: 3,
    });
  });

  it('is not told by a status of an older spec, nor where no controller speaks', () => {
    const unseen = 'Progressing: no controller has seen the newest spec yet';
    expect(argoRolloutStatus(rolloutOf({ phase: 'Healthy', observedGeneration: '2' }))).toMatchObject({
      done: false,
      message: unseen,
    });
    expect(argoRolloutStatus(rolloutOf({ phase: 'Degraded', observedGeneration: '2' })).failed).toBe(false);
    expect(argoRolloutStatus(rolloutOf({})).message).toBe(unseen);
  });

  it('has failed when its controller has given up, with its words', () => {
    const message = 'ProgressDeadlineExceeded: ReplicaSet "orders-1" has timed out progressing.';
    expect(argoRolloutStatus(rolloutOf({ phase: 'Degraded', message, availableReplicas: 2 }))).toMatchObject({
      done: false,
      failed: true,
      message: `Degraded: ${message}`,
      ready: 2,
    });
  });

  it('is as far as it gets by itself in a pause that somebody has to end', () => {
    const paused = { phase: 'Paused', message: 'CanaryPauseStep', currentStepIndex: 1 };
    const pauseConditions = [{ reason: 'CanaryPauseStep' }];
    expect(argoRolloutStatus(rolloutOf({ ...paused, pauseConditions }, steps({})))).toMatchObject({
      done: true,
      message: 'Paused until somebody goes on: CanaryPauseStep',
    });
    expect(
      argoRolloutStatus(rolloutOf({ ...paused, pauseConditions }, steps({ duration: '5m' }))),
    ).toMatchObject({ done: false, message: 'Paused: CanaryPauseStep' });
  });

  it('counts one pod where nobody says how many, and never more ready ones than are wanted', () => {
    const { replicas: _, ...spec } = rolloutOf({}).spec;
    const one: Rollout = { ...rolloutOf({ phase: 'Progressing' }), spec };
    expect(argoRolloutStatus(one)).toMatchObject({ desired: 1, ready: 1, done: false });
  });
});
