import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeKube } from '@fairlead/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimName } from '../../src/demo/claim.ts';
import { readOptions } from '../../src/demo/options.ts';
import { openBridge } from '../../src/demo/own/bridge.ts';
import { connectOwn, type OwnCluster, onlyContext } from '../../src/demo/own/connect.ts';
import { clearNamespace, openNamespace } from '../../src/demo/own/namespace.ts';
import { demoRights, rightsText } from '../../src/demo/own/rights.ts';
import { readPull } from '../../src/demo/own/try-pull.ts';
import { demoFiles } from '../../src/demo/settings.ts';

const env = { HOME: '/home/ann' };
const given = ['--kubeconfig', 'k', '--registry', 'ghcr.io/acme'];

describe("options of a cluster of one's own", () => {
  it('are read together', () => {
    expect(
      readOptions(
        [
          ...given,
          '--context',
          'kind',
          '--namespace',
          'shop',
          '--pull-secret',
          's',
          '--prometheus-url',
          'http://p:9090',
        ],
        env,
      ).own,
    ).toEqual({
      kubeconfig: 'k',
      context: 'kind',
      namespace: 'shop',
      registry: 'ghcr.io/acme',
      pullSecret: 's',
      prometheusUrl: 'http://p:9090',
    });
    expect(readOptions(['--down', '--kubeconfig', 'k'], env).own).toMatchObject({ kubeconfig: 'k' });
    expect(readOptions([], env).own).toBeUndefined();
  });

  it.each([
    [['--kubeconfig', 'k'], '--registry: is needed, HOST or HOST/PATH'],
    [
      ['--registry', 'ghcr.io/acme'],
      '--registry: is for a cluster of your own, so name --kubeconfig FILE too',
    ],
    [['--kubeconfig', 'k', '--registry', 'acme'], '--registry acme: must be HOST or HOST/PATH'],
    [['--kubeconfig', 'k', '--registry', 'https://ghcr.io'], '--registry https://ghcr.io: must be'],
    [[...given, '--namespace', 'A'], '--namespace A: must be lower-case letters'],
    [[...given, '--pull-secret', 's'], '--pull-secret: is a Secret of a namespace that is there already'],
    [[...given, '--gateway'], '--gateway: is for the cluster that the demo makes'],
    [[...given, '--prometheus-url', 'p:9090'], '--prometheus-url: must be an http or https address'],
    [
      [...given, '--prometheus-url', 'http://ann:secret@p'],
      '--prometheus-url: must be an http or https address',
    ],
    [[...given, '--keep'], '--keep: is for the cluster that the demo makes'],
  ])('%j is refused', (args, sentence) => {
    expect(() => readOptions(args, env)).toThrow(sentence);
  });

  it('are refused with everything that is wrong at once', () => {
    expect(() => readOptions(['--kubeconfig', 'k', '--keep', '--namespace', '-'], env)).toThrow(
      /--registry: is needed[\s\S]*--namespace -: must be[\s\S]*--keep: is for/,
    );
  });

  it.each(['localhost:5001', 'localhost/demo', 'registry.example.com', '127.0.0.1:5000/a/b'])(
    'take %s for a registry',
    (registry) => {
      expect(readOptions(['--kubeconfig', 'k', '--registry', registry], env).own).toMatchObject({ registry });
    },
  );
});

it('the kubeconfig of the steps has one context, and tells its program where its files are', () => {
  const exec = { command: 'aws', env: [{ name: 'AWS_PROFILE', value: 'named' }] };
  const config = {
    'current-context': 'a',
    contexts: ['a', 'b'].map((name) => ({ name, context: { cluster: name, user: name } })),
    clusters: [{ name: 'a' }, { name: 'b' }],
    users: ['a', 'b'].map((name) => ({ name, user: { exec } })),
  };
  const places = { HOME: '/home/ann', AWS_SECRET_ACCESS_KEY: 'never' };
  const only = JSON.parse(onlyContext(config, 'shop', places));
  expect(only.contexts).toEqual([{ name: 'a', context: { cluster: 'a', user: 'a', namespace: 'shop' } }]);
  expect(only.clusters).toEqual([{ name: 'a' }]);
  expect(only.users).toHaveLength(1);
  expect(only.users[0].user.exec.env).toEqual([
    { name: 'HOME', value: '/home/ann' },
    { name: 'AWS_PROFILE', value: 'named' },
  ]);
});

function clusterWith(
  makesNamespace: boolean,
): OwnCluster & { readonly fake: ReturnType<typeof createFakeKube> } {
  const fake = createFakeKube('shop');
  return { kube: fake, fake, namespace: 'shop', makesNamespace } as unknown as OwnCluster & {
    fake: typeof fake;
  };
}

describe('the namespace', () => {
  const orders = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders', namespace: 'shop' } };
  const other = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'ordering', namespace: 'shop' } };

  it("that is given loses what is the demo's, and only after the demo has marked it", async () => {
    const cluster = clusterWith(false);
    cluster.fake.put(orders);
    cluster.fake.put(other);
    expect(await clearNamespace(cluster)).toBe(false);
    expect(cluster.fake.objects()).toHaveLength(2);
    await openNamespace(cluster);
    expect(await clearNamespace(cluster)).toBe(true);
    expect(cluster.fake.objects().map(({ metadata }) => metadata.name)).toEqual(['ordering']);
  });

  it('of its own is removed, and one of the same name that is not its own is not', async () => {
    const cluster = clusterWith(true);
    await openNamespace(cluster);
    expect(await clearNamespace(cluster)).toBe(true);
    expect(cluster.fake.objects()).toEqual([]);
    cluster.fake.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    expect(await clearNamespace(cluster)).toBe(false);
    expect(cluster.fake.objects()).toHaveLength(1);
  });
});

describe('what a pod says about the image that is tried', () => {
  const pod = (status: object) =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      status: { containerStatuses: [status] },
    }) as never;

  it.each([
    [{ imageID: 'sha256:1' }, 'pulled'],
    [{ state: { waiting: { reason: 'ContainerCreating' } } }, undefined],
    [{ state: { waiting: { reason: 'ErrImagePull', message: 'no such host' } } }, 'no such host'],
    [{ state: { waiting: { reason: 'ImagePullBackOff' } } }, 'ImagePullBackOff'],
    [{ state: { waiting: { reason: 'CreateContainerError' } } }, 'pulled'],
    [{}, undefined],
  ])('%j', (status, outcome) => {
    expect(readPull(pod(status))).toBe(outcome);
  });

  it('is nothing for a pod that is not there', () => {
    expect(readPull(undefined)).toBeUndefined();
  });
});

describe('the way to the pods', () => {
  const asked: string[] = [];

  function ask(url: string, method = 'GET'): Promise<number> {
    return new Promise((done, fail) => {
      get(url, { method }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      }).once('error', fail);
    });
  }

  it('is open for pods and Services of the namespace, for who knows the address', async () => {
    const transport = {
      open: async ({ path }: { path: string }) => {
        asked.push(path);
        throw new Error('not reached');
      },
    } as unknown as OwnCluster['transport'];
    const bridge = await openBridge({ transport, namespace: 'shop' });
    const base = `http://${bridge.host}${bridge.base}`;
    try {
      expect(await ask(`${base}services/orders:80/proxy/orders`)).toBe(502);
      expect(asked).toEqual(['/api/v1/namespaces/shop/services/orders:80/proxy/orders']);
      const refused = [
        `${base}secrets/a:1/proxy/`,
        `${base}pods/../secrets:1/proxy/`,
        `http://${bridge.host}/services/orders:80/proxy/orders`,
      ];
      for (const url of refused) expect(await ask(url), url).toBe(404);
      expect(await ask(`${base}services/orders:80/proxy/orders`, 'POST')).toBe(404);
      expect(asked).toHaveLength(1);
    } finally {
      await bridge.close();
    }
  });
});

it('rights are told by resource', () => {
  const right = (verb: string, group: string, resource: string) => ({ verb, group, resource });
  expect(
    rightsText([right('get', '', 'pods'), right('list', '', 'pods'), right('get', 'apps', 'deployments')]),
  ).toBe('get, list pods; get deployments.apps');
  expect(demoRights()).toContainEqual({ apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'] });
});

it('files of the repository name namespace and Secret, and no port of a node', () => {
  const files = demoFiles({ namespace: 'shop', nodePort: false, pullSecret: 's' });
  expect(files['.github/fairlead.yml']).toContain('namespace: shop');
  expect(files['.github/fairlead.yml']).toContain('step-duration: 16s');
  expect(files['deploy/demo.values.yaml']).toContain('pullSecrets: [{ name: s }]');
  expect(files['deploy/demo.values.yaml']).not.toContain('NodePort');
  expect(demoFiles({})['deploy/demo.values.yaml']).toContain('nodePort: 30080');
});

it('a claim by a socket in a folder is refused and given back, and taken over from who has died', async () => {
  const name = `file-${process.pid}`;
  const claim = await claimName(name, 'darwin');
  expect(await claimName(name, 'darwin')).toBe(process.pid);
  if (typeof claim !== 'number') claim.release();
  const { tmpdir } = await import('node:os');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${tmpdir()}/fairlead-demo-${name}.sock`, '');
  const after = await claimName(name, 'darwin');
  expect(typeof after).toBe('object');
  if (typeof after !== 'number') after.release();
});

it('what is wrong with file and context is said by the names of the options', async () => {
  const options = {
    namespace: undefined,
    registry: 'ghcr.io/acme',
    pullSecret: undefined,
    prometheusUrl: undefined,
  };
  await expect(
    connectOwn('demo', { ...options, kubeconfig: '/no/such/file', context: undefined }, {}),
  ).rejects.toThrow('--kubeconfig "/no/such/file": is not a file');
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  await expect(connectOwn('demo', { ...options, kubeconfig, context: 'b' }, {})).rejects.toThrow(
    /^--context "b": is not a context of the kubeconfig/,
  );
});
