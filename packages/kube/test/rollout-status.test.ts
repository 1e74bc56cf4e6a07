import { imageOf, rolloutStatus } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { deployment } from './support/objects.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('rolloutStatus', () => {
  it.each([
    [{ observedGeneration: 1 }, false, 'not seen by its controller yet'],
    [{ observedGeneration: 2, replicas: 3, updatedReplicas: 1 }, false, '1 of 3 updated'],
    [
      { observedGeneration: 2, replicas: 4, updatedReplicas: 3, availableReplicas: 3 },
      false,
      '1 old still to end',
    ],
    [{ observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 2 }, false, '2 of 3 ready'],
    [{ observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 }, true, '3 of 3 ready'],
  ])('%j', (status, done, message) => {
    expect(rolloutStatus(deployment({ spec: { replicas: 3 }, status }))).toMatchObject({ done, message });
  });

  it('is not there before the controller has seen the first spec', () => {
    const metadata = { ...deployment().metadata, generation: 1 };
    expect(rolloutStatus(deployment({ metadata, status: {} })).message).toBe(
      'not seen by its controller yet',
    );
  });

  it.each([
    ['a Deployment', deployment({ spec: {} }), '0 of 1 updated'],
    [
      'a Deployment, updated',
      deployment({ spec: {}, status: { observedGeneration: 2, updatedReplicas: 1 } }),
      '0 of 1 ready',
    ],
    ['a DaemonSet', { ...deployment({ spec: {} }), kind: 'DaemonSet' }, '0 of 0 ready'],
    [
      'a StatefulSet',
      { ...deployment({ spec: { updateStrategy: {} } }), kind: 'StatefulSet' },
      '0 of 1 updated',
    ],
  ])('%s that says nothing has one pod to make, or as many as nodes take: none yet', (_, one, message) => {
    expect(rolloutStatus(one).message).toBe(message);
  });

  it('does not wait for what only a person can go on with', () => {
    const status = { observedGeneration: 2, replicas: 3 };
    const set = { ...deployment({ status }), kind: 'StatefulSet' };
    expect(rolloutStatus({ ...set, spec: { updateStrategy: { type: 'OnDelete' } } }).done).toBe(true);
    const partition = { updateStrategy: { rollingUpdate: { partition: 2 } }, replicas: 3 };
    const part = { observedGeneration: 2, updatedReplicas: 1, availableReplicas: 3 };
    expect(rolloutStatus({ ...set, spec: partition, status: part }).done).toBe(true);
  });
});

it('does not take a pause for the end', () => {
  const paused = (updatedReplicas: number) => {
    const status = { observedGeneration: 2, replicas: 3, updatedReplicas, availableReplicas: 3 };
    return rolloutStatus(deployment({ spec: { replicas: 3, paused: true }, status }));
  };
  expect(paused(0)).toMatchObject({ done: false, message: 'paused, 0 of 3 updated' });
  expect(paused(3)).toMatchObject({ done: true, message: '3 of 3 ready' });
});

describe('imageOf', () => {
  it('reads the image of the first container, or of the one named', () => {
    const containers = [
      { name: 'orders', image: `r/orders@${DIGEST}` },
      { name: 'proxy', image: 'r/proxy:1' },
    ];
    const one = deployment({ spec: { template: { spec: { containers } } } });
    expect(imageOf(one)).toBe(`r/orders@${DIGEST}`);
    expect(imageOf(one, 'proxy')).toBe('r/proxy:1');
  });
});
