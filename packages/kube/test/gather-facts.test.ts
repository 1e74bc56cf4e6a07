import { ExternalError } from '@fairlead/core';
import { type Kube, noFacts } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { gatherFacts } from '../src/facts/gather-facts.ts';

/** Reads a namespace in which one kind cannot be listed. */
function gather(kind: string, code: string) {
  const fake = createFakeKube('shop', createFakeClock());
  const list: Kube['list'] = async (apiVersion, asked, options) => {
    if (asked === kind) throw new ExternalError({ code, message: 'no', retryable: false });
    return fake.list(apiVersion, asked, options);
  };
  const kube: Kube = { ...fake, list };
  return gatherFacts(kube, 'shop');
}

it.each(['Pod', 'ReplicaSet', 'Deployment'])(
  '%ss that may not be read end the diagnosis: without them it would find nothing wrong',
  async (kind) => {
    await expect(gather(kind, 'KUBE_FORBIDDEN')).rejects.toMatchObject({ code: 'KUBE_FORBIDDEN' });
  },
);

it.each(['Event', 'StatefulSet', 'DaemonSet', 'Rollout', 'Job'])(
  '%ss that may not be read make it less exact, and no more',
  async (kind) => {
    expect(await gather(kind, 'KUBE_FORBIDDEN')).toEqual(noFacts);
  },
);

it.each(['KUBE_FORBIDDEN', 'KUBE_NOT_FOUND'])(
  'DaemonSets that cannot be read, %s, are left out',
  async (code) => {
    expect((await gather('DaemonSet', code)).daemonSets).toEqual([]);
  },
);

it('a cluster that does not answer ends the diagnosis', async () => {
  await expect(gather('DaemonSet', 'KUBE_UNREACHABLE')).rejects.toMatchObject({ code: 'KUBE_UNREACHABLE' });
});
