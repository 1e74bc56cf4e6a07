import { expect, test } from 'vitest';
import { applyMutant, mutantsOf } from '../../src/mutate/operators.ts';
import { sample } from '../../src/mutate/sample.ts';

const changes = (text: string): readonly string[] =>
  mutantsOf(text).map((mutant) => applyMutant(text, mutant));

test.each([
  ['a === b', ['a !== b']],
  ['a <= b', ['a < b']],
  ['a > b', ['a >= b']],
  ['a && b', ['a || b']],
  ['x = a + b', ['x = a - b']],
  ['list.some(f)', ['list.every(f)']],
  ['return !done', ['return done']],
  ['x = true;', ['x = false;']],
  ['f(20)', ['f(21)']],
  ['if (late) return;', ['if (false) return;']],
])('%s is changed', (text, expected) => {
  expect(changes(text)).toEqual(expected);
});

test.each([
  "const text = 'a === b';",
  '// a === b',
  '/* a && b */',
  "import { a } from 'b';",
  'export type A =\n  | true\n  | false;',
  'interface A {\n  readonly first: string;\n  readonly second?: true;\n}',
  'const shown = `a === b`;',
])('%s is left alone', (text) => {
  expect(changes(text)).toEqual([]);
});

test('what stands in the holes of a template is code', () => {
  expect(changes('`${a === b}`')).toEqual(['`${a !== b}`']);
});

test('the words around the holes of a template are for people, and what follows a template is code again', () => {
  expect(changes('tell(`${a} - is true for 20 ${b === `${c} && d`} of it`) && e')).toEqual([
    'tell(`${a} - is true for 20 ${b !== `${c} && d`} of it`) && e',
    'tell(`${a} - is true for 20 ${b === `${c} && d`} of it`) || e',
  ]);
  expect(changes('`${[{ a }].map((x) => { return { x }; })} && b`; c === d')).toEqual([
    '`${[{ a }].map((x) => { return { x }; })} && b`; c !== d',
  ]);
});

test('a quote or a backtick in a pattern begins no text, and a division no pattern', () => {
  expect(changes('const Q = /[\'`"]|a && b/g;\nx === y')).toEqual(['const Q = /[\'`"]|a && b/g;\nx !== y']);
  expect(changes('a / b === c / d')).toEqual(['a / b !== c / d']);
  expect(changes("f(/[/'] && /) || g")).toEqual(["f(/[/'] && /) && g"]);
});

test('a change names its line', () => {
  expect(mutantsOf('\n\nx = a === b').map(({ line }) => line)).toEqual([3]);
});

test('a seed draws the same items again, another seed others, a smaller sample the first of them', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  expect(sample(items, 10, 1)).toEqual(sample(items, 10, 1));
  expect(sample(items, 10, 1)).not.toEqual(sample(items, 10, 2));
  expect(sample(items, 4, 1)).toEqual(sample(items, 10, 1).slice(0, 4));
  expect(sample(items, 1000, 1)).toHaveLength(100);
});
