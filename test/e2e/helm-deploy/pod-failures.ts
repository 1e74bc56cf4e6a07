import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  errorLine,
  expectRestored,
  type HelmStage,
  missingImage,
  newestRevision,
} from '../support/helm-stage.ts';

/** A Deployment beside the service whose volume is a Secret that nobody made. */
const MOUNTS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: mounts }
spec:
  selector: { matchLabels: { app: mounts } }
  template:
    metadata: { labels: { app: mounts } }
    spec:
      containers:
        - name: mounts
          image: {{ include "orders.image" . | quote }}
          volumeMounts: [{ name: tls, mountPath: /tls }]
      volumes: [{ name: tls, secret: { secretName: nobody-made-it } }]
`;

/** Takes memory until it is killed for it. */
const HUNGRY = `package main

func main() {
	var kept [][]byte
	for {
		more := make([]byte, 1<<20)
		for at := range more {
			more[at] = 1
		}
		kept = append(kept, more)
	}
}
`;

/** What keeps pods from being made, running and ready, as the cluster says it. */
export function describePodFailures(stage: () => HelmStage): void {
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
    const result = await stage().release.deploy({ set: 'config.faultNeverReady=true', timeout: '40s' });
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^HELM_ROLLOUT_FAILED: Deployment orders: container orders: runs but is not ready: readiness probe failed: .*503 \\(Unhealthy\\) at the timeout; rolled back to revision ${good}$`,
      ),
    );
    await expectRestored(stage(), result, good);
  });

  it('gives up on readiness sooner with ready-timeout', async () => {
    const good = await newestRevision(stage());
    const inputs = { set: 'config.faultNeverReady=true', 'ready-timeout': '4s' };
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

  it('names a Deployment that somebody has paused', async () => {
    const { lab, release } = stage();
    const good = await newestRevision(stage());
    const path = `/apis/apps/v1/namespaces/${release.namespace}/deployments/orders`;
    const paused = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'orders' } };
    await lab.cluster.api.apply(path, { ...paused, spec: { paused: true } });
    const result = await release.deploy({ set: 'podAnnotations.note=new' });
    await lab.cluster.api.apply(path, paused);
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: is paused, so no pod gets the new template (Paused); rolled back to revision ${good}`,
    );
    await expectRestored(stage(), result, good);
  });

  it('says why no node takes the pod', async () => {
    const good = await newestRevision(stage());
    const result = await stage().release.deploy({ set: 'nodeSelector.disk=none', timeout: '10s' });
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment orders: no node takes the pod: 0\/1 nodes are available: .*selector.* \(Unschedulable\) at the timeout; rolled back/,
    );
    await expectRestored(stage(), result, good);
  });

  it('names the Secret that a volume waits for', async () => {
    const good = await newestRevision(stage());
    const chart = await stage().lab.chartWith('mounts', { 'mounts.yaml': MOUNTS });
    const result = await stage().release.deploy({ chart, timeout: '10s' });
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment mounts: volume cannot be mounted: Secret nobody-made-it not found \(FailedMount\) at the timeout; rolled back/,
    );
    await expectRestored(stage(), result, good);
  });

  it('names the memory limit of a container that is killed for it', async () => {
    const good = await newestRevision(stage());
    const image = await stage().lab.buildProgram('hungry', HUNGRY);
    const set = 'resources.limits.memory=24Mi\nresources.requests.memory=24Mi';
    const result = await stage().release.deploy({ image, set });
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment orders: container orders: killed for using more than its memory limit of 24Mi.* \(OOMKilled\); rolled back/,
    );
    await expectRestored(stage(), result, good);
  });

  it('says so when the roll back fails as well, and leaves no lock', async () => {
    const { release, lab } = stage();
    const secret = `/api/v1/namespaces/${release.namespace}/secrets/lent`;
    await lab.cluster.api.apply(secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'lent' },
      stringData: { 'api-key': 'x' },
    });
    const lent = { set: 'secret.existingSecret=lent' };
    expect((await release.deploy(lent)).exitCode).toBe(0);
    const good = await newestRevision(stage());
    await lab.cluster.api.request('DELETE', secret);
    const result = await release.deploy({ image: missingImage(lab), timeout: '10s' });
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^HELM_ROLLBACK_FAILED: .*not found \\(ErrImagePull\\); the roll back to revision ${good} failed as well: Deployment orders: container orders: Secret lent not found`,
      ),
    );
    expect((await release.history()).at(-1)?.status).not.toMatch(/^pending/);
    expect((await release.deploy()).exitCode).toBe(0);
  });
}
