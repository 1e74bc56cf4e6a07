import { describe, expect, it } from 'vitest';
import { findContradiction } from '../src/conditions/test/contradictions.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

describe('a run that contradicts itself was not checked', () => {
  const pass = packageResult('m/a', 'pass');
  const fail = packageResult('m/b', 'fail');
  const expected = [{ importPath: 'm/a' }];

  it.each([
    ['exit 0, all passed', testRun([pass]), 0, undefined],
    ['exit 1 with a failed package', testRun([pass, fail]), 1, undefined],
    ['exit 1 without one', testRun([pass]), 1, 'exit code 1 without a failed package'],
    ['exit 0 with a failed package', testRun([pass, fail]), 0, 'exit code 0 although m/b did not pass'],
    [
      'exit 0 with a failed test',
      testRun([pass], [testResult('m/a', 'T', 'fail')]),
      0,
      'exit code 0 although 1 test did not pass',
    ],
    [
      'no end of a package',
      testRun([pass, packageResult('m/c', 'missing')]),
      1,
      'm/c started and never ended',
    ],
    ['silence, exit 0', testRun([]), 0, 'reported nothing about m/a'],
    ['silence, exit 2', testRun([]), 2, 'exit code 2 without a failed package'],
    ['another package', testRun([packageResult('m/x', 'pass')]), 0, 'reported nothing about m/a'],
    [
      'one package too many',
      testRun([pass, packageResult('m/x', 'pass')]),
      0,
      'reported about m/x, which was not asked for',
    ],
  ])('%s', (_, run, exitCode, problem) => {
    const found = findContradiction(run, exitCode, expected, []);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});

it('a package with tests cannot be one without', () => {
  const run = testRun([packageResult('m/a', 'skip')]);
  const declared = (tests: readonly string[]) => [{ package: 'm/a', tests }];
  const expected = [{ importPath: 'm/a' }];
  expect(findContradiction(run, 0, expected, declared(['TestA']))).toBe(
    'it found no tests in m/a, which has some',
  );
  expect(findContradiction(run, 0, expected, declared([]))).toBeUndefined();
});
