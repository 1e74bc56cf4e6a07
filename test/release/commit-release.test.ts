import { chmod, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLockableBranch } from '../../packages/devtools/src/release/lock-rule.ts';
import { createScratchOrigin, type ScratchOrigin } from './scratch-origin.ts';

const SOURCE = {
  'README.md': 'read',
  'src/a.ts': 'a',
  '.github/workflows/ci.yml': 'on: push',
  '.github/workflows/go-service.yml': 'on:\n  workflow_call:\n',
  '.gitignore': 'dist/',
};

describe('commit-release.sh', () => {
  let scratch: ScratchOrigin;
  let job: string;
  let built: string;
  beforeEach(async () => {
    scratch = await createScratchOrigin(SOURCE);
    job = await scratch.clone('job');
    built = join(scratch.folder, 'built');
  });
  afterEach(() => scratch.remove());

  const inJob = (...args: string[]): Promise<string> => scratch.git(job, ...args);
  const inOrigin = (...args: string[]): Promise<string> => scratch.git(scratch.origin, ...args);
  /** Builds and commits a version, as the job does. */
  const commit = async (version: string, content = version): Promise<string> => {
    await rm(built, { recursive: true, force: true });
    await scratch.write(built, {
      'actions/go-build/dist/index.js': content,
      'action.yml': 'x',
      SHA256SUMS: content,
    });
    return scratch.script(job, 'commit-release.sh', built, version);
  };
  const push = (version: string): Promise<string> =>
    inJob(
      'push',
      '--quiet',
      '--atomic',
      'origin',
      `refs/heads/release/${version.split('.')[0]}`,
      `refs/tags/${version}`,
    );
  const release = async (version: string): Promise<string> => {
    const made = await commit(version);
    await push(version);
    return made;
  };

  it('commits source and bundles on the branch for releases, the last release as parent', async () => {
    const source = await inJob('rev-parse', 'main');
    const first = await release('v1.0.0');
    const second = await release('v1.1.0');
    expect(await inOrigin('rev-parse', 'v1.0.0', 'v1.1.0', 'release/v1')).toBe(
      [first, second, second].join('\n'),
    );
    expect(await inOrigin('log', '--format=%H %P', 'release/v1')).toBe(`${second} ${first}\n${first}`);
    expect((await inOrigin('ls-tree', '-r', '--name-only', 'v1.1.0')).split('\n')).toEqual([
      '.github/workflows/go-service.yml',
      '.gitignore',
      'README.md',
      'SHA256SUMS',
      'action.yml',
      'actions/go-build/dist/index.js',
      'src/a.ts',
    ]);
    expect(await inOrigin('show', 'v1.1.0:actions/go-build/dist/index.js')).toBe('v1.1.0');
    expect(await inOrigin('log', '-1', '--format=%(trailers:key=Source-Commit,valueonly)', 'v1.1.0')).toBe(
      source,
    );
    expect(await inJob('rev-parse', 'v1')).toBe(second);
  });

  it('leaves main, the work tree and the index alone', async () => {
    const source = await inJob('rev-parse', 'main');
    await commit('v1.0.0');
    expect(await inJob('rev-parse', 'main', 'HEAD')).toBe(`${source}\n${source}`);
    expect(await inJob('status', '--porcelain')).toBe('');
  });

  it('holds each version on a branch, which a tag alone does not', async () => {
    const first = await release('v1.0.0');
    await release('v1.1.0');
    expect(await findLockableBranch(scratch.origin, 'v1.0.0', ['main'])).toBe('release/v1');
    expect(await findLockableBranch(scratch.origin, first, ['main'])).toBe('release/v1');
    expect(await findLockableBranch(scratch.origin, 'main', ['main'])).toBe('main');
    const loose = await inOrigin('commit-tree', `${first}^{tree}`, '-m', 'on no branch');
    await inOrigin('tag', 'v1.0.1', loose);
    expect(await findLockableBranch(scratch.origin, 'v1.0.1', ['main'])).toBeUndefined();
    await expect(findLockableBranch(scratch.origin, 'v9', ['main'])).rejects.toThrow('has no commit v9');
  });

  it('does not move the major tag for a pre-release', async () => {
    const first = await release('v1.0.0');
    const candidate = await release('v1.1.0-rc.1');
    expect(await inJob('rev-parse', 'v1', 'release/v1')).toBe(`${first}\n${candidate}`);
  });

  it('does not move the major tag back for a fix of an older version, nor to another major one', async () => {
    await release('v1.9.0');
    const newest = await release('v1.10.0');
    const fix = await release('v1.9.1');
    const other = await release('v2.0.0');
    expect(await inJob('rev-parse', 'v1', 'v2')).toBe(`${newest}\n${other}`);
    expect(await inOrigin('log', '--format=%H', 'release/v1', '-2')).toBe(`${fix}\n${newest}`);
    expect(await inOrigin('log', '--format=%H', 'release/v2')).toBe(other);
  });

  it('gives the same commit when the job runs again, in whatever clone, before and after it was pushed', async () => {
    const first = await release('v1.0.0');
    const second = await commit('v1.1.0');
    job = await scratch.clone('again');
    expect(await commit('v1.1.0')).toBe(second);
    await push('v1.1.0');
    job = await scratch.clone('and-again');
    expect(await commit('v1.1.0')).toBe(second);
    expect(await commit('v1.0.0')).toBe(first);
    expect(await inJob('rev-parse', 'v1')).toBe(second);
    expect(await inOrigin('rev-list', '--count', 'release/v1')).toBe('2');
  });

  it('gives the same commit after a run that was ended before it had set the tag, once and twice', async () => {
    await release('v1.0.0');
    const second = await commit('v1.1.0');
    for (const _ of ['once', 'twice']) {
      await inJob('tag', '--delete', 'v1.1.0');
      expect(await commit('v1.1.0')).toBe(second);
    }
    await push('v1.1.0');
    expect(await inOrigin('rev-list', '--count', 'release/v1')).toBe('2');
    expect(await inOrigin('rev-parse', 'v1.1.0')).toBe(second);
  });

  it('gives a version of its own a commit of its own, also when nothing else has changed', async () => {
    const first = await commit('v1.0.0', 'same');
    expect(await commit('v1.0.1', 'same')).not.toBe(first);
    expect(await inJob('rev-list', '--count', 'release/v1')).toBe('2');
  });

  it('gives the same commit for a built file that may be executed: a job hands its files on without that', async () => {
    const first = await commit('v1.0.0');
    await chmod(join(built, 'action.yml'), 0o755);
    job = await scratch.clone('publishing');
    expect(await scratch.script(job, 'commit-release.sh', built, 'v1.0.0')).toBe(first);
  });

  it('refuses another tree for a version that is there, a tag that is on no branch, and what is no version', async () => {
    await release('v1.0.0');
    await expect(commit('v1.0.0', 'changed')).rejects.toThrow('the tag v1.0.0 exists with another tree');
    await inJob('update-ref', '-d', 'refs/heads/release/v1');
    await inJob('update-ref', '-d', 'refs/remotes/origin/release/v1');
    await expect(commit('v1.0.0')).rejects.toThrow(
      'the tag v1.0.0 exists on a commit that is not on release/v1',
    );
    await expect(commit('1.0')).rejects.toThrow('"1.0" is not a version');
  });

  it.each([
    ['README.md', 'README.md is nothing that a build makes'],
    ['actions/go-build/dist/a/b.js', 'actions/go-build/dist/a/b.js is nothing that a build makes'],
    ['.github/workflows/evil.yml', '.github/workflows/evil.yml is nothing that a build makes'],
  ])('refuses a build that brings %s', async (path, why) => {
    await scratch.write(built, { [path]: 'x' });
    await expect(scratch.script(job, 'commit-release.sh', built, 'v1.0.0')).rejects.toThrow(why);
    expect(await inJob('tag')).toBe('');
  });

  it('refuses a link among what was built, and a built file that the source has', async () => {
    await scratch.write(built, {});
    await scratch.write(built, { 'action.yml': 'x' });
    await symlink('/etc/passwd', join(built, 'SHA256SUMS'));
    await expect(scratch.script(job, 'commit-release.sh', built, 'v1.0.0')).rejects.toThrow(
      'SHA256SUMS is nothing that a build makes',
    );
    await scratch.write(job, { 'action.yml': 'own' });
    await inJob('add', 'action.yml');
    await inJob('commit', '--quiet', '-m', 'own');
    await expect(commit('v1.0.0')).rejects.toThrow('the source has a file that a build makes');
  });
});
