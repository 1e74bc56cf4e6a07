import type { Kube, KubeObject } from '@fairlead/kube';
import { createFakeKube, type FakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import type { OwnCluster } from '../../src/demo/own/connect.ts';
import type { Look } from '../../src/demo/own/needs/look.ts';
import { findMissing } from '../../src/demo/own/needs/registry.ts';
import type { OwnClusterOptions } from '../../src/demo/own/options.ts';

/** A user who may do everything but what is named, as `create secrets` or `create namespaces everywhere`. */
function kubeWithout(denied: readonly string[], namespace: string): FakeKube {
  const kube = createFakeKube(namespace);
  kube.put({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  const create = async (object: KubeObject): Promise<KubeObject> => {
    const { resourceAttributes: asked } = object['spec'] as { resourceAttributes: Record<string, string> };
    const what = [asked['resource'], asked['subresource']].filter(Boolean).join('/');
    const place = asked['namespace'] === undefined ? ' everywhere' : '';
    return { ...object, status: { allowed: !denied.includes(`${asked['verb']} ${what}${place}`) } };
  };
  return { ...kube, create: create as Kube['create'] };
}

interface Case {
  readonly what: string;
  readonly denied?: readonly string[];
  readonly look?: Partial<Look>;
  readonly options?: Partial<OwnClusterOptions>;
  readonly kube?: (kube: FakeKube) => Partial<FakeKube> | undefined;
  /** The one line that is told; empty: nothing is missing. */
  readonly told: readonly RegExp[];
}

const good: Look = {
  hasProgram: async () => true,
  goProblem: async () => undefined,
  docker: async () => ({ ok: true, said: '' }),
  prometheus: async () => ({ what: 'Prometheus', state: 'lacks', detail: 'http://p: connection refused' }),
  pushRight: async () => ({ may: true }),
};

function ask({ denied = [], look = {}, options = {}, kube: change }: Case): Promise<readonly string[]> {
  const all: OwnClusterOptions = {
    kubeconfig: '/k',
    context: undefined,
    namespace: 'shop',
    registry: 'ghcr.io/acme',
    pullSecret: undefined,
    prometheusUrl: undefined,
    ...options,
  };
  const namespace = all.namespace ?? 'fairlead-demo-demo';
  const kube = kubeWithout(denied, namespace);
  const cluster = {
    kube: { ...kube, ...change?.(kube) },
    namespace,
    makesNamespace: all.namespace === undefined,
  } as unknown as OwnCluster;
  return findMissing({ options: all, cluster, look: { ...good, ...look } });
}

const fails = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};
const own = { namespace: undefined };

it.each<Case>([
  { what: 'nothing', told: [] },
  { what: 'nothing, with a namespace of its own', options: own, told: [] },
  {
    what: 'Go',
    look: { goProblem: async () => 'there is no Go on PATH: install Go 1.24 or newer' },
    told: [/^programs: there is no Go on PATH: install Go/],
  },
  {
    what: 'git',
    look: { hasProgram: async (name) => name !== 'git' },
    told: [/^programs: git is not on PATH: install it$/],
  },
  {
    what: 'the command docker',
    look: { hasProgram: async (name) => name !== 'docker' },
    told: [/^docker engine: docker is not on PATH: install docker/],
  },
  {
    what: 'an engine',
    look: { docker: async () => ({ ok: false, said: 'permission denied' }) },
    told: [
      /^docker engine: no docker engine answers \(permission denied\): start it, or name one with DOCKER_HOST/,
    ],
  },
  {
    what: 'the base image',
    look: {
      docker: async (command) => ({ ok: command === 'version', said: 'no such host' }),
    },
    told: [/^base image: the engine has no image golang:\S+ and cannot pull it \(no such host\)/],
  },
  {
    what: 'a right in the namespace',
    denied: ['create secrets', 'get pods/proxy'],
    told: [/^rights: .* may not, in namespace shop: create secrets; get pods\/proxy; grant it with a Role/],
  },
  {
    what: 'a Prometheus that was named',
    options: { prometheusUrl: 'http://p' },
    told: [/^Prometheus: http:\/\/p: connection refused; or leave out --prometheus-url to ask the pods$/],
  },
  {
    what: 'nothing, with a Prometheus that answers',
    options: { prometheusUrl: 'http://p' },
    look: {
      prometheus: async () => ({ what: 'Prometheus', state: 'offers', detail: 'http://p: 3 targets' }),
    },
    told: [],
  },
  {
    what: 'the right to make namespaces',
    denied: ['create namespaces everywhere'],
    options: own,
    told: [/^rights: .*: create namespaces; .* or name a namespace that is there with --namespace$/],
  },
  {
    what: 'the right to make namespaces, with one that is there',
    denied: ['create namespaces everywhere'],
    told: [],
  },
  {
    what: 'the namespace',
    options: { namespace: 'elsewhere' },
    kube: () => ({ get: async () => undefined }),
    told: [/^namespace: there is no namespace elsewhere: make it, or leave out --namespace/],
  },
  {
    what: 'a namespace without an orders of somebody else',
    kube: (kube) => {
      kube.put({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'orders', namespace: 'shop' },
      });
      kube.put({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders-api', namespace: 'shop' } });
      kube.put({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'ordersx', namespace: 'shop' } });
      return undefined;
    },
    told: [
      /^namespace: namespace shop has Deployment orders, Service orders-api already, which the demo would change/,
    ],
  },
  {
    what: 'nothing where an earlier demo has left its objects and its mark',
    kube: (kube) => {
      const labels = { 'app.kubernetes.io/managed-by': 'fairlead-demo' };
      kube.put({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'fairlead-demo', namespace: 'shop', labels },
      });
      kube.put({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'orders', namespace: 'shop' },
      });
      return undefined;
    },
    told: [],
  },
  {
    what: 'a name that is free',
    options: own,
    kube: () => ({
      get: (async (ref: { kind: string; name: string }) =>
        ref.kind === 'Namespace'
          ? { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ref.name } }
          : undefined) as Kube['get'],
    }),
    told: [
      /^namespace: the namespace fairlead-demo-demo is there already and was not made by a demo: choose another --name/,
    ],
  },
  {
    what: 'the Secret to pull with',
    options: { pullSecret: 'regcred' },
    told: [/^namespace: there is no Secret regcred in namespace shop: make it, or correct --pull-secret/],
  },
  {
    what: 'a login to the registry',
    look: { pushRight: async () => ({ may: false, why: 'login', said: 'ghcr.io wants a login' }) },
    told: [
      /^registry: nothing may be pushed to ghcr.io\/acme\/orders \(ghcr.io wants a login\): log in to it with docker login/,
    ],
  },
  {
    what: 'a registry that answers',
    look: { pushRight: fails('connection refused') },
    told: [
      /^registry: ghcr.io\/acme\/orders cannot be pushed to \(connection refused\): name a registry that/,
    ],
  },
  {
    what: 'several things, told at once',
    denied: ['create secrets'],
    look: { goProblem: async () => 'no Go', pushRight: fails('refused') },
    told: [/^programs: no Go/, /^rights: /, /^registry: /],
  },
])('says in one sentence that there is lacking: $what', async (given) => {
  const lines = await ask(given);
  expect(lines).toHaveLength(given.told.length);
  for (const [index, pattern] of given.told.entries()) expect(lines[index]).toMatch(pattern);
  expect(lines.join('')).not.toContain('word@');
});

it('a cluster that does not answer is told once, and nothing about what is in it', async () => {
  const { ExternalError } = await import('@fairlead/core');
  const unreachable = async (): Promise<never> => {
    throw new ExternalError({
      code: 'KUBE_UNREACHABLE',
      message: 'cannot reach the cluster',
      hint: 'check it',
    });
  };
  const told = await ask({
    what: 'cluster',
    kube: () => ({ version: unreachable, get: unreachable, create: unreachable, list: unreachable }),
    told: [],
  });
  expect(told).toEqual(['cluster: cannot reach the cluster; check it']);
});
