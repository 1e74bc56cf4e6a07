import type { KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';

const job = { apiVersion: 'batch/v1', kind: 'Job', name: 'fuse' };

/** A Job that starts no pod, and a chain of objects that goes with it. */
async function lit(spec: object = { activeDeadlineSeconds: 40, ttlSecondsAfterFinished: 0 }) {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  const gone: string[] = [];
  kube.onChange((object, verb) => {
    if (verb === 'delete') gone.push(object.kind);
  });
  clock.advance(5_000);
  let owner = await kube.create({ ...job, metadata: { name: 'fuse' }, spec });
  for (const kind of ['HTTPRoute', 'Deployment', 'Pod']) owner = await kube.create(ownedBy(owner, kind));
  const left = (): readonly string[] => kube.objects().map(({ kind }) => kind);
  return { clock, kube, gone, left };
}

function ownedBy({ apiVersion, kind, metadata }: KubeObject, child: string): KubeObject {
  const { name, uid = '' } = metadata;
  const ownerReferences = [{ apiVersion, kind, name, uid }];
  return { apiVersion: 'v1', kind: child, metadata: { name: 'child', ownerReferences } };
}

describe('a Job with a deadline', () => {
  it('goes at its deadline, counted from when it was made, and its whole chain after it, owners first', async () => {
    const { clock, gone, left } = await lit();
    clock.advance(39_999);
    expect(left()).toHaveLength(4);
    clock.advance(1);
    expect(left()).toEqual([]);
    expect(gone).toEqual(['Job', 'HTTPRoute', 'Deployment', 'Pod']);
  });

  it('goes later when its deadline is moved', async () => {
    const { clock, kube, left } = await lit();
    clock.advance(30_000);
    await kube.mergePatch(job, { spec: { activeDeadlineSeconds: 60 } });
    clock.advance(29_000);
    expect(left()).toHaveLength(4);
    clock.advance(1_000);
    expect(left()).toEqual([]);
  });

  it.each([
    ['without a deadline', { ttlSecondsAfterFinished: 0 }],
    ['that is suspended', { activeDeadlineSeconds: 40, ttlSecondsAfterFinished: 0, suspend: true }],
    ['that nobody deletes when it has failed', { activeDeadlineSeconds: 40 }],
  ])('stays %s', async (_, spec) => {
    const { clock, left } = await lit(spec);
    clock.advance(3_600_000);
    expect(left()).toHaveLength(4);
  });

  it('stays without a deadline that was taken away', async () => {
    const { clock, kube, left } = await lit();
    await kube.mergePatch(job, { spec: { activeDeadlineSeconds: null } });
    clock.advance(3_600_000);
    expect(left()).toHaveLength(4);
  });
});

describe('what an object owns', () => {
  it('goes when its last owner is deleted, and at once when it comes too late', async () => {
    const { kube, left } = await lit();
    const found = (await kube.get(job)) as KubeObject;
    const other = await kube.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } });
    const both = ownedBy(found, 'Secret');
    const refs = [
      ...(both.metadata.ownerReferences ?? []),
      ...(ownedBy(other, 'x').metadata.ownerReferences ?? []),
    ];
    await kube.create({ ...both, metadata: { ...both.metadata, ownerReferences: refs } });
    await kube.remove(job);
    expect(left()).toEqual(['ConfigMap', 'Secret']);
    await kube.create(ownedBy(found, 'Service'));
    expect(left()).toEqual(['ConfigMap', 'Secret']);
    await kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'other' });
    expect(left()).toEqual([]);
  });
});
