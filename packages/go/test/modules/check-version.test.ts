import type { Exec, ExecOptions } from '@fairlead/core';
import { CancelledError, ToolError } from '@fairlead/core';
import {
  type GoTree,
  parseGoVersion,
  parseModFile,
  readToolchain,
  settleGoVersion,
  type Toolchain,
} from '@fairlead/go';
import { createFakeExec, execWith } from '@fairlead/testkit';
import { expect, test } from 'vitest';

const show = (path: string): string => path.replace('/repo/', '');

function tree(mod: string, work?: string): GoTree {
  return {
    modules: [
      {
        dir: '/repo/api',
        path: 'example.com/api',
        file: parseModFile(mod),
        workFile: undefined,
        vendored: false,
      },
    ],
    unlisted: [],
    workspaces: work === undefined ? [] : [{ path: '/repo/go.work', file: parseModFile(work) }],
  };
}

function toolchain(version: string, mode: string): Toolchain {
  const parsed = parseGoVersion(version);
  if (parsed === undefined) throw new Error(version);
  return { version: parsed, env: { GOTOOLCHAIN: mode } };
}

/** A go command that says it is `version` once it may switch, or fails to. */
function goThatSwitches(answer: string | { readonly failure: string }): Exec {
  return execWith({
    find: async (command) => `/usr/bin/${command}`,
    async run(command, args) {
      if (typeof answer === 'string')
        return { exitCode: 0, stdout: `go version go${answer} linux/amd64\n`, stderr: '', durationMs: 1 };
      throw new ToolError({
        code: 'TOOL_FAILED',
        message: 'failed',
        argv: [command, ...args],
        exitCode: 1,
        lastLines: answer.failure.split('\n'),
      });
    },
  });
}

const settle = (found: Toolchain, of: GoTree, exec: Exec) =>
  settleGoVersion({ exec, env: {} }, { toolchain: found, tree: of, show });

test('a Go that is new enough is taken as it is', async () => {
  const go = await settle(toolchain('1.26.8', 'local'), tree('module a\ngo 1.26.0\n'), goThatSwitches('0.0'));
  expect(go).toMatchObject({
    switched: false,
    version: { text: '1.26.8' },
    requirement: { file: '/repo/api/go.mod' },
  });
});

test('of several that require the same the first is named, else the newest', async () => {
  const local = (work: string) =>
    settle(toolchain('1.26.8', 'local'), tree('module a\ngo 1.27.0\n', work), goThatSwitches('0.0'));
  await expect(local('go 1.27.0\nuse ./api\n')).rejects.toMatchObject({
    unchecked: true,
    message: expect.stringMatching(/^api\/go\.mod requires Go 1\.27\.0/),
  });
  await expect(local('go 1.28.0\nuse ./api\n')).rejects.toThrow(/^go\.work requires Go 1\.28\.0/);
});

test('without a module there is nowhere to switch', async () => {
  const none = { ...tree('module a\n', 'go 1.99.0\n'), modules: [] };
  const go = await settle(toolchain('1.26.8', 'auto'), none, goThatSwitches({ failure: 'it was asked' }));
  expect(go).toMatchObject({ switched: false, version: { text: '1.26.8' } });
});

test('a Go that switches to just what is required will do', async () => {
  const go = await settle(
    toolchain('1.26.8', 'auto'),
    tree('module a\ngo 1.27.1\n'),
    goThatSwitches('1.27.1'),
  );
  expect(go).toMatchObject({ switched: true });
});

test('a switch that was cancelled, or that the machine was at fault for, is told as that', async () => {
  const failing = (error: Error): Exec =>
    execWith({ find: async (command) => `/usr/bin/${command}`, run: () => Promise.reject(error) });
  const mod = tree('module a\ngo 1.99.0\n');
  for (const error of [new CancelledError('go version'), new TypeError('a bug')])
    await expect(settle(toolchain('1.26.8', 'auto'), mod, failing(error))).rejects.toBe(error);
  const full = { failure: 'write /tmp/x: no space left on device' };
  await expect(settle(toolchain('1.26.8', 'auto'), mod, goThatSwitches(full))).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('fetching another Go'),
  });
});

test('a Go that is just what is required, or wished for, is asked for no other', async () => {
  const asks = goThatSwitches({ failure: 'it was asked' });
  const [required, wished] = ['module a\ngo 1.26.8\n', 'module a\ngo 1.26\ntoolchain go1.26.8\n'];
  for (const mode of ['local', 'auto'])
    for (const mod of [required, wished])
      expect(await settle(toolchain('1.26.8', mode), tree(mod), asks)).toMatchObject({ switched: false });
});

test('a Go that is too old fails with the version required and the version found', async () => {
  const failing = settle(toolchain('1.26.8', 'local'), tree('module a\ngo 1.99\n'), goThatSwitches('0.0'));
  await expect(failing).rejects.toMatchObject({
    code: 'GO_VERSION_MISMATCH',
    message:
      'api/go.mod requires Go 1.99 or newer, but Go 1.26.8 is on PATH and GOTOOLCHAIN=local forbids another',
    hint: expect.stringContaining('actions/setup-go') as string,
    location: { file: 'api/go.mod' },
  });
});

test('the go.work counts too', async () => {
  const failing = settle(
    toolchain('1.26.8', 'local'),
    tree('module a\ngo 1.24\n', 'go 1.98\n'),
    goThatSwitches('0.0'),
  );
  await expect(failing).rejects.toThrow(/go\.work requires Go 1\.98/);
});

test('where Go may switch by itself, the switched version counts', async () => {
  const go = await settle(
    toolchain('1.26.8', 'auto'),
    tree('module a\ngo 1.27.0\n'),
    goThatSwitches('1.27.1'),
  );
  expect(go).toMatchObject({ switched: true, version: { text: '1.27.1' } });
});

test('a toolchain line is a wish: followed where Go may switch, left where it may not', async () => {
  const mod = tree('module a\ngo 1.26\ntoolchain go1.27.1\n');
  expect(await settle(toolchain('1.26.8', 'auto'), mod, goThatSwitches('1.27.1'))).toMatchObject({
    switched: true,
  });
  expect(await settle(toolchain('1.26.8', 'local'), mod, goThatSwitches('0.0'))).toMatchObject({
    switched: false,
  });
});

test('a switch that fails says why', async () => {
  const failure =
    'go: downloading go1.99.0 (linux/amd64)\ngo: download go1.99.0: reading zip: 403 Forbidden\n\tserver response: not available';
  const failing = settle(
    toolchain('1.26.8', 'auto'),
    tree('module a\ngo 1.99.0\n'),
    goThatSwitches({ failure }),
  );
  await expect(failing).rejects.toThrow(
    /tried to fetch a newer one \(GOTOOLCHAIN=auto\) and failed: download go1\.99\.0.*403 Forbidden/,
  );
});

test('without Go the message mentions setup-go', async () => {
  const exec = createFakeExec([], ['go']);
  await expect(readToolchain({ exec, env: {} }, '/')).rejects.toMatchObject({
    code: 'TOOL_MISSING',
    message: 'go is not on PATH',
    hint: expect.stringContaining('actions/setup-go') as string,
  });
});

test('the Go on PATH is asked outside of any module and without a switch', async () => {
  const asked: ExecOptions[] = [];
  const exec = execWith({
    find: async () => '/usr/bin/go',
    async run(_, args, options = {}) {
      asked.push(options);
      const stdout = args[0] === 'env' ? '{"GOOS":"linux"}' : 'go version go1.26.8 linux/amd64\n';
      return { exitCode: 0, stdout, stderr: '', durationMs: 1 };
    },
  });
  const found = await readToolchain({ exec, env: { PATH: '/bin' } }, '/neutral');
  expect(found).toMatchObject({ version: { text: '1.26.8' }, env: { GOOS: 'linux' } });
  expect(asked[0]).toMatchObject({ cwd: '/neutral', env: { PATH: '/bin', GOTOOLCHAIN: 'local' } });
});
