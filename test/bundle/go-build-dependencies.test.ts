import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf, runBinary } from './support/go-build.ts';

import { writeModuleProxy } from './support/module-proxy.ts';

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

  test('modules come from a proxy in a phase of their own; compiling works without one', async () => {
    const proxy = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': proxy.sum });
    const env = { GOPROXY: proxy.url, GOMODCACHE: join(workspace, '.mod') };
    const first = await build(workspace, {}, { env });
    expect(first.exitCode, first.log).toBe(0);
    expect(first.log).toContain('1 modules at hand');
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

  test('a module that is not what go.sum says is refused', async () => {
    const proxy = await writeModuleProxy([
      { ...dependency, files: { 'dep.go': 'package dep\n// changed\n' } },
    ]);
    const { sum } = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': sum });
    const result = await build(workspace, {}, { env: { GOPROXY: proxy.url } });
    expect(errorsOf(result)).toMatchObject([
      {
        properties: expect.stringContaining('file=go.sum') as string,
        message: expect.stringMatching(/^BUILD_CHECKSUM_MISMATCH: example\.com\/dep@v1\.0\.0/) as string,
      },
    ]);
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
  });
});
