import { join } from 'node:path';
import { createFakeKube, forgeStep, makeWorkspace, startKubeServer, startProxy } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';

const image = `registry.example.test/acme/orders@sha256:${'a'.repeat(64)}`;
const kubeconfig = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'https://cluster.example.test:6443' } }],
  users: [{ name: 'u', user: { token: 't' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
  'current-context': 'x',
});

/** An action, its inputs, and what it must ask the proxy for. */
it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'docker-multistage',
    { image: 'registry.example.test/acme/orders', push: 'true' },
    ['registry.example.test:443'],
  ],
  [
    'helm-deploy',
    { release: 'orders', chart: 'chart', image: 'chart', kubeconfig: 'kubeconfig' },
    ['cluster.example.test:6443'],
  ],
  [
    'canary-rollback',
    { workload: 'orders', image, kubeconfig: 'here', 'prometheus-url': 'https://prometheus.example.test' },
    ['prometheus.example.test:443'],
  ],
])('%s sends everything over HTTPS_PROXY', async (action, inputs, hosts) => {
  const proxy = await startProxy({ refuse: true });
  const workspace = await makeWorkspace({
    kubeconfig,
    Dockerfile: 'FROM scratch\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: orders\nversion: 1.0.0\n',
  });
  const cluster = await startKubeServer(createFakeKube('shop'));
  await cluster.writeKubeconfig(join(workspace.folder, 'here'), 'shop'); // this machine: never over a proxy
  const env = { HTTPS_PROXY: proxy.url.replace('//', '//me:swordfish@') };
  const step = await forgeStep({ action, inputs, workspace: workspace.folder, env });
  onTestFinished(async () => {
    await step.dispose();
    await workspace.remove();
    await proxy.close();
    await cluster.close();
  });
  const { log, summary } = await step.main();
  expect([...new Set(proxy.asked)].toSorted()).toEqual(hosts);
  expect(log.replaceAll(/^::add-mask::.*$/gm, '') + summary).not.toContain('swordfish');
});
