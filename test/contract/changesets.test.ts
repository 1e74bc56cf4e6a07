import { expect, it } from 'vitest';
import { readSources } from './support/sources.ts';

const packages = (await readSources('', ['package.json']))
  .filter(({ path }) => /^(packages|actions)\/[^/]+\/package\.json$/.test(path))
  .map(({ text }) => (JSON.parse(text) as { name: string }).name);
const changesets = (await readSources('.changeset', ['.md'])).filter(({ path }) => !/README\.md$/.test(path));

/** One line of a changeset's head: a package and how much its version grows. */
const LINE = /^(['"])(@fairlead\/[a-z-]+)\1: (major|minor|patch)$/;

it('every change names a package of the workspace and says what it means: a release stops at one that does not', () => {
  expect(packages.length).toBeGreaterThan(5);
  for (const { path, text } of changesets) {
    const [, head = '', words = ''] = /^---\n(.+?)\n---\n(.*)$/s.exec(text) ?? [];
    const named = head.split('\n').map((line) => LINE.exec(line)?.[2]);
    expect(packages, path).toEqual(expect.arrayContaining(named));
    expect(words.trim().length, path).toBeGreaterThan(20);
  }
});
