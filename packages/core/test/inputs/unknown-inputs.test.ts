import { describe, expect, test } from 'vitest';
import { findUnknownInputs } from '../../src/inputs/unknown-inputs.ts';

const KNOWN = ['coverage-threshold', 'targets', 'os', 'tags', 'github-token', 'working-directory'];

const find = (variables: readonly string[], kind: 'github' | 'local' = 'github', more = {}) =>
  findUnknownInputs(KNOWN, {
    kind,
    env: { PATH: '/bin', ...Object.fromEntries(variables.map((name) => [name, 'hunter22'])), ...more },
  });

describe('a variable that looks like an input', () => {
  test.each([
    ['INPUT_COVERAGE-TRESHOLD', 'coverage-treshold', 'coverage-threshold'],
    ['INPUT_COVERAGE-THRESHOLDS', 'coverage-thresholds', 'coverage-threshold'],
    ['INPUT_COVERAGE_TRESHOLD', 'INPUT_COVERAGE_TRESHOLD', 'coverage-threshold'],
    ['INPUT_TARGET', 'target', 'targets'],
    ['INPUT_TAGGS', 'taggs', 'tags'],
    ['INPUT_WORKINGDIRECTORY', 'workingdirectory', 'working-directory'],
  ])('%s is a problem that says what was meant, and not the value', (variable, input, near) => {
    for (const kind of ['github', 'local'] as const) {
      const problem = `is no input of this action; did you mean ${near}?`;
      expect(find([variable], kind)).toEqual({ problems: [{ input, problem }], unclear: [] });
    }
  });

  test('with a hyphen is a problem whatever its name: no shell sets it by chance', () => {
    expect(find(['INPUT_LOG-LEVEL']).problems).toEqual([
      { input: 'log-level', problem: 'is no input of this action', allowed: 'the inputs in its README' },
    ]);
  });

  test.each([
    'INPUT_FOO',
    'INPUT_LOG_LEVEL',
    'INPUT_O',
    'INPUT_OSX',
    'INPUT_TAGGED',
    `INPUT_${'X'.repeat(5000)}`,
  ])('%s may be of somebody else', (variable) => {
    expect(find([variable])).toEqual({ problems: [], unclear: [variable] });
  });

  test('with a known name but in another form is not read by a runner, and is by a shell', () => {
    for (const variable of ['INPUT_COVERAGE_THRESHOLD', 'INPUT_coverage-threshold']) {
      expect(find([variable], 'github').problems).toEqual([
        {
          input: variable,
          problem: expect.stringContaining('as INPUT_COVERAGE-THRESHOLD; write it below with:'),
        },
      ]);
      expect(find([variable], 'local')).toEqual({ problems: [], unclear: [] });
    }
  });

  test('that is known, and one that only begins like it, are fine', () => {
    const variables = ['INPUT_COVERAGE-THRESHOLD', 'INPUT_OS', 'INPUT_', 'INPUTS_X', 'MY_INPUT_TARGET'];
    expect(find(variables)).toEqual({ problems: [], unclear: [] });
  });

  test('in a composite action of act may be an input of that action', () => {
    const variables = ['INPUT_LOG-LEVEL', 'INPUT_TARGET'];
    const composite = { ACT: 'true', GITHUB_ACTION_PATH: '/act/x' };
    expect(find(variables, 'github', composite)).toEqual({ problems: [], unclear: variables });
    expect(find(variables, 'github', { ACT: 'true', GITHUB_ACTION_PATH: '' }).problems).toHaveLength(2);
    expect(find(variables, 'github', { GITHUB_ACTION_PATH: '/x' }).problems).toHaveLength(2);
  });

  test('all of them, in order', () => {
    expect(find(['INPUT_B-B', 'INPUT_A-A', 'INPUT_Z', 'INPUT_Y'])).toMatchObject({
      problems: [{ input: 'a-a' }, { input: 'b-b' }],
      unclear: ['INPUT_Y', 'INPUT_Z'],
    });
  });
});
