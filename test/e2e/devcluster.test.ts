import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTraces, type MachineState, readMachine } from './support/cluster-traces.ts';

const NAME = 'fl-e2e-dc';
const paths = clusterPaths(NAME);
const orders = resolve(import.meta.dirname, '../fixtures/orders');
let machine: MachineState;
let elsewhere: string;

beforeAll(async () => {
  await ensurePackages(silentProgress);
  await stopCluster(NAME);
  machine = await readMachine();
  elsewhere = mkdtempSync(join(tmpdir(), 'fl-elsewhere-'));
});

afterAll(async () => {
  await stopCluster(NAME);
  rmSync(elsewhere, { recursive: true, force: true });
});

/** Starts the command as a user's script would: from another folder, without standard input. */
function startCli(...words: string[]): ChildProcess {
  const entry = resolve(import.meta.dirname, '../../packages/devcluster/src/cli.ts');
  const argv = ['--conditions=fairlead-source', entry, ...words, '--name', NAME];
  return spawn(process.execPath, argv, { cwd: elsewhere, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function cli(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = startCli(...words);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text.err += chunk;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, ...text };
}

/** Starts `up` and kills it without warning once it has printed a line with `word`. */
async function killUpAfter(word: string): Promise<void> {
  const child = startCli('up');
  const closed = new Promise((done) => child.on('close', done));
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += chunk;
    if (text.includes(word)) child.kill('SIGKILL');
  });
  await closed;
  expect(text).toContain(word);
}

const recordedPids = async (): Promise<number[]> => (await clusterStatus(NAME)).daemons.map(({ pid }) => pid);

describe('a cluster', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    const { code, out, err } = await cli('up', '--json');
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
    const before = await recordedPids();
    const again = await cli('up');
    expect(again).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('was up already; nothing changed'),
    });
    expect(await recordedPids()).toEqual(before);
  });

  test('tells its state and what it offers', async () => {
    const status = await cli('status', '--json');
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({
      up: true,
      phase: 'up',
      nodeReady: true,
      version: 'v1.34.4',
    });
    const check = await cli('check');
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
      { timeoutMs: 5000 },
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

  test('goes down with pods and builds in it, and leaves nothing', async () => {
    await cluster.api.apply(
      '/apis/apps/v1/namespaces/default/deployments/orders',
      deployment(`${cluster.registry}/e2e/orders:1`),
    );
    const pods = '/proc/self/mountinfo';
    await waitFor(() => (readFileSync(pods, 'utf8').includes(`${paths.run}/containerd`) ? true : undefined), {
      timeoutMs: 20_000,
    });
    const pids = await recordedPids();
    expect(pids.length).toBeGreaterThanOrEqual(11);
    const down = await cli('down');
    expect(down).toMatchObject({ code: 0, out: expect.stringContaining('is gone') });
    expect(findTraces(paths, pids)).toEqual([]);
    await expectMachineUnchanged();
    expect(await cli('down')).toMatchObject({ code: 0, out: expect.stringContaining('there is no cluster') });
    expect(await cli('status')).toMatchObject({
      code: 1,
      out: expect.stringContaining('there is no cluster'),
    });
  });
});

describe('an up that is killed', () => {
  test.each(['network namespace: ready', '✓ etcd', '✓ kube-apiserver', '✓ kubelet'])(
    'after "%s" is completed by the next up',
    async (word) => {
      await killUpAfter(word);
      expect((await clusterStatus(NAME)).phase).toBe('starting');
      const { code, err } = await cli('up');
      expect(code, err).toBe(0);
      expect((await clusterStatus(NAME)).up).toBe(true);
      const pids = await recordedPids();
      await stopCluster(NAME);
      expect(findTraces(paths, pids)).toEqual([]);
    },
  );

  test.each(['network namespace: ready', '✓ docker', '✓ kube-controller-manager'])(
    'after "%s" is removed by down',
    async (word) => {
      await killUpAfter(word);
      const pids = await recordedPids();
      expect(await cli('down')).toMatchObject({ code: 0 });
      expect(findTraces(paths, pids)).toEqual([]);
      await expectMachineUnchanged();
    },
  );
});

async function expectMachineUnchanged(): Promise<void> {
  const now = await readMachine();
  expect(now.firewall).toBe(machine.firewall);
  expect(now.links).toEqual(machine.links);
  expect(now.namespaces).not.toContain(NAME);
}

/** Asks the cluster's own name server. */
async function resolveInside(cluster: Cluster, name: string): Promise<string> {
  const script = `const dns = new (require('node:dns').promises.Resolver)();
    dns.setServers(['10.200.0.1']);
    dns.resolve4(process.argv[1]).then(([address]) => console.log(address));`;
  return (await cluster.exec([process.execPath, '--eval', script, name])).stdout;
}

/** Labels of a pod of the deployment that Prometheus reaches. */
async function scraped(cluster: Cluster): Promise<Record<string, string> | undefined> {
  const query = encodeURIComponent('up{job="kubernetes-pods",label_app="orders"} == 1');
  const response = await cluster.http.request({
    url: `${cluster.prometheusUrl}/api/v1/query?query=${query}`,
  });
  const answer = JSON.parse(response.body) as { data: { result: { metric: Record<string, string> }[] } };
  return answer.data.result[0]?.metric;
}

function deployment(image: string): unknown {
  const labels = { app: 'orders' };
  const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' };
  const container = {
    name: 'orders',
    image,
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels, annotations }, spec: { containers: [container] } },
    },
  };
}

function service(): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders' },
    spec: {
      type: 'NodePort',
      selector: { app: 'orders' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    },
  };
}
