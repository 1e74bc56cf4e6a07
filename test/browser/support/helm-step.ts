import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFakeKube, type ForgedStep, forgeStep, startKubeServer } from '@fairlead/testkit';
import { onTestFinished } from 'vitest';
import { installFakeHelm } from '../../support/fake-helm.ts';

const orders = fileURLToPath(new URL('../../fixtures/orders', import.meta.url));

/** A step of helm-deploy into a cluster in which the release is healthy at once; its upgrade ends as `upgrade` says. */
export async function helmStep(upgrade?: string): Promise<ForgedStep> {
  const kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const metadata = { name: 'orders', annotations: { 'deployment.kubernetes.io/revision': '1' } };
  const status = { observedGeneration: 9, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  kube.put({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 }, status });
  const cluster = await startKubeServer(kube);
  onTestFinished(() => cluster.close());
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-helm-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bin = await installFakeHelm(folder, upgrade);
  const inputs = {
    release: 'orders',
    chart: 'deploy/orders',
    image: 'chart',
    environment: 'dev',
    kubeconfig: 'kubeconfig',
    'stay-healthy': '1s',
  };
  const step = await forgeStep({ action: 'helm-deploy', inputs, env: { PATH: `${bin}:/usr/bin:/bin` } });
  onTestFinished(() => step.dispose());
  await cp(orders, step.workspace, { recursive: true });
  await cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
  return step;
}
