import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createFakeKube,
  forgeStep,
  type KubeServer,
  type PhaseResult,
  startKubeServer,
} from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const orders = fileURLToPath(new URL('../fixtures/orders', import.meta.url));
const DIGEST = `sha256:${'a'.repeat(64)}`;

let cluster: KubeServer;

beforeAll(async () => {
  const kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  cluster = await startKubeServer(kube);
});

afterAll(() => cluster.close());

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  /** Text of the kubeconfig; default: the fake cluster's. */
  readonly kubeconfig?: string;
}

async function deploy(
  inputs: Record<string, string>,
  { env = {}, kubeconfig }: Options = {},
): Promise<PhaseResult> {
  const given = { release: 'orders', chart: 'deploy/orders', kubeconfig: 'kubeconfig', ...inputs };
  const step = await forgeStep({ action: 'helm-deploy', inputs: given, env });
  await cp(orders, step.workspace, { recursive: true });
  await cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
  if (kubeconfig !== undefined) await writeFile(join(step.workspace, 'kubeconfig'), kubeconfig);
  return step.main();
}

/** A PATH without helm. */
const bare = { PATH: '/usr/bin:/bin' };

const lineOf = ({ annotations }: PhaseResult): string =>
  annotations.find(({ level }) => level === 'error')?.message ?? '';

describe('inputs: nothing is changed', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no release', { release: '' }, 'release: is required'],
    ['a bad release', { release: 'Orders_1' }, 'release "Orders_1": is not a release name'],
    ['a missing chart', { chart: 'deploy/nope' }, 'chart "deploy/nope": is not a folder'],
    ['a folder that is no chart', { chart: 'deploy' }, 'chart "deploy": has no Chart.yaml'],
    ['a bad namespace', { namespace: 'My_Shop' }, 'namespace "My_Shop": is not a namespace name'],
    ['an image without tag', { image: 'r/orders' }, 'image "r/orders": has neither tag nor digest'],
    [
      'a bad digest',
      { image: 'r/orders@sha256:12' },
      'image "r/orders@sha256:12": "sha256:12" is not a digest',
    ],
    ['a missing values file', { values: 'a.yaml' }, 'values "a.yaml": is not a file'],
    ['a list in set', { set: 'a[0]=1' }, 'names an item of a list; put lists into a values file'],
    [
      'a missing kubeconfig',
      { kubeconfig: 'nope' },
      'is not a file (allowed: the path of a kubeconfig file)',
    ],
    [
      'an unknown context',
      { 'kube-context': 'prod' },
      'kube-context "prod": is not a context of the kubeconfig',
    ],
    [
      'IMG-11',
      { environment: 'production', image: 'r/orders:latest' },
      'has the floating tag latest, which is not allowed in production',
    ],
    [
      'TRG-05',
      { environment: 'production', 'allowed-refs': 'refs/tags/v*' },
      'allowed-refs "refs/tags/v*": does not allow refs/heads/main to deploy',
    ],
    [
      'DEP-17',
      { environment: 'qa', namespaces: 'staging=shop-staging' },
      'environment "qa": has no line in namespaces (allowed: staging)',
    ],
    [
      'a namespace that does not exist',
      { namespace: 'elsewhere' },
      'namespace "elsewhere": does not exist in the cluster of context',
    ],
    ['a timeout that is too short', { timeout: '1s' }, 'timeout "1s": is too short'],
  ])('%s', async (_name, inputs, words) => {
    const result = await deploy(inputs);
    expect(result.exitCode).toBe(1);
    expect(lineOf(result)).toMatch(/^INPUT_INVALID: /);
    expect(lineOf(result)).toContain(words);
    expect(result.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(result.outputs['status']).toBeUndefined();
  });

  it('all problems at once', async () => {
    const result = await deploy({
      chart: 'nope',
      image: 'r/orders:latest',
      values: 'a.yaml',
      environment: 'production',
    });
    expect(lineOf(result)).toMatch(/image .*; chart .*; values /);
  });

  it('TRG-05 is decided before anything is asked of a cluster', async () => {
    const inputs = { 'allowed-refs': 'refs/tags/v*' };
    const result = await deploy(inputs, { kubeconfig: kubeconfigFor('http://127.0.0.1:1') });
    expect(lineOf(result)).toContain('does not allow refs/heads/main');
  });

  it('does not load the cluster client for a wrong input', async () => {
    const result = await deploy({ chart: 'nope' });
    expect(result.durationMs).toBeLessThan(5000); // the start-up budget itself is measured by the bench
  });
});

describe('what is outside', () => {
  it('names the address and context of a cluster that does not answer', async () => {
    const result = await deploy({}, { kubeconfig: kubeconfigFor('https://127.0.0.1:1') });
    expect(lineOf(result)).toBe(
      'KUBE_UNREACHABLE: cannot reach the cluster at https://127.0.0.1:1 (context here): connection refused',
    );
  });

  it('says in one sentence that helm is missing', async () => {
    const result = await deploy({ image: `r/orders@${DIGEST}` }, { env: bare });
    expect(lineOf(result)).toBe('TOOL_MISSING: helm is not on PATH');
  });

  it('does not work with a helm of another age', async () => {
    const step = await forgeStep({ action: 'helm-deploy' });
    const bin = join(step.temp, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'helm'), '#!/bin/sh\necho v2.17.0\n');
    await chmod(join(bin, 'helm'), 0o755);
    const result = await deploy({}, { env: { PATH: `${bin}:${bare.PATH}` } });
    expect(lineOf(result)).toBe('HELM_VERSION: helm on PATH is v2.17.0; version 3 or 4 is needed');
  });

  it('never shows a secret value', async () => {
    const inputs = { 'set-secret': 'secret.data.api-key=hunter2-hunter2', set: 'db.password=swordfish-1' };
    const step = await forgeStep({
      action: 'helm-deploy',
      inputs: { release: 'orders', chart: 'deploy/orders', kubeconfig: 'kubeconfig', ...inputs },
      env: bare,
    });
    await cp(orders, step.workspace, { recursive: true });
    await cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
    const result = await step.main();
    const shown = result.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(shown).not.toContain('hunter2');
    expect(result.summary).not.toContain('hunter2');
  });
});

it('post does nothing when main changed nothing', async () => {
  const step = await forgeStep({ action: 'helm-deploy', inputs: { release: 'orders', chart: 'nope' } });
  expect((await step.main()).exitCode).toBe(1);
  const post = await step.post();
  expect(post.exitCode).toBe(0);
  expect(post.summary).toBe('');
});

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    'current-context': 'here',
  });
}
