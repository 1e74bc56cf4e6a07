import { ToolError } from '@fairlead/core';
import { type GoRun, isFailedTool, listPlatforms, readToolchain, type Toolchain } from '@fairlead/go';
import { createFakeExec, createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';

const read = (exec: ReturnType<typeof createFakeExec>) => readToolchain({ exec, env: {} }, '/neutral');

test('without Go the error names setup-go', async () => {
  await expect(read(createFakeExec([], ['go']))).rejects.toMatchObject({
    code: 'TOOL_MISSING',
    hint: expect.stringContaining('actions/setup-go') as string,
  });
});

test.each([
  ['go: parsing $GOFLAGS: unknown flag -bogus', 'parsing $GOFLAGS: unknown flag -bogus'],
  [
    'go: downloading go1.99.9\ngo: download go1.99.9: toolchain not available',
    'download go1.99.9: toolchain not available',
  ],
  ['segmentation fault', 'segmentation fault'],
])('settings that Go refuses are named: %j', async (stderr, reason) => {
  const exec = createFakeExec([
    { on: 'go version', stdout: 'go version go1.26.8 linux/amd64\n' },
    { on: 'go env', exitCode: 1, stderr },
  ]);
  await expect(read(exec)).rejects.toMatchObject({
    code: 'GO_UNUSABLE',
    message: `go refuses to work with its settings: ${reason}`,
    hint: expect.stringContaining('GOFLAGS') as string,
  });
});

test('a go command that could not begin is no matter of its settings', async () => {
  const missing = new ToolError({
    code: 'TOOL_FAILED',
    message: 'go cannot start: the folder /neutral does not exist',
    argv: ['go', 'version'],
  });
  const exec = { ...createFakeExec([]), ask: () => Promise.reject(missing) };
  await expect(read(exec)).rejects.toBe(missing);
});

const toolchain = (goroot: string): Toolchain => ({
  version: { text: '1.26.8', minor: 26 } as Toolchain['version'],
  env: { GOROOT: goroot },
});

test('the platforms are read from the sources of Go, without those that it calls broken', async () => {
  const list = [
    'var List = []OSArch{',
    '\t{"linux", "amd64"},',
    '\t{"linux", "sparc64"},',
    '\t{"windows", "arm64"},',
    '}',
    'var distInfo = map[OSArch]osArchInfo{',
    '\t{"linux", "amd64"}: {CgoSupported: true, FirstClass: true},',
    '\t{"linux", "sparc64"}: {CgoSupported: true, Broken: true},',
    '}',
  ].join('\n');
  const files = createFakeFiles({ '/go/src/internal/platform/zosarch.go': list });
  const run = { exec: createFakeExec([]), env: {} };
  expect(await listPlatforms(files, toolchain('/go'), run, '/neutral')).toEqual([
    'linux/amd64',
    'windows/arm64',
  ]);
});

test('a Go without sources is asked, and fails in the same words', async () => {
  const exec = createFakeExec([{ on: 'go tool', stdout: 'linux/amd64\nlinux/arm64\n' }]);
  const ask = (run: GoRun) => listPlatforms(createFakeFiles(), toolchain('/go'), run, '/neutral');
  expect(await ask({ exec, env: {} })).toEqual(['linux/amd64', 'linux/arm64']);
  const refusing = createFakeExec([{ on: 'go tool', exitCode: 1, stderr: 'go: unknown flag -bogus' }]);
  await expect(ask({ exec: refusing, env: {} })).rejects.toMatchObject({
    code: 'GO_UNUSABLE',
    message: 'go refuses to work with its settings: unknown flag -bogus',
  });
});

/** The environment in which go env was asked. */
async function settingsEnv(env: Readonly<Record<string, string>>, missing: readonly string[] = []) {
  const exec = createFakeExec(
    [
      { on: 'go version', stdout: 'go version go1.26.8 linux/amd64\n' },
      { on: 'go env', stdout: '{}' },
    ],
    missing,
  );
  await readToolchain({ exec, env }, '/neutral');
  return exec.calls.find(({ argv }) => argv[1] === 'env')?.options.env;
}

test('no C compiler is started for the settings, and where there is none Go gets to see that', async () => {
  expect(await settingsEnv({})).toEqual({ CC: 'none-is-asked' });
  expect(await settingsEnv({ CC: 'clang' }, ['gcc'])).toEqual({ CC: 'none-is-asked' });
  expect(await settingsEnv({}, ['gcc'])).toEqual({});
  expect(await settingsEnv({ CC: '' }, ['gcc'])).toEqual({ CC: '' });
});

test('a list of platforms that is a folder, or in no known form, is not taken for one', async () => {
  const exec = createFakeExec([{ on: 'go tool', stdout: 'linux/amd64\n' }]);
  const list = (files: Readonly<Record<string, string>>) =>
    listPlatforms(createFakeFiles(files), toolchain('/go'), { exec, env: {} }, '/neutral');
  expect(await list({ '/go/src/internal/platform/zosarch.go/x': '' })).toEqual(['linux/amd64']);
  expect(await list({ '/go/src/internal/platform/zosarch.go': 'package platform' })).toEqual(['linux/amd64']);
});

test('a full disk is no matter of its settings either', async () => {
  const exec = createFakeExec([
    { on: 'go version', exitCode: 1, stderr: 'go: writing stat cache: no space left on device' },
    { on: 'go env', stdout: '{}' },
  ]);
  await expect(read(exec)).rejects.toMatchObject({ code: 'DISK_FULL' });
});

test('only a program that has ended by itself, and badly, has failed', () => {
  const failed = (more: object) => new ToolError({ code: 'TOOL_FAILED', message: '', argv: ['go'], ...more });
  expect(isFailedTool(failed({ exitCode: 1 }))).toBe(true);
  expect(isFailedTool(failed({}))).toBe(false);
  expect(isFailedTool(failed({ exitCode: 1, code: 'GO_UNUSABLE' }))).toBe(false);
  expect(isFailedTool(Object.assign(new Error('no tool'), { code: 'TOOL_FAILED', exitCode: 1 }))).toBe(false);
});
