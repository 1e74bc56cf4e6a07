import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Cluster,
  clusterPaths,
  clusterStatus,
  createToolbox,
  ensureGoImage,
  ensurePackages,
  findCluster,
  silentProgress,
  startCluster,
  stopCluster,
  waitFor,
} from '@fairlead/devcluster';
import { sourceArgv } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clusterCommand,
  clusterEntry,
  deployment,
  resolveInside,
  scraped,
  service,
} from '../support/cluster-command.ts';
import { findTraces, type MachineState, machineChanges, readMachine } from '../support/cluster-traces.ts';

const NAME = 'fl-e2e-dc';
const paths = clusterPaths(NAME);
const command = clusterCommand(NAME);
const orders = resolve(import.meta.dirname, '../../fixtures/orders');
let machine: MachineState;

beforeAll(async () => {
  await ensurePackages(silentProgress);
  await stopCluster(NAME);
  machine = await readMachine();
});

afterAll(async () => {
  await stopCluster(NAME);
});

describe('a cluster', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    const { code, out, err } = await command.run('up', '--json');
    expect(err).toMatch(/✓ kube-apiserver: started \(\d/);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: NAME,
      changed: true,
      registry: '127.0.0.1:5000',
      gateway: null,
    });
    const found = await findCluster(NAME);
    if (found === undefined) throw new Error('the cluster is not up');
    cluster = found;
  });
  afterAll(() => cluster.close());

  test('is up already the second time, and nothing is started again', async () => {
    const before = await command.recordedPids();
    const again = await command.run('up');
    expect(again).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('was up already; nothing changed'),
    });
    expect(await command.recordedPids()).toEqual(before);
  });

  test('tells its state and what it offers', async () => {
    const status = await command.run('status', '--json');
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      up: true,
      phase: 'up',
      nodeReady: true,
      version: 'v1.34.4',
    });
    const check = await command.run('check');
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining('nothing is lacking') });
    expect(check.out).toMatch(/✓ registry +http:\/\/127\.0\.0\.1:5000\/v2\/: HTTP 200/);
  });

  test('builds an image without a network, runs it from its registry, and scrapes it', async () => {
    await ensureGoImage({ dockerHost: cluster.dockerHost, modules: [orders] }, createToolbox());
    const image = `${cluster.registry}/e2e/orders:1`;
    await cluster.exec(['docker', 'build', '--quiet', '--tag', image, orders], {
      env: { DOCKER_BUILDKIT: '1' },
    });
    await cluster.exec(['docker', 'push', image]);
    await cluster.api.apply('/apis/apps/v1/namespaces/default/deployments/orders', deployment(image));
    await cluster.api.apply('/api/v1/namespaces/default/services/orders', service());

    const available = async (): Promise<true | undefined> => {
      const path = '/apis/apps/v1/namespaces/default/deployments/orders';
      const found = await cluster.api.get<{ status?: { availableReplicas?: number } }>(path);
      return found?.status?.availableReplicas === 2 ? true : undefined;
    };
    expect(await waitFor(available, { timeoutMs: 60_000, everyMs: 300 })).toBe(true);

    const answered = await waitFor(
      async () => {
        const response = await cluster.http
          .request({ url: 'http://127.0.0.1:30080/health' })
          .catch(() => undefined);
        return response?.status === 200 ? true : undefined;
      },
      { timeoutMs: 20_000 },
    );
    expect(answered, 'a node port answers on the loopback address').toBe(true);

    expect(await resolveInside(cluster, 'orders.default.svc.cluster.local')).toMatch(/^10\.96\./);

    const labels = await waitFor(() => scraped(cluster), { timeoutMs: 30_000, everyMs: 500 });
    expect(labels).toMatchObject({
      namespace: 'default',
      node: NAME,
      container: 'orders',
      label_app: 'orders',
    });
  });

  test('is checked like any cluster that a user has', async () => {
    const image = `${cluster.registry}/e2e/orders`;
    const words = ['check', '--json', '--kubeconfig', cluster.kubeconfig, '--registry', cluster.registry];
    const more = ['--prometheus-url', cluster.prometheusUrl, '--probe-image'];
    const check = async (tag: string): Promise<Record<string, string>> => {
      const argv = sourceArgv(clusterEntry, ...words, ...more, `${image}:${tag}`);
      const { stdout } = await cluster.exec(argv, { allowedCodes: [1] });
      const { findings } = JSON.parse(stdout) as { findings: { what: string; state: string }[] };
      return Object.fromEntries(findings.map(({ what, state }) => [what, state]));
    };
    const offered = { Kubernetes: 'offers', nodes: 'offers', Prometheus: 'offers', registry: 'offers' };
    expect(await check('1')).toEqual({ ...offered, 'Gateway API': 'lacks', 'image pull': 'offers' });
    expect(await check('no-such-tag')).toMatchObject({ 'image pull': 'lacks' });
  });

  test('forgets a pod that is gone', async () => {
    await cluster.api.request('DELETE', '/apis/apps/v1/namespaces/default/deployments/orders');
    const gone = await waitFor(async () => ((await scraped(cluster)) === undefined ? true : undefined), {
      timeoutMs: 60_000,
      everyMs: 500,
    });
    expect(gone).toBe(true);
  });

  test('starts again what has died', async () => {
    const { daemons } = await clusterStatus(NAME);
    const proxy = daemons.find(({ name }) => name === 'kube-proxy');
    process.kill(proxy?.pid ?? 0, 'SIGKILL');
    const dead = await waitFor(
      async () => ((await clusterStatus(NAME)).phase === 'broken' ? true : undefined),
      { timeoutMs: 20_000 },
    );
    expect(dead).toBe(true);
    const { changed } = await startCluster({ name: NAME });
    expect(changed).toBe(true);
    const after = await clusterStatus(NAME);
    const pidOf = (list: typeof daemons, name: string): number | undefined =>
      list.find((each) => each.name === name)?.pid;
    expect(after.up).toBe(true);
    expect(pidOf(after.daemons, 'kube-proxy')).not.toBe(proxy?.pid);
    expect(pidOf(after.daemons, 'etcd')).toBe(pidOf(daemons, 'etcd'));
  });

  test('gets a gateway when it is asked for later', async () => {
    const before = await clusterStatus(NAME);
    const withGateway = await startCluster({ name: NAME, gateway: true });
    expect(withGateway).toMatchObject({ changed: true, gatewayUrl: 'http://127.0.0.1:8000' });
    const answer = await withGateway.http.request({ url: `${withGateway.gatewayUrl}/` });
    withGateway.close();
    expect(answer.status, 'no route is attached yet').toBe(404);
    const after = await clusterStatus(NAME);
    expect(after.daemons.slice(0, before.daemons.length)).toEqual(before.daemons);
    expect((await startCluster({ name: NAME })).changed, 'asking for less takes nothing away').toBe(false);
  });

  test('goes down with pods and builds in it, and leaves nothing', async () => {
    await cluster.api.apply(
      '/apis/apps/v1/namespaces/default/deployments/orders',
      deployment(`${cluster.registry}/e2e/orders:1`),
    );
    const pods = '/proc/self/mountinfo';
    await waitFor(() => (readFileSync(pods, 'utf8').includes(`${paths.run}/containerd`) ? true : undefined), {
      timeoutMs: 20_000,
    });
    const pids = await command.recordedPids();
    expect(pids.length).toBeGreaterThanOrEqual(11);
    const down = await command.run('down');
    expect(down).toMatchObject({ code: 0, out: expect.stringContaining('is gone') });
    expect(findTraces(paths, pids)).toEqual([]);
    expect(await machineChanges(machine)).toEqual([]);
    expect(await command.run('down')).toMatchObject({
      code: 0,
      out: expect.stringContaining('there is no cluster'),
    });
    expect(await command.run('status')).toMatchObject({
      code: 1,
      out: expect.stringContaining('there is no cluster'),
    });
  });
});
