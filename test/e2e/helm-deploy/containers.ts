import { expect, it } from 'vitest';
import { errorLine, expectRestored, type HelmStage, newestRevision } from '../support/helm-stage.ts';

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

/** What keeps a container from running and being ready, as the cluster says it. */
export function describeContainers(stage: () => HelmStage): void {
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
    const result = await stage().release.deploy({ set: 'config.faultNeverReady=true', timeout: '20s' });
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
}
