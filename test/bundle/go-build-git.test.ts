import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { binariesOf, build, runBinary } from './support/go-build.ts';
import { commitAll, TWO_COMMANDS } from './support/go-workspace.ts';

describe('git', () => {
  const stamped = { GOFLAGS: '' };

  test('a repository of another owner is built with its identity all the same', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const commit = await commitAll(workspace, 'v1.0.0');
    const env = { ...stamped, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    const result = await build(workspace, { packages: './cmd/api' }, { env });
    expect(result.exitCode, result.log).toBe(0);
    expect(runBinary(join(workspace, 'bin/api'))).toBe(`v1.0.0 ${commit}`);
    expect(execFileSync('go', ['version', '-m', join(workspace, 'bin/api')], { encoding: 'utf8' })).toContain(
      `vcs.revision=${commit}`,
    );
  });

  test('several targets carry the same clean stamp: no build makes the tree dirty for the next', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    await commitAll(workspace, 'v1.0.0');
    const result = await build(
      workspace,
      { packages: './cmd/api', targets: 'linux/amd64, linux/arm64', concurrency: '1' },
      { env: stamped },
    );
    for (const { path } of binariesOf(result)) {
      const info = execFileSync('go', ['version', '-m', join(workspace, path)], { encoding: 'utf8' });
      expect(info, path).toContain('vcs.modified=false');
    }
  });

  test('a second step builds the same bytes; an untracked source makes the tree modified', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    await commitAll(workspace, 'v1.0.0');
    const info = (): string =>
      execFileSync('go', ['version', '-m', join(workspace, 'bin/api')], { encoding: 'utf8' });
    const first = await build(workspace, { packages: './cmd/api' }, { env: stamped });
    await build(workspace, { packages: './cmd/worker', output: 'dist/' }, { env: stamped });
    const second = await build(workspace, { packages: './cmd/api' }, { env: stamped });
    expect(info()).toContain('vcs.modified=false');
    expect(binariesOf(second)[0]?.sha256).toBe(binariesOf(first)[0]?.sha256);
    await writeFile(join(workspace, 'cmd/api/more.go'), 'package main\n');
    await build(workspace, { packages: './cmd/api' }, { env: stamped });
    expect(info()).toContain('vcs.modified=true');
  });

  test('a repository that git cannot read is built without the stamp, with a notice', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    execFileSync('git', ['init', '--quiet'], { cwd: workspace });
    const result = await build(workspace, { packages: './cmd/api' }, { env: stamped });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.annotations).toMatchObject([
      { level: 'notice', message: expect.stringContaining('-buildvcs=false') as string },
    ]);
    expect(result.outputs['version']).toBe('0123456789ab');
  });
});
