import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { installHookCommand } from '../src/commands/install-hook.ts';
import { createFakeTerminal } from './support/fake-terminal.ts';

/** A repository, with a program that refuses what is not formatted in place of fairlead. */
async function repository() {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-hook-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const git = (...args: readonly string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '--quiet');
  const program = join(folder, '.git', 'fair lead');
  await writeFile(
    program,
    '#!/bin/sh\necho "asked: $*"\ntest -z "$GIT_INDEX_FILE" || exit 9\ntest -z "$(gofmt -l .)"\n',
    { mode: 0o755 },
  );
  const install = (...args: readonly string[]) =>
    installHookCommand(args, {
      ...createFakeTerminal({ cwd: folder, env: { PATH: process.env['PATH'] } }),
      self: [program],
    });
  return { folder, git, install };
}

describe('install-hook (SRC-07)', () => {
  it('has git refuse a commit of an unformatted file, and leaves the working tree as it is', async () => {
    const { folder, git, install } = await repository();
    expect(await install()).toBe(0);
    const file = join(folder, 'a.go');
    await writeFile(file, 'package   a\n');
    git('add', 'a.go');
    await writeFile(join(folder, 'untracked.go'), 'package   b\n');
    const refused = git('commit', '--message', 'bad');
    expect([refused.status, await readFile(file, 'utf8')]).toEqual([1, 'package   a\n']);
    expect(refused.stdout + refused.stderr).toContain(
      'asked: run quality-gate --checks gofmt,vet --summary on-failure',
    );
    expect(git('rev-parse', '--verify', '--quiet', 'HEAD').status).toBe(1);
    await writeFile(file, 'package a\n');
    // what is staged counts, not what is there
    expect(git('commit', '--message', 'bad').status).toBe(1);
    expect(git('commit', '--all', '--message', 'good').status).toBe(0);
    expect(git('status', '--short').stdout).toBe('?? untracked.go\n');
  });

  it('can be installed again with other checks, and keeps a hook of somebody else', async () => {
    const { folder, install } = await repository();
    await install();
    expect(await install('--checks', 'gofmt')).toBe(0);
    const hook = join(folder, '.git', 'hooks', 'pre-commit');
    expect(await readFile(hook, 'utf8')).toContain('--checks gofmt --summary');
    expect((await stat(hook)).mode & 0o111).toBe(0o111);
    await writeFile(hook, '#!/bin/sh\nexit 0\n');
    await expect(install()).rejects.toThrow('is a hook of somebody else: nothing was written');
    expect(await readFile(hook, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  });

  it('puts the hook where git looks for it', async () => {
    const { folder, git, install } = await repository();
    git('config', 'core.hooksPath', 'tools/hooks');
    await install();
    expect(await readFile(join(folder, 'tools/hooks/pre-commit'), 'utf8')).toContain('installed by fairlead');
  });

  it.each(['', 'gofmt;rm', '$(x)', 'GOFMT', 'a,,b'])('refuses checks that are none: %j', async (checks) => {
    const { install } = await repository();
    await expect(install('--checks', checks)).rejects.toThrow();
  });

  it('refuses checks that quality-gate would refuse at each commit, with those that there are', async () => {
    const { folder, install } = await repository();
    await expect(install('--checks', 'gofmt,nope')).rejects.toThrow(
      /^--checks "gofmt,nope": "nope" is not a check \(allowed: .*gofmt, vet/,
    );
    await expect(stat(join(folder, '.git', 'hooks', 'pre-commit'))).rejects.toThrow('ENOENT');
  });

  it('needs a repository', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-hook-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const terminal = createFakeTerminal({ cwd: folder, env: { PATH: process.env['PATH'] } });
    await expect(installHookCommand([], terminal)).rejects.toThrow('no git repository');
    expect(await installHookCommand(['--help'], terminal)).toBe(0);
  });
});
