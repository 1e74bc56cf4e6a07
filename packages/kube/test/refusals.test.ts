import { type Facts, noFacts, type Workload } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { judge } from './support/judge.ts';
import { ago, deploymentFacts, event, replicaSet } from './support/objects.ts';

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
    const { count, ...uncounted } = event(set, 'FailedCreate', said, { seconds: 60 });
    expect(count).toBe(1);
    expect(judge(facts(uncounted))?.fatal).toBe(false);
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
    expect(judge(facts(yes(20), no))?.fatal).toBe(true); // in the same second: which came first is not told
  });

  it('of a Deployment are over when its ReplicaSet no longer says so', () => {
    const events = [event(replicaSet('new'), 'FailedCreate', said, { seconds: 60, count: 5 })];
    expect(judge(deploymentFacts({ events }))).toBeUndefined();
  });

  it('say nothing of a StatefulSet whose controller has not seen the newest spec', () => {
    const unseen = { ...set, metadata: { ...set.metadata, generation: 2 } };
    const events = [event(set, 'FailedCreate', said, { seconds: 60, count: 5 })];
    expect(judge({ ...facts(...events), statefulSets: [unseen] })).toBeUndefined();
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
