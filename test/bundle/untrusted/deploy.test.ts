import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createFakeKube, type FakeKube, type KubeServer, startKubeServer } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Attack, type AttackRun, attack, type Target } from './support/attack.ts';

let kube: FakeKube;
let cluster: KubeServer;
/** A Prometheus of the attacker, which counts who asks it; the tables name its port. */
let asked = 0;
const attacker = createServer((_, response) => {
  asked += 1;
  response.end('{}');
});
await new Promise<void>((done) => attacker.listen(0, '127.0.0.1', done));
const { port } = attacker.address() as AddressInfo;

beforeAll(async () => {
  kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  cluster = await startKubeServer(kube);
});

afterAll(async () => {
  await cluster.close();
  await new Promise((done) => attacker.close(done));
});

/** Its user is made by a program of the fork. */
const kubeconfig = `apiVersion: v1
kind: Config
current-context: evil
clusters: [{name: c, cluster: {server: "http://127.0.0.1:9"}}]
contexts: [{name: evil, context: {cluster: c, user: evil}}]
users:
  - name: evil
    user:
      exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: ["-c", "touch WITNESS"], interactiveMode: Never}
`;

/** No setting of the fork is in force, and nothing was changed. */
function untouched(hostile: readonly string[]) {
  return ({ inputs, exitCode, log }: AttackRun): void => {
    expect(exitCode, log).toBe(1); // there is neither helm nor a workload
    for (const value of hostile) expect(Object.values(inputs), log).not.toContain(value);
    expect(kube.calls.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb))).toEqual([]);
    expect(asked, 'the attacker was asked').toBe(0);
  };
}

const withKubeconfig = async (fork: { readonly outside: string }): Promise<Record<string, string>> => {
  const path = join(fork.outside, 'kubeconfig');
  await cluster.writeKubeconfig(path, 'shop');
  return { KUBECONFIG: path, PATH: '/usr/bin:/bin' };
};

const rowsOf = (
  action: string,
  rows: readonly (readonly [string, string, ...string[]])[],
): readonly Attack[] =>
  ['pull_request', 'pull_request_target'].flatMap((event) =>
    rows.map(
      ([name, text, ...hostile]): Attack => ({
        name: `${name} on ${event}`,
        event,
        head: { 'evil.kubeconfig': kubeconfig, '.github/fairlead.yml': `${action}: {${text}}\n` },
        must: untouched(hostile),
      }),
    ),
  );

describe('helm-deploy', () => {
  const target: Target = {
    action: 'helm-deploy',
    base: {
      'deploy/orders/Chart.yaml': 'apiVersion: v2\nname: orders\nversion: 1.0.0\n',
      'deploy/evil/Chart.yaml': 'apiVersion: v2\nname: evil\nversion: 1.0.0\n',
    },
    with: { release: 'orders', chart: 'deploy/orders', image: 'chart' },
    env: withKubeconfig,
    must: () => {},
  };
  attack(
    target,
    rowsOf('helm-deploy', [
      ['a kubeconfig with a program in it', 'kubeconfig: evil.kubeconfig', 'evil.kubeconfig'],
      ['another namespace', 'namespace: kube-system, create-namespace: true', 'kube-system', 'true'],
      ['refs that may deploy, any image, no roll back', 'image-policy: any, rollback: off', 'any', 'off'],
      ['values', 'values: evil.yaml, set: {a: evil}', 'evil.yaml', 'a=evil'],
    ]),
  );
  attack(target, [
    {
      name: 'refs that the base does not let deploy',
      base: { '.github/fairlead.yml': 'helm-deploy: {allowed-refs: "refs/tags/v*"}\n' },
      head: { '.github/fairlead.yml': 'helm-deploy: {allowed-refs: "*"}\n' },
      must: ({ inputs, exitCode }) => {
        expect(exitCode).toBe(1);
        expect(inputs['allowed-refs']).toBe('refs/tags/v*');
      },
    },
    ...['pull_request_target', 'issue_comment', 'workflow_run'].map(
      (event): Attack => ({
        name: `a ref that is not that of the checked-out code, on ${event}`,
        event,
        head: {},
        with: { 'allowed-refs': 'refs/heads/main' },
        must: ({ exitCode, outputs }) => {
          expect(exitCode).toBe(1);
          expect(outputs['reason']).toMatch(
            /allowed-refs.*does not allow commit [0-9a-f]{12}, which is not that of refs\/heads\/main/,
          );
        },
      }),
    ),
  ]);
});

describe('canary-rollback', () => {
  const target: Target = {
    action: 'canary-rollback',
    base: {},
    with: {
      workload: 'orders',
      image: `registry.example.com/orders@sha256:${'b'.repeat(64)}`,
      'prometheus-url': 'http://127.0.0.1:9',
    },
    env: withKubeconfig,
    must: () => {},
  };
  attack(
    target,
    rowsOf('canary-rollback', [
      ['a kubeconfig with a program in it', 'kubeconfig: evil.kubeconfig', 'evil.kubeconfig'],
      [
        'limits that hold for anything',
        'max-error-rate: 100, min-requests: 7, max-p99: 1h',
        '100',
        '7',
        '1h',
      ],
      ['queries that are always content', 'error-query: vector(0), latency-query: vector(0)', 'vector(0)'],
      ['a command', 'command: abort', 'abort'],
    ]),
  );
});

/** A version that runs, for which a canary needs numbers. */
const labels = { app: 'orders' };
const stable = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'orders', image: `registry.example.com/orders@sha256:${'a'.repeat(64)}` }],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { selector: labels, ports: [{ port: 80 }] },
  },
];

describe('a Prometheus of the attacker', () => {
  const target: Target = {
    action: 'canary-rollback',
    base: {},
    with: {
      workload: 'orders',
      image: `registry.example.com/orders@sha256:${'b'.repeat(64)}`,
      'prometheus-token': 'secret-of-the-team',
    },
    env: (fork) => {
      for (const each of stable) kube.put(each); // else there is nothing to be measured, and nobody would be asked
      return withKubeconfig(fork);
    },
    must: () => {},
  };
  const url = `http://127.0.0.1:${port}`;
  const head = { '.github/fairlead.yml': `canary-rollback: {prometheus-url: "${url}"}\n` };
  attack(target, [{ name: 'gets neither questions nor the token', head, must: untouched([url]) }]);
});
