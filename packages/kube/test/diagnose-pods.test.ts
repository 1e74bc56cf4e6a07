import {
  type DiagnoseOptions,
  diagnosePods,
  type Facts,
  type Kube,
  type KubeObject,
  type Pod,
  selectWorkloads,
  type Workload,
} from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { refused } from './support/class-samples.ts';
import { deploymentFacts, NOW, pod, replicaSet, waitingPod } from './support/objects.ts';

const broken = waitingPod('InvalidImageName', '').status ?? {};

/** A pod that is wrong, with a label `track`. */
function named(name: string, track = 'stable', which: 'new' | 'old' = 'new'): Pod {
  const one = pod(broken, { name, which });
  return { ...one, metadata: { ...one.metadata, labels: { track } } };
}

/** Where the diagnosis of a cluster with these objects shows something. */
async function diagnose(facts: Facts, options: Omit<DiagnoseOptions, 'namespace'>) {
  const { pods, events, replicaSets, deployments } = facts;
  const objects: readonly KubeObject[] = [...pods, ...events, ...replicaSets, ...deployments];
  const list = async (_: string, kind: string) => objects.filter((object) => object.kind === kind);
  const kube: Kube = { ...createFakeKube('shop'), list: list as Kube['list'] };
  const found = await diagnosePods(kube, { namespace: 'shop', now: NOW, ...options });
  return found.map(({ class: kind, object }) => `${kind} ${object}`);
}

describe('which pods are diagnosed', () => {
  const facts = deploymentFacts({ pods: [named('a'), named('b', 'canary')] });

  it.each<[string, Omit<DiagnoseOptions, 'namespace'>, string[]]>([
    ['all of the namespace', {}, ['a', 'b']],
    ['those with a label', { labelSelector: 'track=canary' }, ['b']],
    ['those with a name', { pods: ['a'] }, ['a']],
    ['those with both', { pods: ['a'], labelSelector: 'track=canary' }, []],
  ])('%s', async (_, options, names) => {
    expect(await diagnose(facts, options)).toEqual(names.map((name) => `image-invalid Pod shop/${name}`));
  });

  it('pods that are refused, by the labels of their ReplicaSet', async () => {
    const labelled = refused('violates PodSecurity "x"')(60);
    const [set] = labelled.replicaSets as [Workload];
    const replicaSets = [{ ...set, metadata: { ...set.metadata, labels: { track: 'canary' } } }];
    const both = { ...labelled, replicaSets };
    expect(await diagnose(both, { labelSelector: 'track=canary' })).toEqual([
      'create-refused ReplicaSet shop/orders-abc',
    ]);
    expect(await diagnose(both, { labelSelector: 'track=stable' })).toEqual([]);
  });

  it('a ReplicaSet by the name of a pod is none of the named pods', async () => {
    expect(await diagnose(refused('violates PodSecurity "x"')(60), { pods: ['orders-abc'] })).toEqual([]);
  });

  it('an old pod brings up the new ReplicaSet of its Deployment: what that is refused is told', async () => {
    const both = refused('violates PodSecurity "x"')(60);
    const replicaSets = [...both.replicaSets, replicaSet('old')];
    const old = pod({ phase: 'Running' }, { which: 'old', name: 'orders-xyz-1' });
    expect(await diagnose({ ...both, replicaSets, pods: [old] }, { pods: ['orders-xyz-1'] })).toEqual([
      'create-refused ReplicaSet shop/orders-abc',
    ]);
  });
});

describe('selectWorkloads', () => {
  const { ownerReferences: _, ...metadata } = named('alone').metadata;
  const alone = { ...named('alone'), metadata };
  const facts = deploymentFacts({ pods: [named('a'), alone] });
  const podsOf = (kind: string, name: string) =>
    selectWorkloads(facts, [{ kind, namespace: 'shop', name }]).pods.map((one) => one.metadata.name);

  it('keeps the pods of a named workload, and a pod that is named itself', () => {
    expect(podsOf('Deployment', 'orders')).toEqual(['a']);
    expect(podsOf('Pod', 'alone')).toEqual(['alone']);
    expect(podsOf('Deployment', 'other')).toEqual([]);
  });
});
