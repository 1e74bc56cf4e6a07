import { type ContainerStatus, findProblems, type Pod } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { judge, withPod } from './support/judge.ts';
import { ago, event, NOW, unplacedPod, waitingPod } from './support/objects.ts';

describe('claims', () => {
  const waits = (message: string, seconds: number): Pod =>
    unplacedPod(message, seconds, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] });
  const claim = { kind: 'PersistentVolumeClaim', metadata: { name: 'data' } };

  it('one that does not exist is told after 30 s, by its name', () => {
    const message = '0/1 nodes are available: persistentvolumeclaim "data" not found. preemption: x';
    expect(judge(withPod(waits(message, 29)))?.fatal).toBe(false);
    expect(judge(withPod(waits(message, 30)))).toEqual({
      line: 'Deployment orders: no node takes the pod: PersistentVolumeClaim data not found (Unschedulable)',
      fatal: true,
      kind: 'claim-missing',
    });
  });

  it('one without a storage class says so, with advice that fits', () => {
    const one = waits('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims', 30);
    const why = 'no persistent volumes available for this claim and no storage class is set';
    const [found] = findProblems(withPod(one, [event(claim, 'FailedBinding', why)]), { now: NOW });
    expect(found).toMatchObject({ class: 'claim-unbound', fatal: true, reason: 'FailedBinding' });
    expect(found?.message).toBe(`no node takes the pod: claim data has no volume: ${why}`);
    expect(found?.hint).toContain('storage class');
    expect(found?.hint).not.toContain('requests');
  });

  it("other claims' words are not its own", () => {
    const one = waits('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims', 30);
    const other = { kind: 'PersistentVolumeClaim', metadata: { name: 'other' } };
    const facts = withPod(one, [event(other, 'FailedBinding', 'no storage class is set')]);
    expect(judge(facts)).toMatchObject({ kind: 'claim-unbound', fatal: false });
    expect(judge(facts)?.line).toContain('a claim has no volume (Unschedulable)');
  });
});

describe('trouble with a volume', () => {
  const blocked = (status: Pod['status'], containerStatuses?: readonly ContainerStatus[]) => {
    const one = waitingPod('ContainerCreating', '');
    const all = {
      ...one.status,
      ...status,
      ...(containerStatuses === undefined ? {} : { containerStatuses }),
    };
    return judge(
      withPod({ ...one, status: all }, [
        event(one, 'FailedMount', 'secret "tls" not found', { seconds: 60 }),
      ]),
    )?.kind;
  };
  const waiting = { name: 'orders', state: { waiting: { reason: 'ContainerCreating' } } };
  const runs = { name: 'proxy', state: { running: { startedAt: ago(5) } } };
  const conditions = (ready: string) => ({
    conditions: [
      { type: 'Initialized', status: 'True' },
      { type: 'Ready', status: ready },
    ],
  });

  it('stands while the pod is not ready, whatever else is true of it', () => {
    expect(blocked(conditions('False'))).toBe('volume-object-missing');
    expect(blocked({ conditions: [] })).toBe('volume-object-missing');
    expect(blocked(conditions('True'))).toBeUndefined();
  });

  it('is over as soon as one of the containers has run', () => {
    expect(blocked({}, [waiting, { ...waiting, name: 'proxy' }])).toBe('volume-object-missing');
    expect(blocked({}, [waiting, runs])).toBeUndefined();
    expect(blocked({}, [{ ...waiting, restartCount: 0 }])).toBe('volume-object-missing');
    expect(blocked({}, [{ ...waiting, restartCount: 1 }])).toBeUndefined();
  });
});
