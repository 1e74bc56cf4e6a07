import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeModuleProxy } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf, runBinary } from './support/go-build.ts';

describe('dependencies', () => {
  const dependency = {
    path: 'example.com/dep',
    version: 'v1.0.0',
    files: { 'dep.go': 'package dep\n\nfunc Name() string { return "dep" }\n' },
  };
  const user = {
    'go.mod': 'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
    'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() { println(dep.Name()) }\n',
  };

  test('BLD-08 modules come from a proxy in a phase of their own; compiling works without one', async () => {
    const proxy = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': proxy.sum });
    const env = { GOPROXY: proxy.url, GOMODCACHE: join(workspace, '.mod') };
    const first = await build(workspace, {}, { env });
    expect(first.exitCode, first.log).toBe(0);
    expect(first.log).toContain('1 module at hand');
    expect(runBinary(join(workspace, 'bin/user'))).toBe('dep');
    await rm(proxy.folder, { recursive: true });
    expect((await build(workspace, {}, { env: { ...env, GOPROXY: 'off' } })).exitCode).toBe(0);
  });

  test('a vendored module needs no download', async () => {
    const workspace = await writeTree({
      ...user,
      'vendor/modules.txt': '# example.com/dep v1.0.0\n## explicit\nexample.com/dep\n',
      'vendor/example.com/dep/dep.go': dependency.files['dep.go'],
    });
    const result = await build(workspace);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain('nothing to download');
  });

  test('a module that cannot be had names it and the file that wants it', async () => {
    const proxy = await writeModuleProxy([]);
    const workspace = await writeTree({ ...user, 'go.sum': 'example.com/dep v1.0.0 h1:x=\n' });
    const result = await build(workspace, {}, { env: { GOPROXY: proxy.url } });
    expect(result.exitCode).toBe(1);
    expect(errorsOf(result)).toMatchObject([
      {
        message: expect.stringMatching(
          /^BUILD_MODULES_UNAVAILABLE: example\.com\/dep@v1\.0\.0 of go\.mod/,
        ) as string,
      },
    ]);
  });

  test('SRC-02 a module that is not what go.sum says is refused, at its line', async () => {
    const proxy = await writeModuleProxy([
      { ...dependency, files: { 'dep.go': 'package dep\n// changed\n' } },
    ]);
    const { sum } = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': sum });
    const result = await build(workspace, {}, { env: { GOPROXY: proxy.url } });
    expect(errorsOf(result)).toMatchObject([
      {
        properties: 'file=go.sum,line=1',
        message: expect.stringMatching(/^BUILD_CHECKSUM_MISMATCH: example\.com\/dep@v1\.0\.0/) as string,
      },
    ]);
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
  });

  test('SRC-02 an untidy go.mod is refused with the difference, and left as it is', async () => {
    const proxy = await writeModuleProxy([dependency]);
    const files = { ...user, 'main.go': 'package main\n\nfunc main() {}\n', 'go.sum': proxy.sum };
    const workspace = await writeTree(files);
    const env = { GOPROXY: proxy.url };
    const untidy = await build(workspace, { 'verify-modules': 'true' }, { env });
    expect(errorsOf(untidy)).toMatchObject([
      {
        properties: 'file=go.mod,line=5',
        message: expect.stringMatching(/^BUILD_MODULES_UNTIDY: go\.mod/) as string,
      },
    ]);
    expect(untidy.log).toContain('-require example.com/dep v1.0.0');
    expect(await readFile(join(workspace, 'go.mod'), 'utf8')).toBe(files['go.mod']);
    await writeFile(join(workspace, 'main.go'), user['main.go']);
    expect((await build(workspace, { 'verify-modules': 'true', 'dry-run': 'false' }, { env })).exitCode).toBe(
      0,
    );
  });

  test.each([
    ['content', 0],
    ['go.mod', 1],
  ])('a module of the cache whose %s is not what go.sum says is refused', async (_, line) => {
    const proxy = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': proxy.sum });
    const GOMODCACHE = join(await writeTree({ x: '' }), 'cache');
    const env = { GOPROXY: proxy.url, GOMODCACHE, GOFLAGS: '-modcacherw' };
    const first = await build(workspace, {}, { env });
    expect(first.exitCode, first.log).toBe(0);
    const sums = proxy.sum.split('\n');
    const wrong = sums.with(line, sums[line]?.replace(/h1:..../, 'h1:AAAA') ?? '');
    await writeFile(join(workspace, 'go.sum'), wrong.join('\n'));
    expect(errorsOf(await build(workspace, {}, { env }))).toMatchObject([
      {
        properties: expect.stringContaining('file=go.sum') as string,
        message: expect.stringMatching(/^BUILD_CHECKSUM_MISMATCH: example\.com\/dep@v1\.0\.0/) as string,
      },
    ]);
  });
});

describe('modules of old Go, whose list needs the go.mod files of all dependencies', () => {
  test.each(['', 'go 1.13\n\n', 'go 1.16\n\n'])('are built with an empty module cache: %j', async (line) => {
    const deep = { path: 'example.com/deep', version: 'v1.0.0', files: { 'deep.go': 'package deep\n' } };
    const mid = {
      path: 'example.com/mid',
      version: 'v1.0.0',
      files: {
        'go.mod': 'module example.com/mid\n\nrequire example.com/deep v1.0.0\n',
        'mid.go': 'package mid\n\nimport _ "example.com/deep"\n',
      },
    };
    const proxy = await writeModuleProxy([deep, mid]);
    const goMod = `module example.com/user\n\n${line}require example.com/mid v1.0.0\n`;
    const workspace = await writeTree({
      'go.mod': goMod,
      'go.sum': proxy.sum,
      'main.go': 'package main\n\nimport _ "example.com/mid"\n\nfunc main() {}\n',
    });
    const result = await build(workspace, {}, { env: { GOPROXY: proxy.url } });
    expect(result.exitCode, result.log).toBe(0);
    expect(await readFile(join(workspace, 'go.mod'), 'utf8')).toBe(goMod);
    expect(await readFile(join(workspace, 'go.sum'), 'utf8')).toBe(proxy.sum);
  });
});

test('a missing line of go.sum is not blamed on the proxy that was switched off', async () => {
  const workspace = await writeTree({
    'go.mod': 'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
    'main.go': 'package main\n\nimport _ "example.com/dep"\n\nfunc main() {}\n',
  });
  const unpinned = await build(workspace, {}, { env: { GOPROXY: 'off' } });
  expect(unpinned.log).toContain('hint: run go mod tidy and commit go.mod and go.sum');
  await writeFile(join(workspace, 'go.sum'), 'example.com/dep v1.0.0 h1:x=\n');
  const pinned = await build(workspace, {}, { env: { GOPROXY: 'off' } });
  expect(pinned.log).toContain('hint: GOPROXY=off forbids downloads');
});
