import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { forgeStep, makeWorkspace, sourceArgv } from '@fairlead/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** A network with nothing in it but a cluster and a resolver that writes down all that it is asked for. */
const NAME = `fairlead-hosts-${process.pid}`;
const SETTINGS = `/etc/netns/${NAME}`;
const INSIDE = fileURLToPath(new URL('./support/resolver.ts', import.meta.url));

type Texts = Readonly<Record<string, string>>;

let inside: ChildProcess;
let kubeconfig: string;
let asked: string[] = [];

beforeAll(async () => {
  mkdirSync(SETTINGS, { recursive: true });
  writeFileSync(join(SETTINGS, 'resolv.conf'), 'nameserver 127.0.0.1\noptions attempts:1 timeout:1\n');
  execFileSync('ip', ['netns', 'add', NAME]);
  execFileSync('ip', ['netns', 'exec', NAME, 'ip', 'link', 'set', 'lo', 'up']);
  inside = spawn('ip', ['netns', 'exec', NAME, ...sourceArgv(INSIDE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: inside.stdout as NodeJS.ReadableStream });
  kubeconfig = await new Promise((ready) => {
    lines.on('line', (line) =>
      line.startsWith('ready ') ? ready(kubeconfigFor(line.slice('ready '.length))) : asked.push(line),
    );
  });
});

afterAll(() => {
  inside.kill();
  execFileSync('ip', ['netns', 'del', NAME]);
  rmSync(SETTINGS, { recursive: true, force: true });
});

const module = {
  'go.mod': 'module example.com/m\n\ngo 1.24\n\nrequire rsc.io/quote v1.5.2\n',
  'go.sum':
    'rsc.io/quote v1.5.2 h1:w5fcysjrx7yqtD/aO+QwRjYZOKnaM9Uh2b40tElTs3Y=\nrsc.io/quote v1.5.2/go.mod h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=\n',
  'main.go': 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n',
};
const kubeconfigFor = (port: string): string =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: `http://cluster.example.test:${port}` } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    'current-context': 'x',
  });

/** What the machine has compiled already; the standard library would take minutes. */
const compiled = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();

const alone = {
  'go.mod': 'module example.com/m\n\ngo 1.24\n',
  'main.go': 'package main\n\nfunc main() {}\n',
};
const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: orders\nversion: 1.0.0\n',
  'chart/values.yaml': '{}\n',
};
const cache = {
  ACTIONS_CACHE_SERVICE_V2: 'true',
  ACTIONS_RESULTS_URL: 'http://cache.example.test/',
  ACTIONS_RUNTIME_TOKEN: 'token',
};

/** What is run for each action: files and inputs. */
const runs: Readonly<Record<string, readonly (readonly [files: Texts, inputs: Texts])[]>> = {
  'go-build': [
    [module, {}],
    [alone, {}],
  ],
  'quality-gate': [[module, {}]],
  'docker-multistage': [
    [{ Dockerfile: 'FROM scratch\n' }, { image: 'registry.example.test/acme/orders', push: 'true' }],
  ],
  'helm-deploy': [[chart, { release: 'orders', chart: 'chart', image: 'chart', kubeconfig: 'kubeconfig' }]],
  'canary-rollback': [
    [
      {},
      {
        workload: 'orders',
        image: `registry.example.test/acme/orders@sha256:${'a'.repeat(64)}`,
        kubeconfig: 'kubeconfig',
        'prometheus-url': 'http://prometheus.example.test:9090',
      },
    ],
  ],
};

it.each(Object.entries(runs))(
  '%s asks for the hosts of its row in docs/hosts.md, and for no other',
  async (action, variants) => {
    asked = [];
    for (const [files, inputs] of variants) await run(action, files, inputs);
    expect([...new Set(asked)].toSorted()).toEqual(await documentedFor(action));
  },
);

async function run(action: string, files: Texts, inputs: Texts): Promise<void> {
  const workspace = await makeWorkspace({ ...files, kubeconfig });
  const step = await forgeStep({
    action,
    inputs,
    workspace: workspace.folder,
    env: { ...cache, GOFLAGS: '-modcacherw', GOCACHE: compiled },
    wrap: (argv) => ['ip', 'netns', 'exec', NAME, ...argv],
  });
  await step.main();
  await step.post();
  await step.dispose();
  await workspace.remove();
}

/** The names in an action's row of the second table. */
async function documentedFor(action: string): Promise<readonly string[]> {
  const page = await readFile(join(REPOSITORY_ROOT, 'docs/hosts.md'), 'utf8');
  const table = page.slice(page.indexOf('## What was looked up'));
  const row = table.split('\n').find((line) => line.startsWith(`| ${action} |`)) ?? '';
  return [...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).toSorted();
}
