import { describe, expect, it } from 'vitest';
import { operators } from '../../src/rule/condition-rule.ts';
import { judgeRule } from '../../src/rule/judge-rule.ts';
import { type Measurement, measured, missing, nothing } from '../../src/rule/measurement.ts';
import { parseRational, percentOf } from '../../src/rule/rational.ts';
import { ruleOf } from '../support/rule-of.ts';

const METRIC = { unit: '%', code: 'GATE_COVERAGE_TOO_LOW' };
const COUNT = { unit: '', code: 'GATE_CONDITION_FAILED' };
const number = (text: string): Measurement =>
  measured({ value: parseRational(text) ?? percentOf(0, 1), words: 'as measured' });
const count = (operator: string, more: Readonly<Record<string, string>> = {}) =>
  ruleOf({ metric: 'tests-skipped', operator, threshold: '2', ...more });

describe('a condition', () => {
  const below = ['<', '<='];
  const above = ['>', '>='];
  it.each(operators.flatMap((operator) => ['1', '2', '3'].map((value) => [operator, value] as const)))(
    'that wants %s 2 is judged exactly at %s',
    (operator, value) => {
      const holds = { '1': below, '2': ['<=', '>=', '=='], '3': above }[value]?.includes(operator);
      expect(judgeRule(count(operator), COUNT, number(value)).condition.status).toBe(
        holds ? 'passed' : 'failed',
      );
    },
  );

  it.each([
    ['<', '2 is not below 2: as measured'],
    ['<=', '2.01 is above 2: as measured'],
    ['>', '2 is not above 2: as measured'],
    ['>=', '1.99 is below 2: as measured'],
    ['==', '2.00 is not 2: as measured'],
  ])('that wants %s says what is wrong, in numbers that do not read like the limit', (operator, reason) => {
    const value = { '<=': '2.0001', '>=': '1.9999', '==': '2.0001' }[operator] ?? '2';
    const { condition, code } = judgeRule(count(operator), COUNT, number(value));
    expect([condition.reason, code]).toEqual([reason, 'GATE_CONDITION_FAILED']);
  });

  it('of severity warning warns', () => {
    const result = judgeRule(count('<', { severity: 'warning' }), COUNT, number('2'));
    expect([result.condition.status, result.code]).toEqual(['warned', '']);
  });

  it.each([
    [undefined, 'failed', 'GATE_NUMBER_MISSING'],
    ['fail', 'failed', 'GATE_NUMBER_MISSING'],
    ['warn', 'warned', ''],
    ['pass', 'skipped', ''],
  ])('without a number, on-missing %s, is %s', (word, status, code) => {
    const rule = count('<', word === undefined ? {} : { 'on-missing': word });
    const result = judgeRule(rule, COUNT, missing('there is no report'));
    expect(result).toMatchObject({ condition: { status, actual: '', reason: 'there is no report' }, code });
    expect(judgeRule(rule, COUNT, { state: 'measured', parts: [] }).condition.status).toBe(status);
  });

  it('about nothing is skipped, whatever on-missing says', () => {
    const result = judgeRule(count('<'), COUNT, nothing('the change has no statements'));
    expect(result.condition).toMatchObject({ status: 'skipped', reason: 'the change has no statements' });
  });

  it.each([
    [9, 'skipped', '50.00 %, not judged: the change has 9 of 10 (small-change); as measured'],
    [10, 'failed', '50.00 % is below 80 %: as measured'],
  ])('about a change of %i statements is %s where 10 are asked for, and says so', (size, status, reason) => {
    const rule = ruleOf({ metric: 'coverage', scope: 'patch', threshold: '80', 'small-change': '10' });
    const { condition } = judgeRule(
      rule,
      METRIC,
      measured({ value: percentOf(1, 2), words: 'as measured', size }),
    );
    expect(condition).toMatchObject({ name: 'coverage (patch)', status, reason });
  });

  it('about each of several holds when all do, and shows the worst', () => {
    const rule = ruleOf({ metric: 'coverage', scope: 'module', threshold: '50' });
    const part = (subject: string, covered: number) => ({
      subject,
      value: percentOf(covered, 10),
      words: `${covered} of 10`,
    });
    const all: Measurement = { state: 'measured', parts: [part('m/a', 9), part('m/b', 5), part('m/c', 7)] };
    expect(judgeRule(rule, METRIC, all).condition).toMatchObject({
      status: 'passed',
      actual: '50.00 %',
      reason: 'all of 3 hold >= 50 %; worst m/b: 50.00 %, 5 of 10',
    });
    const some: Measurement = { state: 'measured', parts: [part('m/a', 4), part('m/b', 5), part('m/c', 3)] };
    expect(judgeRule(rule, METRIC, some)).toMatchObject({
      condition: {
        status: 'failed',
        actual: '30.00 %',
        reason: '2 of 3 do not hold: m/a 40.00 % is below 50 %: 4 of 10, m/c 30.00 % is below 50 %: 3 of 10',
      },
      details: ['m/a: 40.00 %, 4 of 10', 'm/c: 30.00 %, 3 of 10'],
    });
    const { section = '' } = judgeRule(rule, METRIC, some);
    expect(section).toContain('#### coverage (each module)');
    expect(section.match(/^\| m.*$/gm)).toEqual([
      '| m/a | ❌ | 40.00 % | 4 of 10 |',
      '| m/c | ❌ | 30.00 % | 3 of 10 |',
      '| m/b | ✅ | 50.00 % | 5 of 10 |',
    ]);
    const many: Measurement = {
      state: 'measured',
      parts: Array.from({ length: 51 }, (_, index) => part(`m/${index}`, 9)),
    };
    expect(judgeRule(rule, METRIC, many).section).toContain('1 more hold or are not shown.');
  });
});
