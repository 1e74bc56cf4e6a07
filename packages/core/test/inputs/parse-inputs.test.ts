import { expect, test } from 'vitest';
import { type ConfigSection, emptyConfigSection, field, parseInputs } from '../../src/index.ts';

const d = { class: 'plain', description: 'Test.' } as const;
const shape = {
  'max-tries': field.integer({ ...d, default: '3' }, { min: 1 }),
  mode: field.choice(['a', 'b'], { ...d, required: true }),
  token: field.text({ ...d, secret: true }, (text) => (text.includes(' ') ? 'has spaces' : undefined)),
};
const parse = (given: Readonly<Record<string, string>>, config: ConfigSection = emptyConfigSection) =>
  parseInputs(shape, (name) => given[name], config);
const configured = (name: string, text: string): ConfigSection => ({
  ...emptyConfigSection,
  values: { [name]: { text, location: '.github/fairlead.yml:2:3' } },
});

test('input before config key before default, by camelCase name', () => {
  const parsed = parse({ mode: 'a' }, configured('max-tries', '5'));
  expect(parsed.values).toEqual({ maxTries: 5, mode: 'a', token: undefined });
  expect(parsed.sources).toEqual({ 'max-tries': 'config', mode: 'input', token: 'unset' });
  expect(parse({ mode: 'a', 'max-tries': '7' }, configured('max-tries', '5')).values.maxTries).toBe(7);
  expect(parse({ mode: 'a' }).sources['max-tries']).toBe('default');
});

test('all problems at once, with where a value was written', () => {
  const { problems } = parse({ mode: 'c' }, configured('max-tries', 'x'));
  expect(problems).toEqual([
    {
      input: 'max-tries',
      value: 'x',
      problem: 'is not a whole number',
      allowed: 'a whole number of at least 1',
      source: '.github/fairlead.yml:2:3',
    },
    {
      input: 'mode',
      value: 'c',
      problem: 'is not one of the known values',
      allowed: 'a, b',
      source: undefined,
    },
  ]);
});

test('secrets are handed over for masking, never shown, and never read from the config file', () => {
  const parsed = parse({ mode: 'a', token: 'x y' }, configured('token', 'from file'));
  expect(parsed.secrets).toEqual(['x y']);
  expect(parsed.shown['token']).toBe('***');
  expect(JSON.stringify(parsed.problems)).not.toContain('x y');
  expect(parse({ mode: 'a' }, configured('token', 'from file')).values.token).toBeUndefined();
});

test('a refused value that may be a secret in the wrong place is not repeated, an accepted one is shown', () => {
  const check = (key: string): string | undefined => (key === 'TOKEN' ? 'looks like a secret' : undefined);
  const args = { args: field.map({ ...d, unquoted: true }, check) };
  const read = (raw: string) => parseInputs(args, () => raw, emptyConfigSection);
  for (const raw of ['TOKEN=hunter2', 'A=1\nhunter2']) {
    const { problems, shown } = read(raw);
    expect(problems).toHaveLength(1);
    expect(JSON.stringify([problems, shown])).not.toContain('hunter2');
  }
  expect(read('A=1\nhunter2').problems[0]?.problem).toBe('line 2 is not KEY=VALUE');
  expect(read('GO=1.26').shown).toEqual({ args: 'GO=1.26' });
});

test('of the lines of a map, and of no other value, those that look secret are hidden', () => {
  const both = { args: field.map({ ...d }), note: field.text({ ...d }) };
  const given: Readonly<Record<string, string>> = { args: 'db.password=hunter2', note: 'password=hunter3' };
  const { shown, secrets } = parseInputs(both, (name) => given[name], emptyConfigSection);
  expect(shown).toEqual({ args: 'db.password=***', note: 'password=hunter3' });
  expect(secrets).toEqual(['hunter2']);
});
