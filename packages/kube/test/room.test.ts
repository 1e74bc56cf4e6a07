import type { Facts, Pod } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { refused } from './support/class-samples.ts';
import { crashed, judge, withPod } from './support/judge.ts';
import { ago, deployment, event, NOW, pod, replicaSet, unplacedPod, waitingPod } from './support/objects.ts';

describe('what the rollout itself sets free', () => {
  const tight = refused('exceeded quota: tight, requested: pods=1, used: pods=2, limited: pods=2');
  const old = (over: object = {}): Pod => {
    const one = pod({ phase: 'Running' }, { which: 'old', name: 'orders-xyz-1', deleted: true });
    return { ...one, metadata: { ...one.metadata, ...over } };
  };
  const at = (seconds: number): number => NOW - seconds * 1000;

  it('a quota is no verdict while an old pod still ends', () => {
    expect(judge(tight(60))).toMatchObject({ kind: 'quota', fatal: true });
    expect(judge({ ...tight(60), pods: [old()] })).toMatchObject({ kind: 'quota', fatal: false });
    expect(judge({ ...tight(60), ending: [old()] })).toMatchObject({ kind: 'quota', fatal: false });
  });

  it('nor until the controller has tried again after the last one was gone', () => {
    const failedAt = (facts: Facts, seconds: number): Facts => ({
      ...facts,
      events: facts.events.map((one) => ({ ...one, lastTimestamp: ago(seconds) })),
    });
    expect(judge({ ...failedAt(tight(60), 20), freedAt: at(10) })?.fatal).toBe(false);
    expect(judge({ ...failedAt(tight(60), 10), freedAt: at(10) })?.fatal).toBe(false);
    expect(judge({ ...failedAt(tight(60), 1), freedAt: at(10) })?.fatal).toBe(true);
    expect(judge({ ...failedAt(tight(60), 1), freedAt: at(3) })?.fatal).toBe(false);
    expect(judge({ ...tight(60), events: [], freedAt: at(20) })?.fatal).toBe(false);
    expect(judge({ ...tight(60), events: [], freedAt: at(31) })?.fatal).toBe(true);
  });

  it('nor while a new pod is on its way: when it is ready, an old one ends', () => {
    const left = pod({ phase: 'Running' }, { which: 'old', name: 'orders-xyz-2' });
    const coming = (conditions: object[], nodeName: string | undefined = 'n') =>
      pod({ phase: 'Pending', conditions } as never, { spec: nodeName === undefined ? {} : { nodeName } });
    const ready = (seconds: number) => [{ type: 'Ready', status: 'True', lastTransitionTime: ago(seconds) }];
    const both = { ...tight(60), replicaSets: [...tight(60).replicaSets, replicaSet('old')] };
    const fatal = (...pods: Pod[]) => judge({ ...both, pods })?.fatal;
    expect(fatal(left, coming([]))).toBe(false);
    expect(fatal(left, coming(ready(9)))).toBe(false);
    expect(fatal(left, coming(ready(10)))).toBe(true);
    expect(fatal(left)).toBe(true);
    expect(fatal(coming([]))).toBe(true);
    expect(fatal(left, { ...coming([]), spec: {} })).toBe(true); // no node has taken it
    const patient = [{ ...deployment(), spec: { replicas: 1, minReadySeconds: 30 } }];
    const waits = (seconds: number) =>
      judge({ ...both, deployments: patient, pods: [left, coming(ready(seconds))] })?.fatal;
    expect(waits(39)).toBe(false);
    expect(waits(40)).toBe(true);
  });

  it('a pod that hangs with its node frees nothing', () => {
    const late = (seconds: number) => [old({ deletionTimestamp: ago(seconds) })];
    expect(judge({ ...tight(60), pods: late(59) })?.fatal).toBe(false);
    expect(judge({ ...tight(60), pods: late(60) })?.fatal).toBe(true);
  });

  it('another refusal does not wait for old pods', () => {
    expect(judge({ ...refused('violates PodSecurity "x"')(60), pods: [old()] })?.fatal).toBe(true);
  });

  it.each([
    ['no node', '0/1 nodes are available: 1 Too many pods', 61],
    ['no free port', "0/1 nodes are available: 1 node(s) didn't have free ports", 61],
  ])('%s is no verdict while an old pod still ends', (_, message, seconds) => {
    const one = unplacedPod(message, seconds);
    expect(judge(withPod(one))?.fatal).toBe(true);
    expect(judge({ ...withPod(one), ending: [old()] })?.fatal).toBe(false);
    expect(judge({ ...withPod(one), freedAt: at(30) })?.fatal).toBe(false);
    expect(judge({ ...withPod(one), freedAt: at(60) })?.fatal).toBe(true);
  });

  it('a volume is no verdict while the old pod still holds it', () => {
    const one = waitingPod('ContainerCreating', '');
    const events = [event(one, 'FailedAttachVolume', 'Multi-Attach error for volume "d"', { seconds: 120 })];
    expect(judge(withPod(one, events))).toMatchObject({ kind: 'volume-in-use', fatal: true });
    expect(judge({ ...withPod(one, events), ending: [old()] })?.fatal).toBe(false);
    expect(judge({ ...withPod(one, events), freedAt: at(89) })?.fatal).toBe(false);
  });

  it('a crash does not wait for old pods', () => {
    expect(judge({ ...withPod(crashed(2, { exitCode: 1 })), ending: [old()] })?.fatal).toBe(true);
  });
});
