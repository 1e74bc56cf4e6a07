import { describe, expect, it } from 'vitest';
import { type Field, field, fieldMeta, writtenField } from '../../src/index.ts';

const d = { class: 'plain', description: 'Test.' } as const;

/** The field that a tool gets from JSON. */
const written = (own: Field<unknown>): Field<unknown> =>
  writtenField(JSON.parse(JSON.stringify(fieldMeta(own))) as ReturnType<typeof fieldMeta>);
const say = (schema: Field<unknown>, raw: string | undefined): unknown => {
  const parsed = schema.safeParse(raw);
  return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message);
};

describe('a field from what is written down of it', () => {
  it.each<[string, Field<unknown>, readonly string[]]>([
    ['flag', field.flag(d), ['true', 'yes']],
    ['choice', field.choice(['a', 'b'], d), ['b', 'c']],
    ['integer', field.integer(d, { min: 2, max: 9 }), ['1', '2', '9', '10', 'x']],
    ['number', field.decimal(d, { min: 0, max: 1 }), ['-0.1', '0', '1.0', '1.1']],
    ['list of lines', field.list(d, { separator: 'lines', minItems: 1 }), ['a,b', '']],
    ['list of words', field.list(d, { item: field.matching(/^x/i, 'has no x') }), ['Xa, xb', 'a, x']],
    ['map', field.map(d), ['A=1', 'A']],
    ['duration', field.duration(d, { minMs: 10, maxMs: 1000 }), ['9ms', '10ms', '1s', '1001ms', 'soon']],
    ['duration without an end', field.duration(d, { minMs: 10 }), ['9ms', '9d']],
    ['bytes', field.bytes(d), ['1MB', 'much']],
    ['text', field.text(d, field.matching(/^a$/, 'is not a')), ['a', 'b']],
  ])('%s says the same', (_, own, probes) => {
    for (const probe of probes) expect(say(written(own), probe), probe).toEqual(say(own, probe));
  });

  it('keeps default and required', () => {
    expect(say(written(field.integer({ ...d, default: '7' })), undefined)).toBe(7);
    expect(say(written(field.text({ ...d, required: true })), undefined)).toEqual([
      'is required, and nothing is given (an expression with a mistyped name is empty)',
    ]);
    expect(say(written(field.text(d)), undefined)).toBeUndefined();
  });

  it('leaves out what only the code of the action checks, and keeps the rules beside it', () => {
    const own = field.text(d, [
      (text) => (text.includes('b') ? undefined : 'lacks b'),
      field.matching(/a/, 'lacks a'),
    ]);
    expect(say(own, 'x')).toEqual(['lacks b']);
    expect(say(own, 'b')).toEqual(['lacks a']);
    expect(say(written(own), 'a')).toBe('a');
    expect(say(written(own), 'b')).toEqual(['lacks a']);
  });
});
