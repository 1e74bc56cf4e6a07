import { describe, expect, it } from 'vitest';
import { testCommands } from '../src/conditions/test/commands.ts';
import { isIdle, testParts } from '../src/conditions/test/test-parts.ts';
import { withPackages } from '../src/plan/plan.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { planOf } from './support/plan-of.ts';

const tested = packageOf('tested', { go: ['a.go'], tests: ['a_test.go'] });
const idle = packageOf('idle', { go: ['b.go'] });
const usesC = packageOf('c', { cgo: ['c.go'] });
const { rules } = jobOf().job;
const planWith = (...packages: readonly (typeof tested)[]) =>
  planOf({ modules: [{ ...moduleOf('/w', 'm', packages), unreadable: ['m/torn'] }] });
const parts = (plan: ReturnType<typeof planWith>, own = rules) =>
  testParts(plan, own).map(({ part, isMeasured }) => [isMeasured, ...part.patterns]);

describe('the packages by what go test is asked', () => {
  it('are measured where something runs, or where only Go knows the blocks', () => {
    expect(parts(planWith(tested, idle, usesC))).toEqual([
      [false, 'm/idle'],
      [true, 'm/tested', 'm/c', 'm/torn'],
    ]);
  });

  it('stay together where they are of one kind', () => {
    expect(parts(planWith(tested, usesC))).toEqual([[true, './...']]);
    expect(parts(planWith(idle))).toEqual([[false, './...']]);
  });

  it('are all measured where one may cover another, and none where nobody asks', () => {
    expect(parts(planWith(tested, idle), { ...rules, coveragePackages: ['./...'] })).toEqual([
      [true, './...'],
    ]);
    expect(isIdle(idle, { coveragePackages: ['./...'] })).toBe(false);
    expect(parts(planWith(tested, idle), { ...rules, checks: new Set(['test']) })).toEqual([
      [false, './...'],
    ]);
  });

  it('come before every test where they are only compiled: no test has changed a file yet', () => {
    const plan = planOf({
      modules: [
        moduleOf('/w', 'm', [tested, idle]),
        moduleOf('/w/n', 'n', [tested]),
        moduleOf('/w/o', 'o', [idle]),
      ],
    });
    expect(testParts(plan, rules).map(({ part, isMeasured }) => [part.module.path, isMeasured])).toEqual([
      ['m', false],
      ['o', false],
      ['m', true],
      ['n', true],
    ]);
  });

  it('write a profile only where they are measured', () => {
    const commands = testCommands(planWith(tested, idle), rules, '/r');
    expect(commands.map(({ profile }) => profile)).toEqual([undefined, '/r/coverage-1.out']);
    expect(commands.map(({ args }) => args.filter((arg) => arg.startsWith('-cover')))).toEqual([
      [],
      ['-covermode=set', '-coverprofile=/r/coverage-1.out'],
    ]);
  });
});

it('what cannot be read is asked for with every part of a plan', () => {
  const [part] = withPackages(planWith(tested, idle), ({ name }) => name === 'idle').modules;
  expect(part?.patterns).toEqual(['m/idle', 'm/torn']);
  expect(withPackages(planWith(tested), () => false).modules.map(({ patterns }) => patterns)).toEqual([
    ['m/torn'],
  ]);
});
