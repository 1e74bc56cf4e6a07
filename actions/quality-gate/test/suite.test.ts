import { describe, expect, it } from 'vitest';
import { applySuite, chooseSuite, readSuite, SUITE } from '../src/plan/suite.ts';
import { plainSettings } from './support/plain-settings.ts';

const LINES = [
  'unit: refs=develop,feature/** short skip=TestSlow|TestNet',
  'pre-release: refs=release/* tags=prerelease,e2e packages=./e2e/...',
  'smoke: refs=main packages=./smoke,./health env=staging',
];
const SUITES = LINES.map(readSuite);

describe('TRG-14 QG-11 suites', () => {
  it.each([
    ['develop', 'unit'],
    ['feature/a', 'unit'],
    ['feature/a/b', 'unit'],
    ['release/1.2', 'pre-release'],
    ['release/1.2/x', undefined],
    ['main', 'smoke'],
    ['feature/main', 'unit'],
    ['mainly', undefined],
    ['x/main', undefined],
    ['', undefined],
  ])('are chosen by branch: %s', (refName, name) => {
    expect(chooseSuite(SUITES, '', refName)?.name).toBe(name);
  });

  it('are chosen by name before all else', () => {
    expect(chooseSuite(SUITES, 'smoke', 'develop')?.name).toBe('smoke');
    expect(chooseSuite(SUITES, 'none', 'develop')).toBeUndefined();
  });

  it('take a pattern by its letters', () => {
    expect(chooseSuite([readSuite('a: refs=v1.*')], '', 'v1.2')?.name).toBe('a');
    expect(chooseSuite([readSuite('a: refs=v1.*')], '', 'v1x2')).toBeUndefined();
    expect(chooseSuite([readSuite('a: refs=**')], '', 'x/y')?.name).toBe('a');
  });

  it('put what they say in the place of the inputs', () => {
    const given = {
      ...plainSettings,
      packages: ['./own'],
      buildTags: ['own'],
      testArgs: ['-v', '-args', '-x'],
    };
    expect(applySuite(given, SUITES[0])).toEqual({
      ...given,
      short: true,
      testArgs: ['-skip=TestSlow|TestNet', '-v', '-args', '-x'],
    });
    expect(applySuite(given, SUITES[1])).toEqual({
      ...given,
      buildTags: ['prerelease', 'e2e'],
      packages: ['./e2e/...'],
    });
    expect(applySuite(given, undefined)).toBe(given);
  });

  it('name the environment that they run against (QG-13)', () => {
    expect(SUITES.map(({ environment }) => environment)).toEqual([undefined, undefined, 'staging']);
  });

  it.each([...LINES, 'a: refs=x'])('are written so: %s', (line) => expect(line).toMatch(SUITE));
  it.each([
    'a',
    'a:',
    'a: refs=',
    'a: tags=x',
    'a: refs=x packages=-exec',
    'a: refs=x packages=./a,-exec',
    'a: refs=x run=X',
    'a: refs=x env=',
    'a: refs=x env=a,b',
    'a: refs=x tags=a-b',
    ' a: refs=x',
  ])('are not written so: %s', (line) => expect(line).not.toMatch(SUITE));
});
