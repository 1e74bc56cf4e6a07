import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createFakeKube,
  type FakeKube,
  type ForgedStep,
  forgeStep,
  type KubeServer,
} from '@fairlead/testkit';
import { onTestFinished } from 'vitest';
import { installFakeHelm, releaseRecord } from './fake-helm.ts';

const orders = fileURLToPath(new URL('../fixtures/orders', import.meta.url));

/** A cluster in which the sample's release is healthy at once. */
export function healthyRelease(): FakeKube {
  const kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const metadata = { name: 'orders', annotations: { 'deployment.kubernetes.io/revision': '1' } };
  const status = { observedGeneration: 9, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  kube.put({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 }, status });
  kube.put(releaseRecord());
  return kube;
}

/** A step of helm-deploy in a copy of the sample service, until the test ends. */
export async function helmStep(
  cluster: KubeServer,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<ForgedStep> {
  const given = {
    release: 'orders',
    chart: 'deploy/orders',
    image: 'chart',
    environment: 'dev',
    kubeconfig: 'kubeconfig',
    ...inputs,
  };
  const step = await forgeStep({ action: 'helm-deploy', inputs: given, env });
  onTestFinished(() => step.dispose());
  await cp(orders, step.workspace, { recursive: true });
  await cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
  return step;
}

/** A folder for PATH with a helm that renders one Deployment, until the test ends; its upgrade ends as `upgrade` says. */
export async function fakeHelmFolder(upgrade?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-helm-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return installFakeHelm(folder, upgrade);
}
