import { expect, it } from 'vitest';
import type { ConfigSection } from '../../src/config/config-section.ts';
import { text } from '../../src/inputs/fields.ts';
import { decideSettings } from '../../src/trust/settings.ts';

const shape = {
  name: text({ description: 'a name', class: 'plain' }),
  checks: text({ description: 'what is checked', class: 'verdict' }),
};

function section(values: Readonly<Record<string, string>>, more: Partial<ConfigSection> = {}): ConfigSection {
  const read = Object.entries(values).map(([key, value]) => [key, { text: value }]);
  return { values: Object.fromEntries(read), problems: [], unclear: [], ...more } as unknown as ConfigSection;
}

const problem = (message: string) => ({ message }) as never;
const head = section({ name: 'new', checks: 'none' }, { problems: [problem('of head')], unclear: ['name'] });
const base = section({ name: 'old', checks: 'all' }, { problems: [problem('of base')], unclear: ['checks'] });

it('with the rule head all settings and problems are those of the checked-out file', () => {
  const { section: found, files } = decideSettings(shape, head, base, 'head');
  expect(found).toEqual({ values: head.values, problems: ['of head'].map(problem), unclear: ['name'] });
  expect(files).toEqual({ name: 'config', checks: 'config' });
});

it('with the rule base only plain settings are, and what is wrong with either file is told', () => {
  const { section: found, files } = decideSettings(shape, head, base, 'base');
  expect(found.values).toEqual({ name: { text: 'new' }, checks: { text: 'all' } });
  expect(found.problems).toEqual(['of head', 'of base'].map(problem));
  expect(found.unclear).toEqual(['name', 'checks']);
  expect(files).toEqual({ name: 'config', checks: 'base' });
});

it('a base that nobody knows sets nothing that matters', () => {
  const { section: found, differences } = decideSettings(shape, head, undefined, 'base');
  expect(found.values).toEqual({ name: { text: 'new' } });
  expect(differences).toEqual([{ input: 'checks', class: 'verdict', base: undefined, head: 'none' }]);
  expect(decideSettings(shape, head, undefined, 'head').differences).toEqual([]);
});

it('a setting that matters and differs is told, a plain or equal one is not', () => {
  for (const rule of ['head', 'base'] as const) {
    const told = decideSettings(shape, head, base, rule).differences;
    expect(told).toEqual([{ input: 'checks', class: 'verdict', base: 'all', head: 'none' }]);
    expect(decideSettings(shape, head, head, rule).differences).toEqual([]);
  }
});
