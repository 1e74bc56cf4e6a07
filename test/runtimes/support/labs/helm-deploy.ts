import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFakeKube, type ForgedStep, type KubeServer, startKubeServer } from '@fairlead/testkit';
import { installFakeHelm, releaseRecord } from '../../../support/fake-helm.ts';
import { type Job, outputsOf } from '../job.ts';
import type { ActionLab } from '../lab.ts';

const orders = fileURLToPath(new URL('../../../fixtures/orders', import.meta.url));

/** helm-deploy with a cluster and a helm that stand in; the deploy is to be recorded with GitHub. */
export const helmDeploy: ActionLab = {
  action: 'helm-deploy',
  async work(job) {
    const cluster = await openCluster();
    try {
      const { log, ...result } = await job.main(await prepare(job, cluster));
      const { outcome = 'no outcome' } = outputsOf({ log, ...result });
      const states = job.runtime.api.deploymentStatuses().map(({ state }) => state);
      const told = /no record of the deployment|no record is made/.test(log);
      const recorded = states.includes('success')
        ? 'recorded'
        : told
          ? 'no record: warned'
          : 'no record: silent';
      return [outcome, recorded];
    } finally {
      await cluster.close();
    }
  },
  async workLong(job) {
    const cluster = await openCluster();
    return {
      step: await prepare(job, cluster, 'echo upgrading >&2; exec sleep 3600'),
      begun: /upgrading|^::group::(upgrade|roll out)/,
      close: () => cluster.close(),
    };
  },
};

async function openCluster(): Promise<KubeServer> {
  const kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const metadata = { name: 'orders', annotations: { 'deployment.kubernetes.io/revision': '1' } };
  const status = { observedGeneration: 9, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  kube.put({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 }, status });
  kube.put(releaseRecord());
  return startKubeServer(kube);
}

async function prepare(job: Job, cluster: KubeServer, upgrade?: string): Promise<ForgedStep> {
  const home = await mkdtemp(join(job.folder, 'helm-'));
  const bin = await installFakeHelm(home, upgrade);
  const workspace = join(home, 'workspace');
  await cp(orders, workspace, { recursive: true });
  await cluster.writeKubeconfig(join(workspace, 'kubeconfig'), 'shop');
  const inputs = {
    release: 'orders',
    chart: 'deploy/orders',
    image: 'chart',
    kubeconfig: 'kubeconfig',
    environment: 'staging',
    'stay-healthy': '1s',
    'github-deployment': 'true',
  };
  return job.step({ action: 'helm-deploy', inputs, workspace, env: { PATH: `${bin}:/usr/bin:/bin` } });
}
