import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  forgeStep,
  type ModuleProxy,
  makeWorkspace,
  type PhaseResult,
  type RunningCacheService,
  startCacheService,
  writeModuleProxy,
} from '@fairlead/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goEnvironment } from './support/go-workspace.ts';

/** A module of which a program imports one package first, and another one later. */
const tools = {
  path: 'example.com/tools',
  version: 'v1.0.0',
  files: {
    'first/first.go': 'package first\n\nfunc Word() string { return "first" }\n',
    'second/second.go':
      'package second\n\nimport _ "embed"\n\n//go:embed word.txt\nvar text string\n\nfunc Word() string { return text }\n',
    'second/word.txt': 'second',
  },
};

let proxy: ModuleProxy;
let service: RunningCacheService;
let root: string;
let workspace: string;

beforeAll(async () => {
  proxy = await writeModuleProxy([tools]);
  service = await startCacheService();
  root = await mkdtemp(join(tmpdir(), 'fairlead-apart-'));
  workspace = (await makeWorkspace(program('first'))).folder;
});

afterAll(async () => {
  await service.close();
  for (const folder of [proxy.folder, root, workspace]) await rm(folder, { recursive: true, force: true });
});

const main = (name: string): string =>
  `package main\n\nimport "example.com/tools/${name}"\n\nfunc main() { println(${name}.Word()) }\n`;
const program = (name: string): Record<string, string> => ({
  'go.mod': 'module example.com/user\n\ngo 1.24\n\nrequire example.com/tools v1.0.0\n',
  'go.sum': proxy.sum,
  'main.go': main(name),
});

/** Folders of Go on a machine; GOCACHE is shared, as compiling the standard library is not what is looked at. */
const goFolders = (machine: string) => ({
  GOCACHE: join(root, 'build'),
  GOMODCACHE: join(root, machine),
  GOFLAGS: '-modcacherw',
});

async function build(machine: string, inputs: Readonly<Record<string, string>> = {}): Promise<PhaseResult> {
  const env = {
    ...(await goEnvironment()),
    ...service.env(),
    GOPROXY: proxy.url,
    GOSUMDB: 'off',
    ...goFolders(machine),
  };
  return (await forgeStep({ action: 'go-build', workspace, inputs, env })).main();
}

const modulesOf = ({ outputs }: PhaseResult) =>
  (JSON.parse(outputs['cache'] ?? '[]') as readonly { readonly name: string; readonly hit: string }[]).find(
    ({ name }) => name === 'modules',
  );

test('modules come back in part, and a build that needs more of one gets it whole', async () => {
  expect((await build('first')).exitCode).toBe(0);
  const again = await build('second');
  expect(again.exitCode, again.log).toBe(0);
  expect(modulesOf(again)).toMatchObject({ hit: 'exact' });

  // whoever uses the module cache after this step finds no half module in it
  const env = { ...process.env, ...goFolders('second'), GOSUMDB: 'off', GOTOOLCHAIN: 'local', GOENV: 'off' };
  const list = (GOPROXY: string): string =>
    execFileSync('go', ['list', '-f', '{{.Dir}}', 'example.com/tools/second'], {
      cwd: workspace,
      env: { ...env, GOPROXY },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(() => list('off')).toThrow(/module lookup disabled by GOPROXY=off/);
  expect(list(proxy.url).trim()).toBe(join(root, 'second/example.com/tools@v1.0.0/second'));

  await writeFile(join(workspace, 'main.go'), main('second'));
  const other = await build('third');
  expect(other.exitCode, other.log).toBe(0);
  expect(other.log).toContain('its module is fetched whole');
  expect(() =>
    execFileSync(join(workspace, 'bin/user'), { stdio: ['ignore', 'ignore', 'ignore'] }),
  ).not.toThrow();

  const kept = await build('fourth');
  expect(kept.exitCode, kept.log).toBe(0);
  expect(modulesOf(kept)).toMatchObject({ hit: 'exact' });
  expect(kept.log).not.toContain('fetched whole');
  expect(kept.outputs['binaries']).toBe(other.outputs['binaries']);
}, 300_000);

test('a program that imports what no module has says so, and not what a cache lacks', async () => {
  await writeFile(join(workspace, 'main.go'), main('third'));
  const failed = await build('fifth');
  expect(failed.exitCode).toBe(1);
  expect(failed.log).toMatch(/main\.go:3:8: cannot find module providing package example\.com\/tools\/third/);
}, 300_000);
