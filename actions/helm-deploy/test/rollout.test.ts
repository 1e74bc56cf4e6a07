import { readRendered, withoutResources } from '@fairlead/helm';
import { parseManifest } from '@fairlead/kube';
import { createFakeClock } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { brokenRules } from '../src/chart/rules.ts';
import { namespaceOf } from '../src/cluster/namespace.ts';
import type { DeployContext } from '../src/context.ts';
import { failureOf } from '../src/publish/failure.ts';
import type { Settlement } from '../src/release/roll-back.ts';
import { startDeadline } from '../src/rollout/deadline.ts';
import { timeoutDiagnosis } from '../src/rollout/progress.ts';

const settled: Settlement = {
  words: 'rolled back to revision 3',
  outcome: 'rolled-back',
  failedRevision: 4,
  restoredRevision: 3,
  problem: undefined,
};

describe('the deadline', () => {
  it('keeps a quarter, at most a minute, for the roll back', () => {
    const clock = createFakeClock();
    const deadline = startDeadline(clock, 300_000);
    expect(deadline.upgradeMs()).toBe(240_000);
    clock.advance(250_000);
    expect(deadline.upgradeMs()).toBe(0);
    expect(deadline.rollbackMs()).toBe(50_000);
    clock.advance(100_000);
    expect(deadline.rollbackMs()).toBe(10_000);
    expect(startDeadline(clock, 20_000).upgradeMs()).toBe(15_000);
  });

  it('QG-14 keeps the time of a smoke test as well', () => {
    const clock = createFakeClock();
    const deadline = startDeadline(clock, 300_000, 30_000);
    expect([deadline.upgradeMs(), deadline.rollbackMs()]).toEqual([210_000, 300_000]);
  });
});

describe('what is rendered', () => {
  const rendered = readRendered(
    parseManifest(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    spec:
      initContainers: [{ name: init, image: "r/init:1" }]
      containers:
        - name: orders
          image: r/orders:1
          resources: { limits: { cpu: 1, memory: 1Gi }, requests: { cpu: 1, memory: 1Gi } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, namespace: jobs, annotations: { helm.sh/hook: pre-upgrade } }
spec: { template: { spec: { containers: [{ name: migrate, image: "r/orders:1", resources: { limits: { cpu: 1, memory: 1Gi } } }] } } }
---
apiVersion: v1
kind: Pod
metadata: { name: check, annotations: { helm.sh/hook: test } }
spec: { containers: [{ name: check, image: "r/check:1" }] }
---
# nothing
`),
    'shop',
  );

  it('names workloads, hooks and images, without tests', () => {
    expect(rendered.workloads).toEqual([
      { kind: 'Deployment', namespace: 'shop', name: 'orders' },
      { kind: 'Job', namespace: 'jobs', name: 'migrate' },
    ]);
    expect(rendered.images).toEqual(['r/init:1', 'r/orders:1']);
    expect(rendered.hasHooksBefore).toBe(true);
  });

  it.each(['test,pre-upgrade', 'pre-upgrade, test', ' Pre-Upgrade ,TEST'])(
    'leaves nothing out that is a test and a hook of the upgrade as well: %j',
    (hooks) => {
      const both = readRendered(
        parseManifest(`
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { helm.sh/hook: ${JSON.stringify(hooks)} } }
spec: { template: { spec: { containers: [{ name: migrate, image: "r/orders:latest" }] } } }
`),
        'shop',
      );
      expect(both).toMatchObject({
        images: ['r/orders:latest'],
        workloads: [{ name: 'migrate' }],
        hasHooksBefore: true,
      });
    },
  );

  it.each(['test', 'test-success', 'Test', 'test-failure, test'])(
    'leaves out what only tests: %j',
    (hooks) => {
      const object = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', annotations: { 'helm.sh/hook': hooks } },
      };
      expect(readRendered([object], 'shop').objects).toEqual([]);
    },
  );

  it('counts the images of objects in lists and of those whose name is made up, which cannot be watched', () => {
    const pod = 'spec: { template: { spec: { containers: [{ name: a, image: "r/a:latest" }] } } }';
    const made = readRendered(
      parseManifest(`
apiVersion: apps/v1
kind: DeploymentList
items: [{ metadata: { name: a }, ${pod} }]
---
apiVersion: batch/v1
kind: Job
metadata: { generateName: migrate-, annotations: { helm.sh/hook: pre-upgrade } }
${pod.replace('r/a', 'r/b')}
`),
      'shop',
    );
    expect(made.images).toEqual(['r/a:latest', 'r/b:latest']);
    expect(made.workloads).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'a' }]);
  });

  it('holds images that volumes mount against the rules too', () => {
    const mounted = readRendered(
      parseManifest(`
apiVersion: v1
kind: Pod
metadata: { name: orders }
spec:
  containers: [{ name: orders, image: "r/orders:1.0.0" }]
  volumes: [{ name: a, image: { reference: "r/data:latest" } }, { name: b, emptyDir: {} }, null]
`),
      'shop',
    );
    expect(mounted).toMatchObject({ images: ['r/orders:1.0.0'], volumeImages: ['r/data:latest'] });
    const inputs = { environment: undefined, imagePolicy: 'tag', requireResources: false };
    expect(brokenRules({ inputs } as DeployContext, mounted)).toEqual([
      'image r/data:latest has the floating tag latest (image-policy tag)',
    ]);
  });

  it('DEP-07: names containers without requests or limits', () => {
    expect(withoutResources(rendered)).toEqual([
      'Deployment orders: container init lacks requests and limits',
      'Job migrate: container migrate lacks requests',
    ]);
  });
});

describe('the failure line', () => {
  it('names object, reason and what was done about it', () => {
    const cause = timeoutDiagnosis(
      { kind: 'Deployment', namespace: 'shop', name: 'orders' },
      '0 of 1 ready',
      60_000,
    );
    const line = failureOf({ kind: 'unhealthy', causes: [cause], late: true }, settled);
    expect(line).toMatchObject({ code: 'HELM_ROLLOUT_FAILED', kind: 'policy' });
    expect(line.message).toBe(
      'Deployment orders: not done within 1 min 00 s: 0 of 1 ready (Timeout); rolled back to revision 3',
    );
  });

  it('says when the roll back failed as well', () => {
    const failed = { ...settled, problem: 'no', words: 'the roll back to revision 3 failed as well: no' };
    const line = failureOf({ kind: 'refused', reason: 'field is immutable' }, failed);
    expect(line).toMatchObject({ code: 'HELM_ROLLBACK_FAILED', hint: expect.stringContaining('new name') });
  });

  it.each([
    [
      'services is forbidden: User "bot" cannot create resource "services" in API group "" in the namespace "shop"',
      'grant it in a Role: { apiGroups: [""], resources: ["services"], verbs: ["create"] }',
    ],
    ['create: failed to create: namespaces "shop" not found', 'create-namespace: true'],
  ])('says what to do about %s', (reason, hint) => {
    expect(failureOf({ kind: 'refused', reason }, settled).hint).toContain(hint);
  });

  it('is a cancellation when cancelled', () => {
    expect(failureOf({ kind: 'cancelled' }, settled).message).toMatch(/^cancelled while deploying; /);
    const later = failureOf({ kind: 'cancelled', during: 'the smoke test ran' }, settled);
    expect(later).toMatchObject({
      code: 'CANCELLED',
      message: 'cancelled while the smoke test ran; rolled back to revision 3',
    });
  });
});

describe('who may deploy where', () => {
  it('DEP-17: one namespace for each environment', () => {
    const namespaces = { staging: 'shop-staging', production: 'shop' };
    const of = (environment: string | undefined, namespace?: string) =>
      namespaceOf({ environment, namespace, namespaces });
    expect(of('staging')).toBe('shop-staging');
    expect(of('staging', 'mine')).toBe('mine');
    expect(of('qa')).toBeUndefined();
    expect(of(undefined)).toBeUndefined();
    expect(of('constructor')).toBeUndefined();
  });
});
