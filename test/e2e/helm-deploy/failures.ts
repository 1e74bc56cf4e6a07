import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  errorLine,
  expectRestored,
  type HelmStage,
  missingImage,
  newestRevision,
} from '../support/helm-stage.ts';

/** A migration before the upgrade that cannot work. */
const MIGRATE = `
apiVersion: batch/v1
kind: Job
metadata:
  name: orders-migrate
  annotations: { helm.sh/hook: pre-upgrade }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: {{ include "orders.image" . | quote }}
          args: [-migrate]
`;

/** What goes wrong in a rollout is named and undone. */
export function describeFailures(stage: () => HelmStage): void {
  it('names an image that does not exist and rolls back (DEP-04)', async () => {
    const good = await newestRevision(stage());
    const image = missingImage(stage().lab);
    const result = await stage().release.deploy({ image });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: image ${image} not found (ErrImagePull); rolled back to revision ${good}`,
    );
    expect(result.outputs['failed-object']).toMatch(new RegExp(`^Pod ${stage().release.namespace}/orders-`));
    expect(result.outputs['failure-reason']).toBe(
      `container orders: image ${image} not found (ErrImagePull)`,
    );
    expect(result.outputs['failed-revision']).toBe(String(good + 1));
    await expectRestored(stage(), result, good);
  });

  it('names a crash at start with the last words of the container', async () => {
    const good = await newestRevision(stage());
    const result = await stage().release.deploy({ set: 'config.faultCrashAtStart=true' });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: crashed at start with exit code 1, 2 times (CrashLoopBackOff); rolled back to revision ${good}`,
    );
    expect(result.summary).toContain('injected fault: crash');
    await expectRestored(stage(), result, good);
  });

  it('waits for readiness until the timeout, then says what the probe said (DEP-05)', async () => {
    const good = await newestRevision(stage());
    const result = await stage().release.deploy({ set: 'config.faultNeverReady=true', timeout: '16s' });
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^HELM_ROLLOUT_FAILED: Deployment orders: container orders: runs but is not ready: readiness probe failed: .*503 \\(Unhealthy\\) at the timeout; rolled back to revision ${good}$`,
      ),
    );
    await expectRestored(stage(), result, good);
  });

  it('gives up on readiness sooner with ready-within', async () => {
    const good = await newestRevision(stage());
    const inputs = { set: 'config.faultNeverReady=true', 'ready-within': '8s' };
    const result = await stage().release.deploy(inputs);
    expect(errorLine(result)).toContain('runs but is not ready: readiness probe failed');
    expect(errorLine(result)).not.toContain('at the timeout');
    await expectRestored(stage(), result, good);
  });

  it('names a Secret without the key (DEP-15)', async () => {
    const good = await newestRevision(stage());
    await stage().lab.cluster.api.apply(`/api/v1/namespaces/${stage().release.namespace}/secrets/half`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'half' },
      stringData: { other: 'x' },
    });
    const result = await stage().release.deploy({ set: 'secret.existingSecret=half' });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: Secret half has no key api-key (CreateContainerConfigError); rolled back to revision ${good}`,
    );
    await expectRestored(stage(), result, good);
  });

  it('names the quota that refuses pods', async () => {
    const good = await newestRevision(stage());
    const path = `/api/v1/namespaces/${stage().release.namespace}/resourcequotas/tight`;
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tight' } };
    await stage().lab.cluster.api.apply(path, { ...quota, spec: { hard: { 'limits.memory': '600Mi' } } });
    await sleep(1000); // the quota counts what is there first
    const result = await stage().release.deploy({ set: 'resources.limits.memory=1Gi' });
    await stage().lab.cluster.api.request('DELETE', path);
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment orders: pods cannot be created: exceeded quota: tight, .*limits\.memory=600Mi \(FailedCreate\); rolled back to revision \d+$/,
    );
    await expectRestored(stage(), result, good);
  });

  it('says what helm says when the API server refuses an object', async () => {
    const good = await newestRevision(stage());
    const result = await stage().release.deploy({ set: 'service.type=NodePort\nservice.nodePort=99' });
    expect(errorLine(result)).toMatch(/^HELM_UPGRADE_FAILED: .*nodePort.*; rolled back to revision \d+$/);
    await expectRestored(stage(), result, good);
  });

  it('names the hook Job that fails, with its last words', async () => {
    const good = await newestRevision(stage());
    const chart = await stage().lab.chartWith('hooked', { 'migrate.yaml': MIGRATE });
    const result = await stage().release.deploy({ chart });
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Job orders-migrate: failed: .*backoff limit.* \(BackoffLimitExceeded\); rolled back/,
    );
    expect(result.summary).toContain('unknown arguments ["-migrate"]');
    await expectRestored(stage(), result, good);
  });
}
