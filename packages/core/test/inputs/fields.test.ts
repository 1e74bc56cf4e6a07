import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { common, type Field, field, fieldMeta } from '../../src/index.ts';

const d = { class: 'plain', description: 'Test.' } as const;
const read = (schema: Field<unknown>, raw: string | undefined): unknown => {
  const parsed = schema.safeParse(raw);
  return parsed.success ? parsed.data : `✗ ${parsed.error.issues.map((issue) => issue.message).join('; ')}`;
};

test.each([
  ['true', true],
  ['FALSE', false],
  ['yes', '✗ is not a boolean'],
  ['1', '✗ is not a boolean'],
])('flag %s', (raw, value) => expect(read(field.flag(d), raw)).toBe(value));

test.each([
  ['7', 7],
  ['0', '✗ is below 1'],
  ['11', '✗ is above 10'],
  ['7.0', '✗ is not a whole number'],
  ['0x7', '✗ is not a whole number'],
  ['', '✗ is not a whole number'],
])('integer %s', (raw, value) => expect(read(field.integer(d, { min: 1, max: 10 }), raw)).toBe(value));

test.each([
  ['75', 75],
  ['74.9', 74.9],
  ['-0.1', '✗ is below 0'],
  ['1e2', '✗ is not a number'],
  ['abc', '✗ is not a number'],
  ['NaN', '✗ is not a number'],
])('decimal %s', (raw, value) => expect(read(field.decimal(d, { min: 0, max: 100 }), raw)).toBe(value));

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['2', '✗ has no unit: 2ms, 2s or 2m?'],
  ['1.5', '✗ has no unit: 1.5ms, 1.5s or 1.5m?'],
  ['0', '✗ is too short'],
  ['1m 30s', '✗ is not a duration'],
  ['0s', '✗ is too short'],
  ['2d', '✗ is too long'],
])('duration %s', (raw, value) =>
  expect(read(field.duration(d, { minMs: 1, maxMs: 86_400_000 }), raw)).toBe(value),
);

test.each([
  ['512KB', 512_000],
  ['1GiB', 1024 ** 3],
  ['1.5 MB', 1_500_000],
  ['840B', 840],
  ['20', '✗ has no unit: 20MB, or 20B?'],
  ['1.5', '✗ has no unit: 1.5MB, or 1.5B?'],
  ['20mb', '✗ is not a size'],
])('bytes %s', (raw, value) => expect(read(field.bytes(d), raw)).toBe(value));

test.each([
  ['2147483647ms', 2_147_483_647],
  ['2147483648ms', '✗ is too long'],
  ['25d', '✗ is too long'],
  [`${'9'.repeat(400)}h`, '✗ is too long'],
])('a duration that no timer counts is refused: %s', (raw, value) =>
  expect(read(field.duration(d), raw)).toBe(value),
);

test.each([
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740992', '✗ has too many digits'],
  ['-9007199254740993', '✗ has too many digits'],
  ['9'.repeat(400), '✗ has too many digits'],
])('a number that would become another is refused: %s', (raw, value) => {
  expect(read(field.integer(d), raw)).toBe(value);
  expect(read(field.decimal(d), raw)).toBe(value);
});

test('a size without end is refused', () =>
  expect(read(field.bytes(d), `${'9'.repeat(400)}GB`)).toBe('✗ is too large'));

test('a duration of nothing needs no unit', () => expect(read(field.duration(d), '0')).toBe(0));

describe('lists', () => {
  test('of items that are separated by blanks are refused, and the right way is told with every item', () => {
    const words = field.list(d, { item: field.matching(/^\w+$/, 'is odd') });
    const told = (items: string): string =>
      `has blanks between items: separate them by commas or lines, as in ${items}`;
    expect(read(words, 'a b\tc')).toBe(`✗ ${told('a,b,c')}`);
    expect(read(words, 'a b, c')).toBe(`✗ "a b" ${told('a,b')}`);
    expect(read(field.list(d, { blanks: true }), 'a b, c')).toEqual(['a b', 'c']);
    expect(read(field.list(d, { separator: 'lines' }), 'a b')).toEqual(['a b']);
    // where a part is no item either, the rule knows better
    expect(read(words, '10 %')).toBe('✗ is odd');
    expect(fieldMeta(field.list(d, { blanks: true })).blanks).toBe(true);
    expect(fieldMeta(words)).not.toHaveProperty('blanks');
  });

  test('repeat an item in front of its problem only where the value has more in it', () => {
    const words = field.list(d, { item: field.matching(/^[a-z]+$/, 'is odd') });
    expect(read(words, ' A ')).toBe('✗ is odd');
    expect(read(words, 'A, b')).toBe('✗ "A" is odd');
  });

  test('words are apart by commas or lines, lines by lines; blanks and comments are left out', () => {
    expect(read(field.list(d), 'a, b\n\n# no\nc,,')).toEqual(['a', 'b', 'c']);
    expect(read(field.list(d, { separator: 'lines' }), '-X a,b\n  c ')).toEqual(['-X a,b', 'c']);
  });

  test('all items that are wrong are named', () => {
    const item = (text: string): string | undefined => (text.startsWith('x') ? 'starts with x' : undefined);
    expect(read(field.list(d, { item }), 'x1,a,x2')).toBe('✗ "x1" starts with x, "x2" starts with x');
    expect(read(field.list(d, { minItems: 1 }), ' , ')).toBe('✗ is an empty list');
  });
});

describe('maps', () => {
  test('values keep their equals signs', () => {
    expect(read(field.map(d), 'A=1\nB==x= y')).toEqual({ A: '1', B: '=x= y' });
  });

  test('what is no pair, or is refused, is named', () => {
    expect(read(field.map(d), 'A')).toBe('✗ line "A" is not KEY=VALUE');
    expect(
      read(
        field.map(d, () => 'is reserved'),
        'A=1',
      ),
    ).toBe('✗ "A" is reserved');
  });

  test('a key that stands twice is refused: one of its values would be lost without a word', () => {
    expect(read(field.map(d), 'A=1\nB=2\n A =3')).toBe('✗ "A" stands twice');
    expect(read(field.map(d), 'A=1\na=1')).toEqual({ A: '1', a: '1' });
  });
});

test('choice', () => {
  const schema = field.choice(['auto', 'gateway'], { ...d, default: 'auto' });
  expect([read(schema, undefined), read(schema, 'gateway')]).toEqual(['auto', 'gateway']);
  expect(read(schema, 'Gateway')).toBe('✗ is not one of the known values');
  expect(fieldMeta(schema)).toMatchObject({
    kind: 'choice',
    values: ['auto', 'gateway'],
    allowed: 'auto, gateway',
  });
});

test('default, required and neither', () => {
  expect(read(field.text({ ...d, default: 'x' }), undefined)).toBe('x');
  expect(read(field.text({ ...d, required: true }), undefined)).toBe(
    '✗ is required, and nothing is given (an expression with a mistyped name is empty)',
  );
  expect(read(field.text(d), undefined)).toBeUndefined();
});

test('what is allowed is said in words, and an author may say it better', () => {
  expect(fieldMeta(field.integer(d, { min: 1 })).allowed).toBe('a whole number of at least 1');
  expect(fieldMeta(field.decimal(d, { max: 9 })).allowed).toBe('a number of at most 9');
  expect(fieldMeta(field.flag({ ...d, allowed: 'true for x' })).allowed).toBe('true for x');
});

test('inputs that all actions share have a description', () => {
  for (const make of [
    common.workingDirectory,
    common.configFile,
    common.kubeconfig,
    common.namespace,
    common.environment,
  ])
    expect(fieldMeta(make()).description).not.toBe('');
  expect(fieldMeta(common.githubToken('the cache', 'Cache'))).toMatchObject({
    description:
      'Token of the job, for the cache, and for the config file of the base commit where the clone lacks it.',
    group: 'Cache',
    secret: true,
  });
});

test.each([
  [{}, 'a duration such as 500ms, 90s, 5m or 1h30m'],
  [{ minMs: 1 }, 'a duration such as 500ms, 90s, 5m or 1h30m'],
  [{ minMs: 10_000 }, 'a duration from 10s, such as 90s, 5m or 1h30m'],
  [{ minMs: 500, maxMs: 60_000 }, 'a duration from 500ms up to 1m, such as 500ms'],
])('a duration within %j says what is allowed', (bounds, allowed) =>
  expect(fieldMeta(field.duration(d, bounds)).allowed).toBe(allowed),
);

test('only what a builder has made is a field', () => {
  expect(() => fieldMeta(z.string())).toThrow('not an input field');
  expect(() => fieldMeta(z.string().meta({ title: 'x' }))).toThrow('not an input field');
});

test('an item that is the whole value is not named once more by its problem', () => {
  const small = field.list(
    { class: 'plain', description: 'x', allowed: 'y' },
    { item: field.matching(/^[a-z]+$/, 'is not small') },
  );
  const problemOf = (text: string) => small.safeParse(text).error?.issues[0]?.message;
  expect(problemOf(' A ')).toBe('is not small');
  expect(problemOf('a,B')).toBe('"B" is not small');
});

test('a field has no expression in its default or its description: nobody but the runner knows its value', () => {
  const expression = '${{ github.token }}';
  expect(() => field.text({ ...d, default: expression })).toThrow('runnerDefault');
  expect(() => field.text({ ...d, description: `Default: ${expression}.` })).toThrow('runnerDefault');
});
