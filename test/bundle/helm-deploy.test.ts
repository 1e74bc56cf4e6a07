import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createFakeKube,
  type ForgedStep,
  forgeStep,
  type KubeServer,
  type PhaseResult,
  startKubeServer,
} from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { helmStep } from '../support/helm-step.ts';

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
  /** More files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A step in a copy of the sample service, with a cluster that has its namespace. */
async function prepareStep(
  inputs: Readonly<Record<string, string>>,
  { env = {}, kubeconfig, files = {} }: Options = {},
): Promise<ForgedStep> {
  const step = await helmStep(cluster, inputs, env);
  if (kubeconfig !== undefined) await writeFile(join(step.workspace, 'kubeconfig'), kubeconfig);
  for (const [name, text] of Object.entries(files)) await writeFile(join(step.workspace, name), text);
  return step;
}

async function deploy(inputs: Readonly<Record<string, string>>, options: Options = {}): Promise<PhaseResult> {
  return (await prepareStep(inputs, options)).main();
}

/** A PATH without helm. */
const bare = { PATH: '/usr/bin:/bin' };

const lineOf = ({ annotations }: PhaseResult): string =>
  annotations.find(({ level }) => level === 'error')?.message ?? '';

describe('inputs: nothing is changed', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no release', { release: '' }, 'release: is required'],
    [
      'an image that another step was to give and did not',
      { image: '' },
      'image: is required, and nothing is given (an expression with a mistyped name is empty) (allowed: name@sha256:…',
    ],
    [
      'no environment where the chart has values of several',
      { environment: '' },
      'environment: is wanted by a chart with values of dev, production, staging, and nothing is given',
    ],
    [
      'no environment where each has its namespace',
      { environment: '', values: 'deploy/orders/values.yaml', namespaces: 'staging=shop-staging' },
      'environment: is wanted by namespaces, and nothing is given (an expression with a mistyped name is empty) (allowed: staging)',
    ],
    [
      'a namespace that is empty',
      { namespaces: 'staging=' },
      '"staging" has "", which is not a namespace name',
    ],
    ['a secret that is empty', { 'set-secret': 'db.password=' }, 'set-secret: "db.password" has no value'],
    [
      'a value that is empty',
      { set: 'image.tag=' },
      'set: "image.tag" has no value; for an empty text write PATH=""',
    ],
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
      'a misspelt environment',
      { environment: 'prodution' },
      'environment "prodution": has no values.prodution.yaml beside those of the other environments; did you mean production? (allowed: dev, production, staging)',
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
    expect(result.outputs['outcome']).toBe('failed');
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
});

describe('what is outside', () => {
  it('names the address and context of a cluster that does not answer', async () => {
    const { env } = await fakeHelm();
    const result = await deploy({}, { env, kubeconfig: kubeconfigFor('https://127.0.0.1:1') });
    expect(lineOf(result)).toBe(
      'KUBE_UNREACHABLE: cannot reach the cluster at https://127.0.0.1:1 (context here): connection refused',
    );
  });

  it('says in one sentence that helm is missing', async () => {
    const result = await deploy({ image: `r/orders@${DIGEST}` }, { env: bare });
    expect(lineOf(result)).toBe('TOOL_MISSING: helm is not on PATH');
  });

  it.each(['v2.17.0', 'v3.15.4'])('does not work with a helm of another age (%s)', async (version) => {
    const { env } = await fakeHelm(`echo ${version}; exit`);
    expect(lineOf(await deploy({}, { env }))).toBe(
      `HELM_VERSION: helm on PATH is ${version}; Helm 3.16 or newer, or Helm 4 is needed`,
    );
  });

  it('lets helm see the kubeconfig that it uses itself, from whatever folder', async () => {
    const { env, calls } = await fakeHelm();
    const inputs = { 'working-directory': 'deploy', chart: 'orders', kubeconfig: '' };
    await deploy(inputs, { env: { ...env, KUBECONFIG: 'kubeconfig' } });
    expect(await calls()).toMatch(/^KUBECONFIG=\/\S+\/kubeconfig version /);
  });
});

describe('places', () => {
  it.each([
    ['the folder of the chart', { chart: 'link' }, 'chart "link": leads out of the workspace through a link'],
    [
      'a values file',
      { values: 'link/own.yaml' },
      'values "link/own.yaml": leads out of the workspace through a link',
    ],
    [
      'a file of the chart',
      {},
      'chart "deploy/orders": has a link that leads out of the workspace: templates/x.yaml',
    ],
    ['a way of dots', { chart: '../..' }, 'chart "../..": leads out of the workspace'],
  ])('%s may not lead out of the workspace', async (what, inputs, words) => {
    const step = await prepareStep(inputs);
    const outside = await mkdtemp(join(tmpdir(), 'fairlead-outside-'));
    onTestFinished(() => rm(outside, { recursive: true, force: true }));
    await writeFile(join(outside, 'Chart.yaml'), 'name: x\n');
    await writeFile(join(outside, 'own.yaml'), 'stolen: value\n');
    await symlink(outside, join(step.workspace, 'link'));
    if (what === 'a file of the chart')
      await symlink(join(outside, 'own.yaml'), join(step.workspace, 'deploy/orders/templates/x.yaml'));
    const result = await step.main();
    expect(lineOf(result)).toContain(words);
    expect(result.log).not.toContain('stolen');
  });
});

describe('secrets', () => {
  it('of set stand in no report, whatever ends the run and when', async () => {
    const inputs = { set: 'db.password=swordfish-9\nreplicaCount=2', chart: 'nope' };
    const result = await deploy(inputs);
    expect(result.exitCode).toBe(1);
    const report = result.outputs['report'] ?? '';
    for (const file of [report, report.replace(/json$/, 'html')])
      expect(await readFile(file, 'utf8')).not.toContain('swordfish');
    expect(result.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('swordfish');
  });

  const inputs = {
    'set-secret': 'secret.data.api-key=hunter2-hunter2\nsecret.data.other="quoted-hunter2"',
    set: 'db.password=swordfish-1',
    values: 'own.yaml',
  };
  const values = 'env:\n  - { name: DB_PASSWORD, value: swordfish-2 }\n';
  const secret = /hunter2|swordfish/;

  it('are never shown, whoever says them, and never in an argument', async () => {
    const { env, calls } = await fakeHelm();
    const step = await prepareStep(inputs, { env, files: { 'own.yaml': values } });
    const result = await step.main();
    expect(lineOf(result)).toContain('HELM_RENDER_FAILED: the chart cannot be rendered: cannot use ***');
    expect(result.log).toContain('secret.data.api-key = ***  (set-secret)');
    expect(result.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(secret);
    expect(`${result.summary}${JSON.stringify(result.outputs)}`).not.toMatch(secret);
    expect(await readFile(result.outputs['report'] ?? '', 'utf8')).not.toMatch(secret);
    expect(await calls()).toContain(' upgrade orders ');
    expect(await calls()).not.toMatch(secret);
    expect(await valuesFolders(step.temp)).toEqual([]);
  });

  it('are removed by the post step when main was killed', async () => {
    const { env } = await fakeHelm('if [ "$1" = upgrade ]; then exec sleep 20; fi');
    const step = await prepareStep(inputs, { env, files: { 'own.yaml': values } });
    const main = step.main();
    await step.waitFor(/values, the strongest last/);
    step.kill();
    await main;
    expect(await valuesFolders(step.temp)).toHaveLength(1);
    expect((await step.post()).exitCode).toBe(0);
    expect(await valuesFolders(step.temp)).toEqual([]);
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

/** A helm that notes how it is called, knows no release, and repeats a secret when it is to render. `first`: what it does before. */
async function fakeHelm(first = ''): Promise<{ env: Record<string, string>; calls(): Promise<string> }> {
  const bin = await mkdtemp(join(tmpdir(), 'fairlead-helm-'));
  onTestFinished(() => rm(bin, { recursive: true, force: true }));
  const script = `#!/bin/sh
echo "KUBECONFIG=$KUBECONFIG $@" >> ${bin}/calls
${first}
case "$1" in
  version) echo v3.22.0;;
  history) echo 'Error: release: not found' >&2; exit 1;;
  *) echo 'Error: cannot use hunter2-hunter2' >&2; exit 1;;
esac
`;
  await writeFile(join(bin, 'helm'), script, { mode: 0o755 });
  const calls = (): Promise<string> => readFile(join(bin, 'calls'), 'utf8');
  return { env: { PATH: `${bin}:${bare.PATH}` }, calls };
}

/** Folders with values that a step has left. */
async function valuesFolders(temp: string): Promise<readonly string[]> {
  const left = await readdir(join(temp, 'temp', 'fairlead'));
  return left.filter((name) => name.startsWith('helm-values'));
}
