import { expect, it } from 'vitest';
import { errorLine, expectRestored, type HelmStage, newestRevision } from '../support/helm-stage.ts';

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

/** What keeps pods from running, as scheduler and kubelet say it. */
export function describePodFailures(stage: () => HelmStage): void {
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
    const result = await release.deploy({ set: 'config.faultCrashAtStart=true', timeout: '12s' });
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^HELM_ROLLBACK_FAILED: .*crashed at start.*; the roll back to revision ${good} failed as well: Deployment orders: container orders: Secret lent not found`,
      ),
    );
    expect((await release.history()).at(-1)?.status).not.toMatch(/^pending/);
    expect((await release.deploy()).exitCode).toBe(0);
  });
}
