import { type Facts, findProblems, noFacts, type Pod, type Workload } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { crashed, judge, withPod } from './support/judge.ts';
import { ago, deploymentFacts, NOW, pod, replicaSet, waitingPod } from './support/objects.ts';

describe('pods that do not count', () => {
  const broken = { containerStatuses: crashed(2, { exitCode: 1 }).status?.containerStatuses ?? [] };

  it.each(['Evicted', 'NodeShutdown', 'Preempting'])('one that the node put out (%s)', (reason) => {
    expect(judge(withPod(pod({ phase: 'Failed', reason, ...broken })))).toBeUndefined();
    expect(judge(withPod(pod({ phase: 'Running', reason, ...broken })))?.fatal).toBe(true);
  });

  it('one that came to its end', () => {
    expect(judge(withPod(pod({ phase: 'Succeeded', ...broken })))).toBeUndefined();
  });

  const owned = (kind: string, labels: Record<string, string>): Pod => ({
    ...pod({ phase: 'Running', ...broken }),
    metadata: {
      ...pod({}).metadata,
      labels,
      ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'db', uid: 'set', controller: true }],
    },
  });
  const set = (kind: string, over: Partial<Workload>): Workload => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'db', namespace: 'shop', uid: 'set', generation: 2 },
    status: { observedGeneration: 2, updateRevision: 'db-2' },
    ...over,
  });

  it('one of an older revision of a StatefulSet', () => {
    const statefulSets = [set('StatefulSet', {})];
    const facts = (hash: string): Facts => ({
      ...noFacts,
      statefulSets,
      pods: [owned('StatefulSet', { 'controller-revision-hash': hash })],
    });
    expect(judge(facts('db-1'))).toBeUndefined();
    expect(judge(facts('db-2'))?.line).toMatch(/^StatefulSet db: container orders: crashed/);
    const unseen = [set('StatefulSet', { status: { observedGeneration: 1, updateRevision: 'db-2' } })];
    expect(judge({ ...facts('db-2'), statefulSets: unseen })).toBeUndefined();
  });

  it('one of an older template of a DaemonSet', () => {
    const metadata = {
      ...set('DaemonSet', {}).metadata,
      annotations: { 'deprecated.daemonset.template.generation': '2' },
    };
    const facts = (generation: string): Facts => ({
      ...noFacts,
      daemonSets: [set('DaemonSet', { metadata })],
      pods: [owned('DaemonSet', { 'pod-template-generation': generation })],
    });
    expect(judge(facts('1'))).toBeUndefined();
    expect(judge(facts('2'))?.line).toMatch(/^DaemonSet db: container orders: crashed/);
    const unseen = [set('DaemonSet', { metadata, status: { observedGeneration: 1 } })];
    expect(judge({ ...facts('2'), daemonSets: unseen })).toBeUndefined();
  });

  it("one of a Job that ends once: the Job's own count decides", () => {
    const one = { ...waitingPod('', ''), spec: { restartPolicy: 'Never', containers: [{ name: 'orders' }] } };
    const ended = [
      {
        name: 'orders',
        ready: false,
        restartCount: 1,
        state: { terminated: { exitCode: 1, finishedAt: ago(1) } },
      },
    ];
    expect(judge(withPod({ ...one, status: { phase: 'Failed', containerStatuses: ended } }))).toBeUndefined();
    const image = waitingPod('InvalidImageName', '').status?.containerStatuses ?? [];
    expect(judge(withPod({ ...one, status: { phase: 'Pending', containerStatuses: image } }))?.fatal).toBe(
      true,
    );
  });
});

describe('the workload that a pod is told under', () => {
  const broken = { phase: 'Pending', ...waitingPod('InvalidImageName', '').status };
  const owner = (kind: string, name: string, uid: string, controller = true) => ({
    apiVersion: 'apps/v1',
    kind,
    name,
    uid,
    controller,
  });
  const ownedBy = (...ownerReferences: ReturnType<typeof owner>[]): Pod => {
    const one = pod(broken);
    return { ...one, metadata: { ...one.metadata, ownerReferences } };
  };
  const workloadOf = (facts: Facts) => findProblems(facts, { now: NOW }).map(({ workload }) => workload);

  it('is the one that controls it, not the first of its owners', () => {
    const [controller] = pod(broken).metadata.ownerReferences ?? [];
    const one = ownedBy(owner('Node', 'n1', 'n1', false), controller as ReturnType<typeof owner>);
    expect(workloadOf(withPod(one))).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'orders' }]);
  });

  it('is the pod itself where nothing made it', () => {
    expect(workloadOf(withPod(ownedBy()))).toEqual([
      { kind: 'Pod', namespace: 'shop', name: 'orders-abc-1' },
    ]);
  });

  it.each<[string, string, Partial<Facts>]>([
    ['the ReplicaSet where that is not seen', 'ReplicaSet', { replicaSets: [] }],
    [
      'the ReplicaSet where no Deployment made it',
      'ReplicaSet',
      {
        replicaSets: [
          { ...replicaSet('new'), metadata: { ...replicaSet('new').metadata, ownerReferences: [] } },
        ],
      },
    ],
    ["the ReplicaSet's maker where that is not seen", 'Deployment', { deployments: [] }],
  ])('is %s', (_, kind, parts) => {
    const name = kind === 'ReplicaSet' ? 'orders-abc' : 'orders';
    const facts = deploymentFacts({ pods: [pod(broken)], ...parts });
    expect(workloadOf(facts)).toEqual([{ kind, namespace: 'shop', name }]);
  });

  it("does not take another Deployment's ReplicaSet of the same revision for its newest", () => {
    const ownerReferences = [owner('Deployment', 'payments', 'd2')];
    const other = replicaSet('new', {
      metadata: { ...replicaSet('new').metadata, name: 'payments-1', uid: 'rs-2', ownerReferences },
    });
    const facts = deploymentFacts({ pods: [pod(broken)], replicaSets: [other, replicaSet('new')] });
    expect(workloadOf(facts)).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'orders' }]);
  });
});

it.each([undefined, 'opaque'])(
  'of two copies of a pod the one with a version is the newer: the other has %s',
  (resourceVersion) => {
    const versioned = (status: NonNullable<Pod['status']>, version: string | undefined): Pod => {
      const one = pod(status);
      return {
        ...one,
        metadata: { ...one.metadata, ...(version === undefined ? {} : { resourceVersion: version }) },
      };
    };
    const good = versioned({ phase: 'Running' }, '1');
    const broken = versioned({ ...waitingPod('InvalidImageName', '').status }, resourceVersion);
    expect(judge(deploymentFacts({ pods: [good, broken] }))).toBeUndefined();
    expect(judge(deploymentFacts({ pods: [broken, good] }))).toBeUndefined();
  },
);

describe('what comes first', () => {
  const unready: Pod = pod(
    {
      phase: 'Running',
      containerStatuses: [{ name: 'orders', ready: false, state: { running: { startedAt: ago(600) } } }],
    },
    { name: 'a', spec: { containers: [{ name: 'orders', readinessProbe: { periodSeconds: 1 } }] } },
  );

  it('a cause before what does not get ready', () => {
    const facts = deploymentFacts({ pods: [unready, { ...crashed(2, { exitCode: 1 }) }] });
    const found = findProblems(facts, { now: NOW, readyTimeoutMs: 1000 });
    expect(found.map(({ class: kind, fatal }) => `${kind} ${fatal}`)).toEqual([
      'crash true',
      'not-ready true',
    ]);
  });

  it('what is fatal before what may heal', () => {
    const facts = deploymentFacts({ pods: [crashed(1, { exitCode: 1 }), unready] });
    const found = findProblems(facts, { now: NOW, readyTimeoutMs: 1000 });
    expect(found.map(({ class: kind }) => kind)).toEqual(['not-ready', 'crash']);
  });
});
