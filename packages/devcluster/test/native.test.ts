import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { plannedCertificates } from '../src/native/certificates.ts';
import { renderConfigFiles } from '../src/native/config-files.ts';
import { discoveryDaemon } from '../src/native/daemons/discovery.ts';
import { traefikDaemon } from '../src/native/daemons/gateway.ts';
import { controlPlane } from '../src/native/daemons/kubernetes.ts';
import { systemDaemons } from '../src/native/daemons/system.ts';
import { type PodLike, targetsOfPods } from '../src/native/discovery.ts';
import { readQuestion, writeResponse } from '../src/native/dns-message.ts';
import { indexServices } from '../src/native/service-names.ts';
import { runSteps, type Step } from '../src/native/steps.ts';
import { clusterPaths } from '../src/paths.ts';

const paths = clusterPaths('one', { HOME: '/home/me' });

describe('paths', () => {
  test('follow the XDG folders', () => {
    expect(paths.state).toBe('/home/me/.local/state/fairlead/one');
    expect(clusterPaths('one', { XDG_STATE_HOME: '/s', HOME: '/home/me' }).state).toBe('/s/fairlead/one');
  });

  test.each(['', 'One', '1a', '../x', 'a/b', 'a'.repeat(31)])('refuse %j as a name', (name) => {
    expect(() => clusterPaths(name, { HOME: '/home/me' })).toThrow(/name .*cannot name a cluster/);
  });

  test('refuse a state folder that is too long for sockets, before anything starts', () => {
    expect(() => clusterPaths('one', { HOME: `/${'x'.repeat(60)}` })).toThrow(/XDG_STATE_HOME/);
  });
});

describe('two clusters', () => {
  const other = clusterPaths('two', { HOME: '/home/me' });
  const words = (of: typeof paths): string[] => [
    ...systemDaemons(of, (name) => `/usr/bin/${name}`).flatMap(({ argv }) => argv),
    ...controlPlane(of, '/kubelet', 'kubelet').argv,
    ...controlPlane(of, '/kube-apiserver', 'kube-apiserver').argv,
    ...discoveryDaemon(of, '/node').argv,
    ...traefikDaemon(of, '/traefik').argv,
    ...Object.values(renderConfigFiles(of, '/usr/lib/cni')),
  ];
  const ownPlaces = (text: string): string[] => text.match(/\/(?:home|run)\/[\w./-]+/g) ?? [];

  test('share no folder, socket or cgroup', () => {
    const mine = new Set(words(paths).flatMap(ownPlaces));
    expect(mine.size).toBeGreaterThan(10);
    expect(
      words(other)
        .flatMap(ownPlaces)
        .filter((place) => mine.has(place)),
    ).toEqual([]);
    expect(words(other).join(' ')).not.toContain('/one');
  });
});

test('configuration files are what their readers expect', () => {
  const files = renderConfigFiles(paths, '/usr/lib/cni');
  expect(parse(files['kubelet.yml'] ?? '')).toMatchObject({
    cgroupRoot: '/fairlead-one',
    cgroupDriver: 'cgroupfs',
  });
  expect(parse(files['registry.yml'] ?? '')).toMatchObject({
    http: { addr: '127.0.0.1:5000' },
    storage: { delete: { enabled: true } },
  });
  expect(parse(files['prometheus.yml'] ?? '').scrape_configs).toHaveLength(3);
  expect(JSON.parse(files['cni/10-bridge.conflist'] ?? '')).toMatchObject({ name: 'fairlead-one' });
  expect(files['containerd.toml']).toContain('address = "/run/fairlead/one/containerd.sock"');
  expect(files['containerd.toml'], 'by default all clusters share this folder').toContain(
    'Root = "/run/fairlead/one/runc"',
  );
  expect(files['resolv.conf']).toBe('nameserver 10.200.0.1\n');
});

test('the node is authorized as the node that it is', () => {
  const kubelet = plannedCertificates('one').find(({ file }) => file === 'kubelet');
  expect(kubelet).toMatchObject({
    subject: '/O=system:nodes/CN=system:node:one',
    alternatives: 'DNS:one,IP:10.200.0.1',
  });
});

describe('discovery of pods', () => {
  const pod = (name: string, change: Partial<PodLike['status']> = {}, annotations = {}): PodLike => ({
    metadata: {
      name,
      namespace: 'default',
      labels: { app: 'orders', 'app.kubernetes.io/version': '2' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080', ...annotations },
    },
    spec: {
      nodeName: 'one',
      containers: [{ name: 'side' }, { name: 'orders', ports: [{ containerPort: 8080 }] }],
    },
    status: { phase: 'Running', podIP: '10.88.0.2', ...change },
  });

  test('names pod, container, node and labels', () => {
    expect(targetsOfPods([pod('a')])).toEqual([
      {
        targets: ['10.88.0.2:8080'],
        labels: {
          __metrics_path__: '/metrics',
          __scheme__: 'http',
          namespace: 'default',
          pod: 'a',
          node: 'one',
          container: 'orders',
          job: 'kubernetes-pods',
          label_app: 'orders',
          label_app_kubernetes_io_version: '2',
        },
      },
    ]);
  });

  test.each([
    ['has ended', pod('a', { phase: 'Succeeded' })],
    ['has no address yet', pod('a', { podIP: '' })],
    ['does not ask', pod('a', {}, { 'prometheus.io/scrape': 'false' })],
    ['names no usable port', pod('a', {}, { 'prometheus.io/port': 'http' })],
  ])('leaves out a pod that %s', (_, left) => {
    expect(targetsOfPods([left])).toEqual([]);
  });

  test('gives the same text for the same pods in any order', () => {
    const [a, b] = [pod('a'), pod('b', { podIP: '10.88.0.3' })];
    expect(targetsOfPods([a, b])).toEqual(targetsOfPods([b, a]));
  });
});

describe('steps', () => {
  const step = (name: string, needs: string[], run: () => Promise<void>): Step => ({ name, needs, run });

  test('start as soon as what they need is done', async () => {
    const order: string[] = [];
    let end = (): void => {};
    const slow = new Promise<void>((done) => {
      end = done;
    });
    await runSteps([
      step('c', ['a'], async () => {
        order.push('c');
        end();
      }),
      step('a', [], async () => {
        order.push('a');
      }),
      // Ends only once c has run: c waits for a, and for nothing else.
      step('b', [], async () => {
        await slow;
        order.push('b');
      }),
    ]);
    expect(order).toEqual(['a', 'c', 'b']);
  });

  test('stop at the first failure, tell it at once and throw it', async () => {
    const failure = new Error('no disk');
    const told: unknown[] = [];
    let ran = false;
    const steps = [
      step('a', [], () => Promise.reject(failure)),
      step('b', ['a'], async () => {
        ran = true;
      }),
    ];
    await expect(runSteps(steps, (error) => told.push(error))).rejects.toBe(failure);
    expect([told, ran]).toEqual([[failure], false]);
  });

  test('that wait for each other are refused', async () => {
    const nothing = async (): Promise<void> => {};
    await expect(runSteps([step('a', ['b'], nothing), step('b', ['a'], nothing)])).rejects.toThrow(
      'a → b → a',
    );
  });
});

describe('names of services', () => {
  const service = (name: string, clusterIP: string) => ({
    metadata: { name, namespace: 'shop' },
    spec: { clusterIP },
  });
  const slice = {
    metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.88.0.5'], hostname: 'db-0', conditions: { ready: true } },
      { addresses: ['10.88.0.6'], hostname: 'db-1', conditions: { ready: false } },
    ],
  };
  const answer = indexServices([service('orders', '10.96.0.9'), service('db', 'None')], [slice]);

  test('lead to its address, or to its ready pods', () => {
    expect(answer('orders.shop.svc.cluster.local')).toEqual(['10.96.0.9']);
    expect(answer('db.shop.svc.cluster.local')).toEqual(['10.88.0.5']);
    expect(answer('db-0.db.shop.svc.cluster.local')).toEqual(['10.88.0.5']);
    expect(answer('orders.shop.svc.cluster.local.shop.svc.cluster.local')).toBe('no such name');
  });

  const query = (name: string, type: number): Buffer => {
    const labels = name.split('.').map((label) => `${String.fromCharCode(label.length)}${label}`);
    return Buffer.concat([
      Buffer.from([0x12, 0x34, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
      Buffer.from(`${labels.join('')}\0\0${String.fromCharCode(type)}\0\u0001`, 'latin1'),
    ]);
  };

  test('are read from a query and answered in its form', () => {
    const asked = query('Orders.shop.svc.cluster.local', 1);
    const question = readQuestion(asked);
    expect(question).toMatchObject({ name: 'orders.shop.svc.cluster.local', type: 1 });
    const response = writeResponse(asked, question ?? { type: 1, end: 12 }, ['10.96.0.9']);
    expect(response.subarray(0, 8).toString('hex')).toBe('1234850000010001');
    expect([...response.subarray(-4)]).toEqual([10, 96, 0, 9]);
  });

  test('that do not exist are told apart from those without such an address', () => {
    const asked = query('x.shop.svc.cluster.local', 28);
    const question = { type: 28, end: asked.length };
    expect(writeResponse(asked, question, 'no such name').readUInt16BE(2) & 15).toBe(3);
    const empty = writeResponse(asked, question, ['10.96.0.9']);
    expect([empty.readUInt16BE(2) & 15, empty.readUInt16BE(6)]).toEqual([0, 0]);
  });

  test.each([
    ['a response', Buffer.from([0, 0, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1])],
    ['a cut label', Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9, 97])],
    ['nothing', Buffer.alloc(0)],
  ])('are not read from %s', (_, bytes) => {
    expect(readQuestion(bytes)).toBeUndefined();
  });
});
