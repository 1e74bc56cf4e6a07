import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { binariesOf, build, runBinary } from './support/go-build.ts';
import { commitAll, TWO_COMMANDS, VERSIONED_MAIN } from './support/go-workspace.ts';

const stamped = { GOFLAGS: '' };

describe('git', () => {
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

describe('the version of a commit', () => {
  /** A repository with one commit, these tags on it, and whatever the story adds. */
  async function versionOf(tags: readonly string[], inputs: Readonly<Record<string, string>> = {}) {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'services/api/go.mod': 'module example.com/shop/services/api\n\ngo 1.24\n',
      'services/api/main.go': VERSIONED_MAIN,
    });
    await commitAll(workspace, ...tags);
    const result = await build(workspace, { packages: './cmd/api', 'dry-run': 'true', ...inputs });
    expect(result.exitCode, result.log).toBe(0);
    return result.outputs['version'];
  }
  const inApi = { 'working-directory': 'services/api', packages: '.' };

  test.each<[readonly string[], Readonly<Record<string, string>>, string]>([
    [['v1.8.0', '6.14.1'], {}, '6.14.1'],
    [['v4', 'v4.53.6'], {}, 'v4.53.6'],
    [['v1.22.1-rc1', 'v1.22.1'], {}, 'v1.22.1'],
    [['v0.3.0', 'services/api/v1.4.0'], {}, 'v0.3.0'],
    [['v0.3.0', 'services/api/v1.4.0'], inApi, 'v1.4.0'],
  ])('with the tags %j and the inputs %j is %s', async (tags, inputs, version) => {
    expect(await versionOf(tags, inputs)).toBe(version);
  });

  test('is that of each module where one step builds several', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'services/api/go.mod': 'module example.com/shop/services/web\n\ngo 1.24\n',
      'services/api/main.go': VERSIONED_MAIN,
    });
    await commitAll(workspace, 'v0.3.0', 'services/api/v1.4.0');
    const result = await build(workspace, { packages: './cmd/api, ./services/api' });
    expect(binariesOf(result).map(({ path, version }) => [path, version])).toEqual([
      ['bin/api', 'v0.3.0'],
      ['bin/web', 'v1.4.0'],
    ]);
    expect(runBinary(join(workspace, 'bin/web'))).toMatch(/^v1\.4\.0 /);
    expect(result.outputs['version']).toBe('v0.3.0');
    expect(result.summary).toContain('`v1.4.0` in `example.com/shop/services/web`');
  });
});

describe('a repository that a pull request buries in a folder', () => {
  test.each([{}, { 'dry-run': 'true' }])('runs no program and names no version: %j', async (inputs) => {
    const workspace = await writeTree({
      'svc/go.mod': 'module example.com/shop\n\ngo 1.24\n',
      'svc/main.go': VERSIONED_MAIN,
      'svc/HEAD': 'ref: refs/heads/main\n',
      'svc/objects/keep': '',
      'svc/refs/keep': '',
    });
    const touched = join(workspace, 'touched');
    const settings = `[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch ${touched}; false"\n`;
    await writeFile(join(workspace, 'svc/config'), settings);
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: join(workspace, 'svc'),
        encoding: 'utf8',
      });
    git(
      '--git-dir=.',
      '--work-tree=.',
      '-c',
      'core.fsmonitor=false',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'x',
    );
    git('--git-dir=.', 'tag', 'v9.9.9');
    await commitAll(workspace, 'v1.0.0');
    const result = await build(workspace, { 'working-directory': 'svc', ...inputs }, { env: stamped });
    expect(result.exitCode, result.log).toBe(0);
    expect(existsSync(touched)).toBe(false);
    expect(result.outputs['version']).toBe('v1.0.0');
  });
});
