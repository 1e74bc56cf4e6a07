import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFiles, openRepository } from '../../src/workflow-lint/find-files.ts';
import { MOST_BYTES } from '../../src/workflow-lint/model/yaml-reader.ts';

let top = '';
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-find-')));
});
afterEach(() => rm(top, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(top, path)), { recursive: true });
    await writeFile(join(top, path), text);
  }
}

describe('which files are looked at', () => {
  it('without names: workflows, composite actions, the action of the root, settings and environments', async () => {
    const files = [
      '.github/workflows/a.yml',
      '.github/workflows/b.yaml',
      '.github/actions/x/action.yml',
      '.github/actions/y/action.yaml',
      'action.yml',
      '.github/fairlead.yml',
      '.github/environments.yml',
    ];
    const others = ['.github/workflows/notes.md', '.github/actions/x/other.yml', 'ci.yml'];
    await write(Object.fromEntries([...files, ...others].map((path) => [path, 'jobs: {}'])));
    expect(findFiles(top, []).files.map(({ path }) => path)).toEqual(files);
  });

  it('with names: those, once each, and of a folder its YAML', async () => {
    await write({ 'a.yml': 'x', 'more/b.yml': 'y', 'more/c.txt': 'z' });
    const { files, unchecked } = findFiles(top, ['a.yml', 'more', 'a.yml', 'none.yml']);
    expect(files.map(({ path, text }) => [path, text])).toEqual([
      ['a.yml', 'x'],
      ['more/b.yml', 'y'],
    ]);
    expect(unchecked).toMatchObject([{ file: 'none.yml', line: 1, column: 1 }]);
  });

  it('of the folder of a repository all that is looked at there; an empty one is not checked', async () => {
    await write({
      'repo/.github/workflows/a.yml': 'x',
      'repo/.github/fairlead.yml': 'y',
      'repo/.golangci.yml': 'z',
      'empty/notes.md': '',
    });
    const { files, unchecked } = findFiles(top, ['repo', 'empty']);
    expect(files.map(({ path }) => path)).toEqual([
      'repo/.github/workflows/a.yml',
      'repo/.github/fairlead.yml',
    ]);
    expect(unchecked).toEqual([
      { file: 'empty', line: 1, column: 1, reason: 'is a folder without a workflow' },
    ]);
  });

  it('a device, a pipe and a folder for a file are not read: they may have no end', async () => {
    await mkdir(join(top, '.github/workflows/folder.yml'), { recursive: true });
    await symlink('/dev/zero', join(top, '.github/workflows/device.yml'));
    await symlink('/dev/zero', join(top, '.github/fairlead.yml'));
    execFileSync('mkfifo', [join(top, '.github/workflows/pipe.yml')]);
    const { files, unchecked } = findFiles(top, []);
    expect(files).toEqual([]);
    expect(unchecked.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      '.github/workflows/device.yml is no file',
      '.github/workflows/folder.yml is no file',
      '.github/workflows/pipe.yml is no file',
      '.github/fairlead.yml is no file',
    ]);
  });

  it('a folder that cannot be listed is not checked', async () => {
    await mkdir(join(top, 'repo/.github'), { recursive: true });
    await symlink('loop', join(top, 'repo/.github/loop'));
    await symlink('loop', join(top, 'repo/.github/workflows'));
    expect(findFiles(top, ['repo']).unchecked).toMatchObject([
      { file: 'repo', reason: expect.stringMatching(/^cannot be read: ELOOP/) },
    ]);
  });

  it('one that is too large is not read, only said to be', async () => {
    await write({ 'fits.yml': 'x'.repeat(MOST_BYTES), 'large.yml': 'x'.repeat(MOST_BYTES + 7) });
    const [fits, large] = findFiles(top, ['fits.yml', 'large.yml']).files;
    expect(fits?.text).toMatch(/^x+$/);
    expect(large?.text).toHaveLength(MOST_BYTES + 1);
  });
});

describe('the repository that a file is in', () => {
  const settingsOf = (path: string) =>
    findFiles(top, [path]).files[0]?.repository.read('.github/fairlead.yml');

  it('is that of its .github, of its checkout, or where the command was started', async () => {
    await write({
      '.github/fairlead.yml': 'of the top',
      'one/.github/fairlead.yml': 'of one',
      'one/.github/workflows/a.yml': '',
      'two/.git/HEAD': '',
      'two/.github/fairlead.yml': 'of two',
      'two/deep/a.yml': '',
      'three/a.yml': '',
    });
    expect(settingsOf('one/.github/workflows/a.yml')).toBe('of one');
    expect(settingsOf('two/deep/a.yml')).toBe('of two');
    expect(settingsOf('three/a.yml')).toBe('of the top');
  });

  it('is never read outside of itself, nor past the limit', async () => {
    await write({
      'outside.yml': 'x',
      'repo/inside.yml': 'y',
      'repo/..name.yml': 'z',
      'repo/large.yml': 'x'.repeat(MOST_BYTES + 1),
      'repo/largest.yml': 'x'.repeat(MOST_BYTES),
    });
    await symlink('../outside.yml', join(top, 'repo/out.yml'));
    await symlink('inside.yml', join(top, 'repo/in.yml'));
    await symlink('..', join(top, 'repo/up'));
    const { read } = openRepository(join(top, 'repo'));
    expect(['inside.yml', 'in.yml', '..name.yml'].map(read)).toEqual(['y', 'y', 'z']);
    expect(
      ['../outside.yml', 'out.yml', 'up/outside.yml', join(top, 'outside.yml'), 'none.yml', '.'].map(read),
    ).toEqual(Array(6).fill(undefined));
    expect([read('large.yml'), read('largest.yml')?.length]).toEqual([undefined, MOST_BYTES]);
  });
});

describe('a config file that nobody reads', () => {
  it('is told; a folder of that name and a link to the file that is read are none', async () => {
    await write({ 'x/.github/fairlead.yaml': '', 'x/fairlead.yml/notes.md': '', 'x/y/fairlead.yml': '' });
    const { unreadConfigs } = openRepository(join(top, 'x'));
    expect(unreadConfigs('')).toEqual(['.github/fairlead.yaml']);
    expect(unreadConfigs('y')).toEqual(['.github/fairlead.yaml', 'y/fairlead.yml']);
  });

  it('is none when it is a link to the one that is read, and is one when it is a copy or leads nowhere', async () => {
    await write({ '.github/fairlead.yml': '', 'fairlead.yaml': '' });
    await symlink('.github/fairlead.yml', join(top, 'fairlead.yml'));
    await symlink('nowhere', join(top, '.fairlead.yml'));
    expect([...openRepository(top).unreadConfigs('')].sort()).toEqual(['.fairlead.yml', 'fairlead.yaml']);
  });

  it('is told also where it leads nowhere and no file is read at all', async () => {
    await symlink('nowhere', join(top, 'fairlead.yml'));
    expect(openRepository(top).unreadConfigs('')).toEqual(['fairlead.yml']);
  });
});
