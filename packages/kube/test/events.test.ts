import type { KubeEvent } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { crashed, judge, withPod } from './support/judge.ts';
import { ago, event, type pod, waitingPod } from './support/objects.ts';

describe('events that do not count', () => {
  const container = (seconds: number) =>
    waitingPod('CreateContainerConfigError', `secret "db" not found ${seconds}`);

  it('those of an object of the same name that is gone', () => {
    const one = container(1);
    const other = { ...one, metadata: { ...one.metadata, uid: 'older' } };
    const old = {
      ...event(other, 'Failed', 'Error: secret "db" not found', { seconds: 60 }),
      lastTimestamp: ago(50),
    };
    const fresh = event(one, 'Failed', 'Error: secret "db" not found', { seconds: 1 });
    expect(judge(withPod(one, [old, fresh]))?.fatal).toBe(false);
  });

  it('trouble with volumes from before the first pull', () => {
    const one = waitingPod('ContainerCreating', '');
    const mount = event(one, 'FailedMount', 'secret "tls" not found', { seconds: 60 });
    expect(judge(withPod(one, [mount]))?.fatal).toBe(true);
    for (const reason of ['Pulling', 'Pulled', 'Started'])
      expect(judge(withPod(one, [mount, event(one, reason, 'x', { type: 'Normal' })]))).toBeUndefined();
    const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
    expect(judge(withPod({ ...one, status: { ...one.status, ...ready } }, [mount]))).toBeUndefined();
  });

  it('a container that ended got past its volumes', () => {
    const one = crashed(1, { exitCode: 1 });
    expect(
      judge(withPod(one, [event(one, 'FailedMount', 'secret "tls" not found', { seconds: 60 })])),
    ).toMatchObject({
      kind: 'crash',
      fatal: false,
    });
  });

  it('a liveness probe that failed without ending the container is not the cause', () => {
    const one = crashed(2, { exitCode: 3 });
    const events = [event(one, 'Unhealthy', 'Liveness probe failed: 500')];
    expect(judge(withPod(one, events))?.line).toContain('crashed at start with exit code 3');
    const killing = event(one, 'Killing', 'Stopping container orders', { type: 'Normal' });
    expect(judge(withPod(one, [...events, killing]))?.line).toContain('crashed at start with exit code 3');
  });
});

describe('events without a uid', () => {
  const one = waitingPod('ContainerCreating', '');
  const about = (over: object): KubeEvent => {
    const mount = event(one, 'FailedMount', 'secret "tls" not found', { seconds: 60 });
    const { uid, ...named } = mount.involvedObject ?? {};
    expect(uid).toBe(one.metadata.uid);
    return { ...mount, involvedObject: { ...named, ...over } };
  };

  it.each([
    ['none', {}],
    ['an empty one', { uid: '' }],
  ])('count by kind, name and namespace: %s', (_, over) => {
    expect(judge(withPod(one, [about(over)]))?.kind).toBe('volume-object-missing');
  });

  it.each([
    ['kind', { kind: 'ReplicaSet' }],
    ['name', { name: 'orders-abc-2' }],
    ['namespace', { namespace: 'other' }],
  ])('do not count for an object of another %s', (_, over) => {
    expect(judge(withPod(one, [about(over)]))).toBeUndefined();
    expect(judge(withPod(one, [about({ ...over, uid: '' })]))).toBeUndefined();
  });

  it('count by kind, name and namespace where the object has none', () => {
    const { uid: _, ...metadata } = one.metadata;
    const mount = event(one, 'FailedMount', 'secret "tls" not found', { seconds: 60 });
    expect(judge(withPod({ ...one, metadata }, [mount]))?.kind).toBe('volume-object-missing');
  });
});

it('the event that was seen last is the newest, whatever its name', () => {
  const one = waitingPod('ContainerCreating', '');
  const timed = { ...event(one, 'FailedMount', 'timed out', { seconds: 50 }), lastTimestamp: ago(40) };
  const missing = event(one, 'FailedMount', 'secret "tls" not found', { seconds: 31 });
  expect(judge(withPod(one, [missing, timed]))?.kind).toBe('volume-object-missing');
});

describe('events of a pod with two containers', () => {
  const two = (): ReturnType<typeof pod> => {
    const one = crashed(2, { exitCode: 3 });
    return { ...one, spec: { containers: [{ name: 'orders' }, { name: 'proxy' }] } };
  };
  const killed = (fieldPath?: string): KubeEvent[] =>
    [
      event(two(), 'Unhealthy', 'Liveness probe failed: 500'),
      event(two(), 'Killing', 'Container failed liveness probe, will be restarted', { type: 'Normal' }),
    ].map((one) => ({
      ...one,
      involvedObject: { ...one.involvedObject, ...(fieldPath === undefined ? {} : { fieldPath }) },
    }));
  const line = (events: KubeEvent[]) => judge(withPod(two(), events))?.line;

  it.each([
    ['name the other one', 'spec.containers{proxy}'],
    ['name none', undefined],
    ['name none, with an empty text', ''],
  ])('are no cause when they %s', (_, path) => {
    expect(line(killed(path))).toContain('crashed at start with exit code 3');
  });

  it('are the cause when they name it', () => {
    expect(line(killed('spec.containers{orders}'))).toContain('its liveness probe failed, 2 times: 500');
  });
});
