import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releaseTreeCommand } from '../../src/commands/release-tree.ts';
import { REPOSITORY_ROOT } from '../../src/paths.ts';
import { startFolder } from '../../src/release/tree-folder.ts';

describe('the folder of a release tree', () => {
  let folder: string;
  const put = (...names: string[]): void => {
    for (const name of names) writeFileSync(join(folder, name), '');
  };
  const start = (target = folder): Promise<void> =>
    startFolder(REPOSITORY_ROOT, { option: '--out', folder: target });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairlead-tree-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('may be absent, empty, or an earlier tree, also one whose writing was killed', async () => {
    await start(join(folder, 'a/b'));
    rmSync(join(folder, 'a'), { recursive: true });
    await start();
    put('README.md');
    await start();
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'action.yml']);
  });

  it.each([
    { names: ['notes.txt'], why: 'has notes.txt, which would be removed' },
    { names: ['SHA256SUMS', 'action.yml', '.git'], why: 'has .git, which would be removed' },
    { names: ['README.md', 'action.yml'], why: 'is not empty, and not a tree: it lacks SHA256SUMS' },
  ])('that has $names is left as it is', async ({ names, why }) => {
    put(...names);
    await expect(start()).rejects.toThrow(`--out "${folder}": ${why}`);
    await expect(start()).rejects.toThrow(
      /\(allowed: a folder that does not exist, is empty, or holds an earlier tree/,
    );
    expect(readdirSync(folder).sort()).toEqual(names.toSorted());
  });

  it('is neither a file, nor a link, nor above the checkout', async () => {
    put('file');
    symlinkSync(folder, join(folder, 'link'));
    for (const name of ['file', 'link']) {
      await expect(start(join(folder, name))).rejects.toThrow('is not a folder');
    }
    for (const above of [REPOSITORY_ROOT, dirname(REPOSITORY_ROOT), '/']) {
      await expect(start(above)).rejects.toThrow('holds the checkout');
    }
  });

  it('is looked at before anything is built or written', async () => {
    put('notes.txt');
    await expect(releaseTreeCommand(['--out', folder])).rejects.toThrow(`--out "${folder}": has notes.txt`);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});
