import { expect, test } from 'vitest';
import { mutantsOf } from '../../src/mutate/operators.ts';
import { tellTried, whyLeft } from '../../src/mutate/survivors.ts';

const first = (text: string, path = 'packages/a/src/x.ts') => {
  const [mutant] = mutantsOf(text);
  if (mutant === undefined) throw new Error('no change');
  return { ...mutant, path };
};

test.each([
  ['const LONGEST = 300;', true],
  ['export const LONGEST_MS: number = 300;', true],
  ['const FIRST = 1;', false],
  ['const longest = 300;', false],
  ['if (text.length > LIMIT) return 300;', false],
])('%s: its number may be larger by one without a test: %s', (text, left) => {
  const mutant = mutantsOf(text).findLast(({ before }) => /\d/.test(before));
  if (mutant === undefined) throw new Error('no change');
  expect(whyLeft(text, { ...mutant, path: 'x.ts' }) !== undefined).toBe(left);
});

test('the end tells each workspace, and each change that nobody noticed with its reason', () => {
  const texts: Record<string, string> = {
    'packages/a/src/x.ts': '\nconst LONGEST = 300;',
    'actions/b/src/y.ts': 'return a === b;',
  };
  const [limit, test_] = Object.entries(texts).map(([path, text]) => first(text, path));
  if (limit === undefined || test_ === undefined) throw new Error('two changes');
  const tried = [
    { mutant: limit, caught: false },
    { mutant: { ...limit, line: 1 }, caught: true },
    { mutant: test_, caught: false },
  ];
  expect(tellTried(tried, ({ path }) => texts[path] ?? '')).toEqual([
    '  actions/b: noticed 0 of 1',
    '  packages/a: noticed 1 of 2',
    'not noticed: 2, of which 1 lack a test',
    '  packages/a/src/x.ts:2 "300" → "301": a limit that is larger by one: nothing depends on where exactly it lies',
    '  actions/b/src/y.ts:1 "===" → "!==": a test is missing',
  ]);
});
