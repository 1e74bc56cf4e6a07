import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { REPOSITORY_ROOT } from '../../src/paths.ts';
import { BUILT } from '../../src/release/built-files.ts';
import { checkRelease, compareFiles } from '../../src/release/check-release.ts';
import { renderNotes } from '../../src/release/notes.ts';

const tree = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const { folder, remove } = await makeWorkspace(files);
  onTestFinished(remove);
  return folder;
};

it('what commits a release lets through the same paths as what rebuilds one compares', async () => {
  const script = await readFile(join(REPOSITORY_ROOT, 'scripts/commit-release.sh'), 'utf8');
  const listed = new RegExp(/^allowed='(.*)'$/m.exec(script)?.[1] ?? 'none');
  const yes = [
    'SHA256SUMS',
    'action.yml',
    'release.json',
    'cli/index.js',
    'actions/go-build/dist/79.index.js',
  ];
  const no = [
    'README.md',
    'cli/a/b.js',
    'actions/go-build/action.yml',
    'actions/go-build/dist/a/b',
    'xaction.yml',
  ];
  for (const pattern of [BUILT, listed]) {
    expect(yes.filter((path) => !pattern.test(path))).toEqual([]);
    expect(no.filter((path) => pattern.test(path))).toEqual([]);
  }
});

it('a file that differs, that is missing and that nothing makes is named', async () => {
  const held = await tree({ same: 'x', other: 'a', extra: 'x' });
  const built = await tree({ same: 'x', other: 'b', lacking: 'x' });
  expect(await compareFiles(held, ['extra', 'other', 'same'], built)).toEqual([
    'extra is in the release, a build does not make it',
    'lacking is made by a build, the release lacks it',
    'other differs from what a build makes',
  ]);
});

it('a checkout that is no release is told so', async () => {
  await expect(checkRelease(await tree({ a: 'x' }), () => {})).rejects.toThrow(
    'this is no checkout of a release',
  );
});

it('the notes show each action by its commit, and the lines that verify', () => {
  const commit = 'b'.repeat(40);
  const notes = renderNotes({ version: 'v1.2.3', source: 'a'.repeat(40), commit });
  expect(notes).toContain(`- uses: fairlead-actions/fairlead/actions/helm-deploy@${commit} # v1.2.3\n`);
  expect(notes).toContain('gh attestation verify fairlead-v1.2.3.tar.gz --repo fairlead-actions/fairlead\n');
  expect(notes).toContain('gh release verify v1.2.3 --repo fairlead-actions/fairlead\n');
  expect(notes).toContain('npm run check:release\n');
});
