import { describe, expect, it } from 'vitest';
import { accessTo, isNeeded, reaches } from '../../src/workflow-lint/permissions.ts';
import { stepOf } from './subject.ts';

const CONFIG = '.github/fairlead.yml';
const setting = (given: string, input: string, files: Readonly<Record<string, string>> = {}) => {
  const found = stepOf('helm-deploy', given, files).settings.get(input);
  return 'text' in found ? `${found.kind} ${found.text}` : found.kind;
};

describe('what an input will be', () => {
  const config = { [CONFIG]: 'helm-deploy: { chart: of-file, release: { x: { y: 1 } } }' };

  it.each([
    ['what the step gives', '{ chart: of-step }', 'chart', 'text of-step'],
    ['under any spelling', '{ CHART: of-step }', 'chart', 'text of-step'],
    [
      'an expression, also within a text',
      "{ chart: 'a-${{ vars.X }}' }",
      'chart',
      'expression a-${{ vars.X }}',
    ],
    ['not known when it is no text', '{ chart: [a] }', 'chart', 'unknown'],
    ['the file, where the step says nothing', '{}', 'chart', 'text of-file'],
    ['the file, where the step says blanks', "{ chart: ' ' }", 'chart', 'text of-file'],
    ['not known where the file cannot be understood', '{}', 'release', 'unknown'],
    ['the default, where nobody says anything', '{}', 'dry-run', 'text false'],
    ['nothing, without a default', '{}', 'allowed-refs', 'unset'],
  ])('%s', (_, given, input, found) => {
    expect(setting(given, input, config)).toBe(found);
  });

  it.each([
    ['none', 'unset'],
    ['other.yml', 'text of-other'],
    [' other.yml ', 'text of-other'],
    ['not-there.yml', 'unknown'],
    ['${{ vars.CONFIG }}', 'unknown'],
    [CONFIG, 'text of-file'],
    ['', 'text of-file'],
  ])('with the config file %j', (file, found) => {
    const files = { ...config, 'other.yml': 'helm-deploy: { chart: of-other }' };
    expect(setting(`{ config: '${file}' }`, 'chart', files)).toBe(found);
  });

  it('without a config file, whether the step names the usual one or none', () => {
    expect(setting('{}', 'chart')).toBe('unset');
    expect(setting(`{ config: ${CONFIG} }`, 'chart')).toBe('unset');
  });

  it('is a word whatever its case, when it is surely that word', () => {
    const is = (given: string) => stepOf('helm-deploy', given).settings.is('dry-run', 'true');
    expect(is('{ dry-run: TRUE }')).toBe(true);
    expect(is('{ dry-run: false }')).toBe(false);
    expect(is('{}')).toBe(false);
    expect(is("{ dry-run: '${{ true }}' }")).toBe(false);
  });
});

describe('whether a step needs a permission', () => {
  const use = 'for a test';
  const when = { input: 'allowed-refs', matches: '^main$' };
  const unless = [{ input: 'dry-run', matches: '^true$' }];

  it.each([
    ['always', '{}', {}, true],
    ['when an input says so', '{ allowed-refs: main }', { when }, true],
    ['not when it says something else', '{ allowed-refs: other }', { when }, false],
    ['not when it says nothing', '{}', { when }, false],
    ['perhaps, when an expression may say so', "{ allowed-refs: '${{ vars.X }}' }", { when }, undefined],
    ['not, when no end of the expression can', "{ allowed-refs: 'x${{ vars.X }}' }", { when }, false],
    ['perhaps, when nobody knows the input', '{ allowed-refs: [main] }', { when }, undefined],
    ['not when another input takes it away', '{ dry-run: true }', { unless }, false],
    ['when that input does not', '{ dry-run: false }', { unless }, true],
    ['perhaps, when an expression may take it away', "{ dry-run: '${{ vars.X }}' }", { unless }, undefined],
    ['perhaps, when nobody knows that', '{ dry-run: [x] }', { unless }, undefined],
    [
      'not when any expression takes it away',
      "{ dry-run: '${{ vars.X }}' }",
      { unless: [{ input: 'dry-run', matches: '' }] },
      false,
    ],
    [
      'not when one of two takes it away',
      '{ dry-run: true, allowed-refs: main }',
      { unless: [{ input: 'allowed-refs', matches: '^other$' }, ...unless] },
      false,
    ],
    [
      'not when nobody knows one and the other does not say so',
      "{ dry-run: '${{ vars.X }}', allowed-refs: other }",
      { unless, when },
      false,
    ],
    [
      'perhaps, when nobody knows one and the other says so',
      "{ dry-run: '${{ vars.X }}', allowed-refs: main }",
      { unless, when },
      undefined,
    ],
  ])('%s', (_, given, need, needed) => {
    expect(isNeeded(stepOf('helm-deploy', given), { access: 'write', use, ...need })).toBe(needed);
  });
});

it.each([
  ['none', 'none', true],
  ['none', 'read', false],
  ['read', 'read', true],
  ['read', 'write', false],
  ['write', 'read', true],
] as const)('the access %s reaches %s: %s', (given, needed, enough) => {
  expect(reaches(given, needed)).toBe(enough);
});

it('the access to a scope is that of all, its own, or none where nothing is said', () => {
  const at = { line: 1, column: 1 };
  const scopes = new Map([
    ['contents', { text: 'read', at }],
    ['packages', { text: '${{ vars.X }}', at }],
    ['actions', { text: 'none', at }],
  ]);
  const access = (scope: string) => accessTo({ at, all: undefined, scopes }, scope);
  expect(['contents', 'packages', 'actions', 'issues'].map(access)).toEqual([
    'read',
    undefined,
    'none',
    'none',
  ]);
  expect(accessTo({ at, all: 'write', scopes }, 'contents')).toBe('write');
});
