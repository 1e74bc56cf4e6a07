import { type Facts, findProblems, noFacts, type Pod, type Workload } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { refused } from './support/class-samples.ts';
import { crashed, judge, withPod } from './support/judge.ts';
import {
  ago,
  deployment,
  deploymentFacts,
  event,
  NOW,
  pod,
  replicaSet,
  waitingPod,
} from './support/objects.ts';

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

describe('events that do not count', () => {
  const container = (seconds: number) =>
    waitingPod('CreateContainerConfigError', `secret "db" not found ${seconds}`);

  it('those of an object of the same name that is gone', () => {
    const one = container(1);
    const other = { ...one, metadata: { ...one.metadata, uid: 'older' } };
    const old = event(other, 'Failed', 'Error: secret "db" not found', { seconds: 60 });
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

describe('refusals', () => {
  const set: Workload = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'shop', uid: 's1', generation: 1 },
    status: { observedGeneration: 1 },
  };
  const facts = (...events: Facts['events']): Facts => ({ ...noFacts, statefulSets: [set], events });
  const said = 'pods "db-0" is forbidden: violates PodSecurity "restricted:latest"';

  it('one alone may have been a moment; the second is fatal', () => {
    expect(judge(facts(event(set, 'FailedCreate', said, { seconds: 60, count: 1 })))?.fatal).toBe(false);
    expect(judge(facts(event(set, 'FailedCreate', said, { seconds: 60, count: 2 })))?.fatal).toBe(true);
    const two = [10, 60].map((seconds) => event(set, 'FailedCreate', said, { seconds }));
    expect(judge(facts(...two))?.fatal).toBe(true);
  });

  it('are over when a pod was made after them', () => {
    const no = { ...event(set, 'FailedCreate', said, { seconds: 60, count: 5 }), lastTimestamp: ago(20) };
    const yes = (seconds: number) => ({
      ...event(set, 'SuccessfulCreate', 'create Pod db-0', { seconds, type: 'Normal' }),
      lastTimestamp: ago(seconds),
    });
    expect(judge(facts(no, yes(10)))).toBeUndefined();
    expect(judge(facts(yes(30), no))?.fatal).toBe(true);
  });

  it('of a Job are seen too', () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'migrate', namespace: 'shop', uid: 'j1', generation: 1 },
    };
    const events = [event(job, 'FailedCreate', said, { seconds: 60, count: 3 })];
    expect(judge({ ...noFacts, jobs: [job], events })?.line).toMatch(
      /^Job migrate: pods cannot be created: violates/,
    );
  });
});

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

describe('a container that cannot be started', () => {
  const start = (message: string, exits: number, seconds = 60): Pod => ({
    ...pod({
      phase: 'Running',
      startTime: ago(seconds),
      containerStatuses: [
        {
          name: 'orders',
          ready: false,
          restartCount: exits - 1,
          state: { waiting: { reason: 'RunContainerError', message } },
          lastState: { terminated: { exitCode: 128, reason: 'StartError', message } },
        },
      ],
    }),
  });
  const said =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/bin/nope": stat /bin/nope: no such file or directory: unknown';

  it('names the command and not the whole way through the runtime', () => {
    expect(judge(withPod(start(said, 2)))?.line).toBe(
      'Deployment orders: container orders: cannot be started: its command /bin/nope is not in the image (RunContainerError)',
    );
    const path = said.replace(/"\/bin.*/, '"nope": executable file not found in $PATH: unknown');
    expect(judge(withPod(start(path, 2)))?.line).toContain('its command nope is not in the image');
    const denied = said.replace(/stat .*/, 'permission denied: unknown');
    expect(judge(withPod(start(denied, 2)))?.line).toContain('its command /bin/nope may not be executed');
  });

  it('gets a second try, and five seconds', () => {
    expect(judge(withPod(start(said, 1)))).toMatchObject({ kind: 'container-create', fatal: false });
    expect(judge(withPod(start(said, 2, 4)))?.fatal).toBe(false);
    expect(judge(withPod(start(said, 2, 5)))?.fatal).toBe(true);
  });
});

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
    expect(fatal(left, coming(ready(5)))).toBe(false);
    expect(fatal(left, coming(ready(11)))).toBe(true);
    expect(fatal(left)).toBe(true);
    expect(fatal(coming([]))).toBe(true);
    expect(fatal(left, { ...coming([]), spec: {} })).toBe(true); // no node has taken it
    const patient = [{ ...deployment(), spec: { replicas: 1, minReadySeconds: 30 } }];
    expect(judge({ ...both, deployments: patient, pods: [left, coming(ready(35))] })?.fatal).toBe(false);
  });

  it('a pod that hangs with its node frees nothing', () => {
    const stuck = old({ deletionTimestamp: ago(61) });
    expect(judge({ ...tight(60), pods: [stuck] })?.fatal).toBe(true);
  });

  it('another refusal does not wait for old pods', () => {
    expect(judge({ ...refused('violates PodSecurity "x"')(60), pods: [old()] })?.fatal).toBe(true);
  });

  it.each([
    ['no node', '0/1 nodes are available: 1 Too many pods', 61],
    ['no free port', "0/1 nodes are available: 1 node(s) didn't have free ports", 61],
  ])('%s is no verdict while an old pod still ends', (_, message, seconds) => {
    const one = pod({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: ago(seconds),
        },
      ],
    });
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

describe('claims', () => {
  const waits = (message: string, seconds: number): Pod =>
    pod(
      {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message,
            lastTransitionTime: ago(seconds),
          },
        ],
      },
      { spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } },
    );
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

it('a ReplicaSet that cannot be made is told as such', () => {
  const status = {
    observedGeneration: 2,
    conditions: [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ReplicaSetCreateError',
        message: 'exceeded quota: sets',
        lastTransitionTime: ago(6),
      },
    ],
  };
  const [deployment] = deploymentFacts().deployments;
  const facts = deploymentFacts({
    deployments: [{ ...(deployment as Workload), status }],
    replicaSets: [replicaSet('old')],
  });
  expect(judge(facts)).toMatchObject({
    line: 'Deployment orders: its ReplicaSet cannot be created: exceeded quota: sets (ReplicaSetCreateError)',
    fatal: true,
  });
});
