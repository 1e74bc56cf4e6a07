import { parsePercentage } from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import { checkTestArgs, testArguments } from '../src/conditions/test/command.ts';
import { findContradiction } from '../src/conditions/test/contradictions.ts';
import { type RuleInputs, resolveRules } from '../src/rules.ts';
import { plainSettings } from './support/plain-settings.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const inputs: RuleInputs = {
  checks: ['coverage', 'test'],
  coverageThreshold: undefined,
  preset: 'standard',
  ...plainSettings,
};

describe('the effective rules', () => {
  it('take the threshold of the preset (QG-02)', () => {
    expect(resolveRules(inputs).threshold.text).toBe('75');
    expect(resolveRules({ ...inputs, preset: 'strict' })).toMatchObject({
      threshold: { text: '85' },
      thresholdSource: 'preset strict',
    });
  });

  it('prefer a threshold that was given', () => {
    const given = resolveRules({ ...inputs, preset: 'strict', coverageThreshold: parsePercentage('60.5') });
    expect(given).toMatchObject({ threshold: { text: '60.5' }, thresholdSource: 'coverage-threshold' });
  });

  it('keep the order of the checks', () => {
    expect([...resolveRules(inputs).checks]).toEqual(['test', 'coverage']);
  });
});

describe('the go test command', () => {
  const command = { patterns: ['./...'], profile: '/p', goflags: '' };

  it('does not vet again', () => {
    expect(testArguments(resolveRules(inputs), command)).toEqual([
      'test',
      '-json',
      '-vet=off',
      '-timeout=600000ms',
      '-covermode=set',
      '-coverprofile=/p',
      './...',
    ]);
  });

  it.each(['-race', '-modcacherw --race=true'])('counts atomically with GOFLAGS=%j', (goflags) => {
    expect(testArguments(resolveRules(inputs), { ...command, goflags })).toContain('-covermode=atomic');
  });

  it('counts atomically under the race detector, and never trusts the cache with -coverpkg', () => {
    const rules = resolveRules({
      ...inputs,
      race: true,
      short: true,
      testTags: ['integration', 'slow'],
      coveragePackages: ['./...', 'example.com/x'],
      testArgs: ['-run=X', '-args', '-db=y', 'z'],
    });
    expect(testArguments(rules, command).slice(4)).toEqual([
      '-tags=integration,slow',
      '-race',
      '-short',
      '-covermode=atomic',
      '-coverprofile=/p',
      '-coverpkg=./...,example.com/x',
      '-count=1',
      '-run=X',
      './...',
      '-args',
      '-db=y',
      'z',
    ]);
  });

  it('measures nothing without a profile', () => {
    expect(testArguments(resolveRules(inputs), { ...command, profile: undefined }).join(' ')).not.toContain(
      'cover',
    );
  });
});

describe('test-args', () => {
  it.each([
    ['-run=TestX', undefined],
    ['--count=1', undefined],
    ['-v', undefined],
    ['-run TestX', 'write -run=TestX'],
    ['-v -x', 'write each on a line of its own'],
    ['-json', 'is always set'],
    ['--coverprofile=x', 'belongs to the coverage check'],
    ['-test.short', 'has its own input short'],
    ['-exec=true', 'another program'],
    ['-c', 'without running'],
    ['./x', 'does not begin with a dash'],
  ])('%s', (arg, problem) => {
    const problems = checkTestArgs([arg]).join();
    if (problem === undefined) expect(problems).toBe('');
    else expect(problems).toContain(problem);
  });

  it('are not read after -args', () => {
    expect(checkTestArgs(['-v', '-args', 'anything', '-json'])).toEqual([]);
  });
});

describe('a run that contradicts itself was not checked', () => {
  const pass = packageResult('m/a', 'pass');
  const fail = packageResult('m/b', 'fail');
  const expected = [{ importPath: 'm/a' }];

  it.each([
    ['exit 0, all passed', testRun([pass]), 0, undefined],
    ['exit 1 with a failed package', testRun([pass, fail]), 1, undefined],
    ['exit 1 without one', testRun([pass]), 1, 'exit code 1 without a failed package'],
    ['exit 0 with a failed package', testRun([pass, fail]), 0, 'although m/b did not pass'],
    [
      'exit 0 with a failed test',
      testRun([pass], [testResult('m/a', 'T', 'fail')]),
      0,
      '1 test did not pass',
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
  ])('%s', (_, run, exitCode, problem) => {
    const found = findContradiction(run, exitCode, expected);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});
