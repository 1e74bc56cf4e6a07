import { describe, expect, it } from 'vitest';
import { type Field, field, readConfig } from '../../src/index.ts';

const rules: Field<readonly string[]> = field.records(
  { class: 'verdict', description: 'Rules.', default: '' },
  { metric: 'what', limit: 'how much' },
  (entry) => (entry['metric'] === 'bad' ? { problem: 'is bad' } : { value: JSON.stringify(entry) }),
);
const read = (text: string) => {
  const { success, data, error } = rules.safeParse(text);
  return success ? data : error.issues.map(({ message }) => message).join();
};

describe('a list of maps', () => {
  it('is read from YAML; numbers keep their spelling, blanks are empty', () => {
    expect(read('- metric: a\n  limit: 1.30\n- { metric: true, limit: }\n')).toEqual([
      '{"metric":"a","limit":"1.30"}',
      '{"metric":"true","limit":""}',
    ]);
    expect([read(''), read('# nothing\n')]).toEqual([[], []]);
  });

  it('has lists and maps as its values, as an input has them: as lines', () => {
    expect(read('- metric: [a, b]\n  limit: { c: 1.30, d: e }\n')).toEqual([
      JSON.stringify({ metric: 'a\nb', limit: 'c=1.30\nd=e' }),
    ]);
  });

  it.each([
    ['a: b', 'is not a list'],
    ['- a', 'entry 1 that is no map'],
    ['- a: [[b]]', 'entry 1 that is no map'],
    ['- {a: b}\n- {a: 1, a: 2}', 'is not YAML: Map keys must be unique'],
    ['- metrik: a', 'entry 1 has the unknown key "metrik"; did you mean metric?'],
    ['- __proto__: a', 'entry 1 has the unknown key "__proto__"; known are metric, limit'],
    ['- metric: bad\n- metric: fine\n- metric: bad', 'entry 1 is bad; entry 3 is bad'],
    [`- metric: ${'x'.repeat(300_000)}`, 'is too long'],
  ])('%j is refused: %s', (text, problem) => {
    expect(read(text)).toContain(problem);
  });
});

describe('a list of maps of the config file', () => {
  const section = (yaml: string) =>
    readConfig(yaml, {
      file: 'f',
      action: 'x',
      keys: ['rules', 'tags'],
      sections: ['x'],
      records: ['rules'],
    });

  it('becomes the text of the input, and text may stand in its place', () => {
    const list = section('x:\n  rules:\n    - { metric: a, limit: 1.30 }\n');
    expect(list.values['rules']?.text).toBe('[{"metric":"a","limit":"1.30"}]');
    expect(read(list.values['rules']?.text ?? '')).toEqual(['{"metric":"a","limit":"1.30"}']);
    expect(section('x:\n  rules: |\n    - metric: a\n').values['rules']?.text).toBe('- metric: a\n');
  });

  it.each(['rules: [a]', 'rules: {a: b}', 'rules: [{a: [[b]]}]', 'rules: [{a: {b: [c]}}]', 'tags: [{a: b}]'])(
    'is no other: %s',
    (line) => {
      const { problems, unclear } = section(`x:\n  ${line}\n`);
      expect(problems.map(({ problem }) => problem)).toEqual(['is nested too deep']);
      expect(unclear).toHaveLength(1);
    },
  );
});
