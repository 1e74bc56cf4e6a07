import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorLine, type HelmStage, missingImage, newestRevision } from '../support/helm-stage.ts';

/** What a deploy does when all is well, in the order of a life: refused, kept, installed, unchanged. */
export function describeDeploys(stage: () => HelmStage): void {
  it('refuses a namespace that does not exist and names the way out', async () => {
    const result = await stage().release.deploy();
    expect(result.exitCode).toBe(1);
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^INPUT_INVALID: namespace "${stage().release.namespace}": does not exist in the cluster .*create-namespace: true`,
      ),
    );
  });

  it('keeps a first install that fails for inspection, without a lock', async () => {
    const image = missingImage(stage().lab);
    const result = await stage().release.deploy({ 'create-namespace': 'true', image });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: image ${image} not found (ErrImagePull); left for inspection: there is no revision to go back to`,
    );
    expect(result.outputs['outcome']).toBe('failed');
    expect((await stage().release.history()).at(-1)?.status).not.toMatch(/^pending/);
  });

  it('installs, and says what runs', async () => {
    const result = await stage().release.deploy();
    expect(result.log).not.toContain('::error::');
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      outcome: 'deployed',
      revision: '2',
      image: stage().lab.image,
      namespace: `${stage().release.namespace}`,
      'failed-object': '',
    });
    expect(result.summary).toContain('| Deployment orders |');
    expect(result.summary).toContain('1 of 1 ready');
    expect(await stage().release.live()).toEqual({ image: stage().lab.image, replicas: 1, ready: 1 });
  });

  it('says unchanged when a deploy changes nothing', async () => {
    expect((await stage().release.deploy()).outputs['outcome']).toBe('unchanged');
  });

  it('shows a dry run without doing it', async () => {
    const before = await newestRevision(stage());
    const result = await stage().release.deploy({ 'dry-run': 'true', set: 'replicaCount=2' });
    expect(result.outputs['outcome']).toBe('dry-run');
    expect(result.summary).toContain('Nothing was changed: the API server accepts 4 objects.');
    expect(result.summary).toContain(
      `| Deployment orders: container orders | ${stage().lab.image} | ${stage().lab.image} |`,
    );
    expect(await newestRevision(stage())).toBe(before);
  });

  it('asks the API server in a dry run, and names what it would refuse', async () => {
    const before = await newestRevision(stage());
    const inputs = { 'dry-run': 'true', set: 'resources.requests.memory=64Gi' };
    const result = await stage().release.deploy(inputs);
    expect(errorLine(result)).toMatch(
      /^HELM_UPGRADE_FAILED: the API server would refuse 1 of 4 objects: Deployment orders: .*requests.*64Gi.*memory limit/,
    );
    expect(await newestRevision(stage())).toBe(before);
  });

  it('hands secrets over without showing or keeping them (DEP-15)', async () => {
    const step = await stage().release.step({ 'set-secret': 'secret.data.api-key=hunter2-hunter2' });
    const result = await step.main();
    expect(result.exitCode).toBe(0);
    const shown = result.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(`${shown}${result.summary}`).not.toContain('hunter2');
    const path = `/api/v1/namespaces/${stage().release.namespace}/secrets/orders`;
    const secret = await stage().lab.cluster.api.get<{ data: Record<string, string> }>(path);
    expect(Buffer.from(secret?.data['api-key'] ?? '', 'base64').toString()).toBe('hunter2-hunter2');
    const left = await readdir(join(step.temp, 'temp', 'fairlead'));
    expect(left.filter((name) => name.startsWith('helm-values'))).toEqual([]);
  });

  it('leaves what others own: no conflict with fields of another manager', async () => {
    const patch = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'orders', namespace: `${stage().release.namespace}` },
      spec: { replicas: 2 },
    };
    await stage().lab.cluster.api.apply(
      `/apis/apps/v1/namespaces/${stage().release.namespace}/deployments/orders`,
      patch,
    );
    const result = await stage().release.deploy({ set: 'replicaCount=1\nconfig.logLevel=warn' });
    expect(result.exitCode).toBe(0);
    expect(result.outputs['outcome']).toBe('deployed');
    const back = await stage().release.deploy();
    expect(back.exitCode).toBe(0);
    expect(await stage().release.live()).toMatchObject({ replicas: 1 });
  });
}
