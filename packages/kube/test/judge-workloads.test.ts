import type { Condition, Facts, Pod } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { crashed, judge, withPod } from './support/judge.ts';
import {
  ago,
  deployment,
  deploymentFacts,
  event,
  pod,
  replicaSet,
  unplacedPod,
  waitingPod,
} from './support/objects.ts';

it('a paused Deployment with a new template never gets its pods', () => {
  const paused = (updatedReplicas: number, replicas = 1): Facts =>
    deploymentFacts({
      deployments: [
        deployment({ spec: { replicas, paused: true }, status: { observedGeneration: 2, updatedReplicas } }),
      ],
    });
  expect(judge(paused(0))).toEqual({
    line: 'Deployment orders: is paused, so no pod gets the new template (Paused)',
    fatal: true,
    kind: 'paused',
  });
  expect(judge(paused(1))).toBeUndefined();
  expect(judge(paused(1, 3))).toBeUndefined();
  expect(judge(paused(0, 0))).toBeUndefined();
});

describe('pods that do not start', () => {
  const unschedulable = (seconds: number): Pod =>
    unplacedPod('0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available', seconds);

  it('unschedulable after a minute, later when a node is coming', () => {
    expect(judge(withPod(unschedulable(30)))?.fatal).toBe(false);
    expect(judge(withPod(unschedulable(61)))).toEqual({
      line: 'Deployment orders: no node takes the pod: 0/1 nodes are available: 1 Insufficient cpu (Unschedulable)',
      fatal: true,
      kind: 'unschedulable',
    });
  });

  it.each([
    ['TriggeredScaleUp', false],
    ['Nominated', false],
    ['FailedScheduling', true],
  ])('unschedulable for more than a minute, with the event %s: fatal %s', (reason, fatal) => {
    const one = unschedulable(61);
    expect(judge(withPod(one, [event(one, reason, 'of the pod')]))?.fatal).toBe(fatal);
  });

  it('what the scheduler refuses without a time counts from the start of the pod', () => {
    const [{ lastTransitionTime, ...condition }] = (unschedulable(61).status?.conditions ?? []) as [
      Condition,
    ];
    expect(lastTransitionTime).toBe(ago(61));
    const started = (seconds: number) =>
      judge(withPod(pod({ phase: 'Pending', startTime: ago(seconds), conditions: [condition] })))?.fatal;
    expect(started(59)).toBe(false);
    expect(started(60)).toBe(true);
  });

  it('a volume without its Secret after 30 s, other mounts after 90 s', () => {
    const one = waitingPod('ContainerCreating', '');
    const mount = (message: string, seconds: number): Facts =>
      withPod(one, [event(one, 'FailedMount', message, { seconds })]);
    const missing = 'MountVolume.SetUp failed for volume "tls" : secret "tls" not found';
    expect(judge(mount(missing, 20))?.fatal).toBe(false);
    expect(judge(mount(missing, 31))).toEqual({
      line: 'Deployment orders: volume cannot be mounted: Secret tls not found (FailedMount)',
      fatal: true,
      kind: 'volume-object-missing',
    });
    expect(judge(mount('timed out', 60))?.fatal).toBe(false);
    expect(judge(mount('timed out', 91))?.fatal).toBe(true);
  });

  it('a sandbox that cannot be made is told by the end of what the runtime says', () => {
    const one = waitingPod('ContainerCreating', '');
    const said =
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown';
    expect(judge(withPod(one, [event(one, 'FailedCreatePodSandBox', said, { seconds: 91 })]))).toEqual({
      line: 'Deployment orders: no sandbox for the pod: unable to start container process: container init was OOM-killed (memory limit too low?) (FailedCreatePodSandBox)',
      fatal: true,
      kind: 'sandbox',
    });
  });

  it.each([
    ['exceeded quota: tight, requested: cpu=2', 'exceeded quota: tight, requested: cpu=2', 'quota'],
    [
      'violates PodSecurity "restricted:latest": privileged',
      'violates PodSecurity "restricted:latest": privileged',
      'create-refused',
    ],
    [
      'error looking up service account shop/x: serviceaccount "x" not found',
      'error looking up service account shop/x: serviceaccount "x" not found',
      'create-refused',
    ],
  ])('refused pods: %s', (said, words, kind) => {
    const message = `pods "orders-abc-9" is forbidden: ${said}`;
    const set = replicaSet('new', {
      status: { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] },
    });
    const events = [event(set, 'FailedCreate', `Error creating: ${message}`, { seconds: 8, count: 3 })];
    expect(judge(deploymentFacts({ replicaSets: [set], events }))).toEqual({
      line: `Deployment orders: pods cannot be created: ${words} (FailedCreate)`,
      fatal: true,
      kind,
    });
  });

  it('what an older ReplicaSet was refused does not count', () => {
    const condition = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota' };
    const facts = deploymentFacts({
      deployments: [deployment({ status: { observedGeneration: 2, conditions: [condition] } })],
      replicaSets: [replicaSet('new'), replicaSet('old', { status: { conditions: [condition] } })],
    });
    expect(judge(facts)).toBeUndefined();
  });
});

describe('workloads', () => {
  it('the progress deadline makes what the pods say the cause', () => {
    const late = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
    const deployments = [deployment({ status: { observedGeneration: 2, conditions: [late] } })];
    expect(judge(deploymentFacts({ deployments }))).toEqual({
      line: 'Deployment orders: no progress for 600 s, its progressDeadlineSeconds (ProgressDeadlineExceeded)',
      fatal: true,
      kind: 'progress-deadline',
    });
    const pods = [crashed(1, { exitCode: 1 })];
    expect(judge(deploymentFacts({ deployments, pods }))).toMatchObject({ fatal: true, kind: 'crash' });
  });

  it('a failed Job is fatal at once', () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'migrate', namespace: 'shop', uid: 'j1' },
      status: {
        conditions: [
          { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'too often' },
        ],
      },
    };
    expect(judge(deploymentFacts({ jobs: [job] }))?.line).toBe(
      'Job migrate: failed: too often (BackoffLimitExceeded)',
    );
  });
});
