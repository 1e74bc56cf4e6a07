import { parsePercentage } from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import { checkTestArgs, testCommands } from '../src/conditions/test/commands.ts';
import { type RuleInputs, type Rules, resolveRules } from '../src/plan/rules.ts';
import { moduleOf } from './support/module-of.ts';
import { plainSettings } from './support/plain-settings.ts';
import { planOf } from './support/plan-of.ts';

const inputs: RuleInputs = {
  checks: ['coverage', 'test'],
  coverageThreshold: undefined,
  preset: 'standard',
  ...plainSettings,
};

describe('the effective rules', () => {
  it('take the threshold of the preset (QG-02)', () => {
    expect(resolveRules(inputs).coverage.text).toBe('75');
    expect(resolveRules({ ...inputs, preset: 'strict' })).toMatchObject({
      coverage: { text: '85' },
      thresholdSource: 'preset strict, by the workflow',
    });
  });

  it('prefer a threshold that was given', () => {
    const given = resolveRules({ ...inputs, preset: 'strict', coverageThreshold: parsePercentage('60.5') });
    expect(given).toMatchObject({
      coverage: { text: '60.5' },
      thresholdSource: 'coverage-threshold, by the workflow',
    });
    const base = resolveRules(inputs, [], () => 'base');
    expect([base.thresholdSource, base.conditionsSource]).toEqual([
      'preset standard, by the config file of the base',
      'the config file of the base',
    ]);
  });
});

describe('the go test command', () => {
  const commandOf = (rules: Rules, goflags = '') =>
    testCommands(planOf({ goflags, modules: [moduleOf('/w', 'm')] }), rules, '/r')[0]?.args;

  it('does not vet again', () => {
    expect(commandOf(resolveRules({ ...inputs, checks: ['vet', 'test', 'coverage'] }))).toEqual([
      'test',
      '-json',
      '-vet=off',
      '-timeout=600000ms',
      '-covermode=set',
      '-coverprofile=/r/coverage-0.out',
      './...',
    ]);
  });

  it('leaves go test its own vet where vet is no check of the run', () => {
    const rules = resolveRules({ ...inputs, checks: ['test'] });
    expect(commandOf(rules)?.filter((word) => word.includes('vet'))).toEqual([]);
  });

  it.each(['-race', '-modcacherw --race=true'])('counts atomically with GOFLAGS=%j', (goflags) => {
    expect(commandOf(resolveRules(inputs), goflags)).toContain('-covermode=atomic');
  });

  it('counts atomically under the race detector, and never trusts the cache with -coverpkg', () => {
    const rules = resolveRules({
      ...inputs,
      race: true,
      short: true,
      buildTags: ['integration', 'slow'],
      coveragePackages: ['./...', 'example.com/x'],
      testArgs: ['-run=X', '-args', '-db=y', 'z'],
    });
    expect(commandOf(rules)).toEqual([
      'test',
      '-tags=integration,slow',
      '-json',
      '-timeout=600000ms',
      '-race',
      '-short',
      '-covermode=atomic',
      '-coverprofile=/r/coverage-0.out',
      '-coverpkg=./...,example.com/x',
      '-count=1',
      '-run=X',
      './...',
      '-args',
      '-db=y',
      'z',
    ]);
  });

  it('measures nothing without the coverage check', () => {
    const rules = resolveRules({ ...inputs, checks: ['test'] });
    expect(commandOf(rules)?.join(' ')).not.toContain('cover');
  });

  it.each([
    ['auto', [], false],
    ['auto', ['integration'], true],
    ['always', [], true],
    ['never', ['integration'], false],
  ] as const)('with fresh %s and tags %j runs anew: %s', (fresh, buildTags, anew) => {
    const rules = resolveRules({ ...inputs, fresh, buildTags });
    expect(commandOf(rules)?.includes('-count=1')).toBe(anew);
  });
});

describe('test-args', () => {
  it.each([
    ['-run=TestX', undefined],
    ['--count=1', undefined],
    ['-v', undefined],
    ['-run TestX', 'write test-args: -run=TestX'],
    ['-v -x', 'write each on a line of its own'],
    ['-json', 'is set where it is needed'],
    ['--coverprofile=x', 'belongs to the coverage check'],
    ['-test.short', 'has its own input short'],
    ['-exec=true', 'another program'],
    ['-vettool=x', 'another program'],
    ['-toolexec=x', 'another program'],
    ['-overlay=x', 'other files'],
    ['-count=0', 'would run no test'],
    ['-count=00', 'would run no test'],
    ['-test.count=0', 'would run no test'],
    ['-tags=x', 'has its own input build-tags'],
    ['-update', 'no flag of go test that is allowed here; flags of your own tests go after -args'],
    ['-skip=TestBad', undefined],
    ['-failfast', undefined],
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
