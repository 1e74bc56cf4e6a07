import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { forgeStep, makeWorkspace, type PhaseResult, type StepOptions } from '@fairlead/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';

const ACTIONS = ['go-build', 'quality-gate', 'docker-multistage', 'helm-deploy', 'canary-rollback'] as const;

/** In every secret of these tests. */
const SEED = 'sw0rdfish';

/** Files that are no place to show anything: what the runner hands over and takes, and what we put there. */
const OURS = ['/event.json', '/state', '/output', '/.git/', '/workspace/'];

/** Everything that was written below a folder, by path. */
async function writtenBelow(folder: string): Promise<readonly (readonly [string, string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
}

/** Where a secret is to be seen after a run. Orders to the runner to hide it are none. */
async function leaks(result: PhaseResult, temp: string): Promise<readonly string[]> {
  const lines = result.log
    .split('\n')
    .filter((line) => line.includes(SEED) && !line.startsWith('::add-mask::'))
    .map((line) => `log: ${line.slice(0, 300)}`);
  const files = (await writtenBelow(temp))
    .filter(([path, text]) => text.includes(SEED) && !OURS.some((part) => path.includes(part)))
    .map(([path, text]) => `${path}: …${text.slice(text.indexOf(SEED) - 60, text.indexOf(SEED) + 40)}`);
  return [...lines, ...files];
}

async function run(options: StepOptions, files: Readonly<Record<string, string>> = {}) {
  const workspace = await makeWorkspace(files);
  const step = await forgeStep({ ...options, workspace: workspace.folder });
  onTestFinished(async () => {
    await step.dispose();
    await workspace.remove();
  });
  const result = await step.main();
  return { result, found: await leaks(result, step.temp), report: await reportOf(result) };
}

async function reportOf({ outputs }: PhaseResult): Promise<string> {
  const file = outputs['report'];
  return file === undefined ? '' : readFile(file, 'utf8');
}

/** Names of an action's inputs, without those that are secret by themselves. */
async function inputNames(action: string): Promise<readonly string[]> {
  const manifest = await readFile(join(REPOSITORY_ROOT, 'actions', action, 'action.yml'), 'utf8');
  const block = /^inputs:\n((?: .*\n|\n)*)/m.exec(manifest)?.[1] ?? '';
  return [...block.matchAll(/^ {2}([\w-]+):/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'config');
}

const forms: Readonly<Record<string, (name: string) => string>> = {
  'with a scheme': (name) =>
    `https://me-${SEED}:${SEED}-${name}@host.example/x?token=${SEED}-q-${name}&page=2#k=${SEED}`,
  'with a token for a user': (name) => `https://${SEED}-token-of-${name}@host.example/x`,
  'without a scheme': (name) => `me:${SEED}-${name}@host.example/acme/orders`,
  'in a map': (name) => `URL=https://me:${SEED}-${name}@host.example/\ndb.password=${SEED}-${name}`,
  'with a slash in its password': (name) => `https://me:${SEED}/${SEED}-${name}@host.example/x`,
};

describe.each(ACTIONS)('%s shows no secret of an address', (action) => {
  it.each(Object.entries(forms))('%s, in any of its inputs', async (_, form) => {
    const names = await inputNames(action);
    const inputs = Object.fromEntries(names.map((name) => [name, form(name)]));
    const { result, found, report } = await run({ action, inputs });
    expect(found).toEqual([]);
    expect(result.exitCode).toBe(1);
    expect(report).toContain('***');
  });

  it('in any key of the config file', async () => {
    const names = (await inputNames(action)).filter((name) => name !== 'working-directory');
    const form = forms['with a scheme'] ?? String;
    const yaml = names.map((name) => `  ${name}: ${JSON.stringify(form(name))}`).join('\n');
    const { found } = await run({ action }, { '.github/fairlead.yml': `${action}:\n${yaml}\n` });
    expect(found).toEqual([]);
  });
});

describe('an address that is used', () => {
  const KUBECONFIG = JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: `https://me:${SEED}-cluster@127.0.0.1:9/?token=${SEED}` } }],
    users: [{ name: 'u', user: { token: `${SEED}-token` } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    'current-context': 'x',
  });
  const digest = `registry.example/orders@sha256:${'a'.repeat(64)}`;

  it.each<readonly [string, string, Readonly<Record<string, string>>]>([
    [
      'prometheus-url of canary-rollback',
      'canary-rollback',
      {
        workload: 'orders',
        image: digest,
        kubeconfig: 'kubeconfig',
        'prometheus-url': `http://me:${SEED}@127.0.0.1:9/?token=${SEED}`,
      },
    ],
    [
      'the cluster and set of helm-deploy',
      'helm-deploy',
      {
        release: 'orders',
        chart: 'deploy/orders',
        image: 'chart',
        kubeconfig: 'kubeconfig',
        set: `db.password=${SEED}-set\nurl=https://me:${SEED}@host.example/`,
      },
    ],
    [
      'image and build-args of docker-multistage',
      'docker-multistage',
      {
        image: `me:${SEED}@127.0.0.1:9/acme/orders`,
        'build-args': `URL=https://me:${SEED}@host.example/\nDB_PASSWORD=${SEED}`,
      },
    ],
    [
      'image without a password of docker-multistage',
      'docker-multistage',
      { image: `${SEED}-token-token@registry.example/acme/orders` },
    ],
  ])('%s', async (_, action, inputs) => {
    const files = { kubeconfig: KUBECONFIG, Dockerfile: 'FROM scratch\n' };
    const { found, result } = await run({ action, inputs }, files);
    expect(found).toEqual([]);
    expect(result.exitCode).toBe(1);
  });

  it('stays readable without one', async () => {
    const inputs = { workload: 'orders', image: digest, 'prometheus-url': 'http://127.0.0.1:9/prometheus' };
    const { report } = await run({ action: 'canary-rollback', inputs });
    expect(report).toContain('http://127.0.0.1:9/prometheus');
    expect(report).toContain(digest);
  });
});
