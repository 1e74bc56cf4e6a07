import { actionNames } from '@fairlead/core';
import { expect, it } from 'vitest';
import { readSources } from './support/sources.ts';

const code = (
  await Promise.all(
    ['packages', 'actions', 'test', 'scripts'].map((root) => readSources(root, ['.ts', '.mjs'])),
  )
).flat();
const sources = code.filter(({ path }) => !path.includes('/test/') && !path.startsWith('test/'));
const tests = code.filter(({ path }) => path.endsWith('.test.ts'));

const lines = (text: string): number => text.trimEnd().split('\n').length;

it('no source file is longer than 300 lines', () => {
  const long = sources
    .filter(({ text }) => lines(text) > 300)
    .map(({ path, text }) => `${path}: ${lines(text)}`);
  expect(long).toEqual([]);
});

it('files are named in kebab-case', () => {
  const odd = code.filter(({ path }) => !/\/[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|mjs)$/.test(path));
  expect(odd.map(({ path }) => path)).toEqual([]);
});

it('index.ts only re-exports', () => {
  const indexes = sources.filter(({ path }) => /packages\/[^/]+\/src\/(.*\/)?index\.ts$/.test(path));
  const statement = /^(export (type )?(\{[^}]*\}|\*( as \w+)?) from '[^']+';|\/\*\*.*?\*\/|\/\/.*|\s)+$/s;
  const odd = indexes.filter(
    ({ path, text }) => !path.endsWith('commands/index.ts') && !statement.test(text),
  );
  expect(odd.map(({ path }) => path)).toEqual([]);
});

it('nothing is left for later', () => {
  const marks = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((mark) => new RegExp(`\\b${mark}\\b`));
  const found = code.filter(({ text }) => marks.some((mark) => mark.test(text)));
  expect(found.map(({ path }) => path)).toEqual([]);
});

it('no test is skipped or runs alone by what is written', () => {
  const pattern = /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fails)\b/;
  expect(tests.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
});

it('entries of actions hand the definition to the runner and do nothing else', () => {
  const entries = sources.filter(({ path }) => /^actions\/[^/]+\/src\/main\.ts$/.test(path));
  expect(entries).toHaveLength(actionNames.length);
  for (const { path, text } of entries) expect(lines(text), path).toBeLessThanOrEqual(6);
});
