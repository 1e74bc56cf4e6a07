import { expect, test } from 'vitest';
import { judgesItself } from '../src/conditions/judges-itself.ts';
import { ruleOf } from './support/rule-of.ts';

const whole = ruleOf({ metric: 'vet-findings', operator: '<=', threshold: '2' });
const patch = ruleOf({ metric: 'vet-findings', scope: 'patch', operator: '==', threshold: '0' });
const ALL = {};
const SHARD = { shard: { shard: { index: 1, count: 2 }, identity: 'x' } };

test.each([
  ['one that was named', 'vet', [], ALL, true],
  ['one that was named, beside a condition on a part', 'vet', [patch], ALL, true],
  ['one whose place a condition takes', 'vet', [patch, whole], ALL, false],
  ['one that runs for a condition alone', 'gofmt', [], ALL, false],
  ['one in a shard, where nothing judges conditions', 'vet', [whole], SHARD, true],
])('whether the judgement counts of %s', (_, name, conditions, plan, expected) => {
  expect(judgesItself({ name }, { judging: new Set(['vet']), conditions }, plan)).toBe(expected);
});

test('a check that always judges does so also where it runs for a condition alone', () => {
  const rules = { judging: new Set<string>(), conditions: [] };
  expect(judgesItself({ name: 'test', alwaysJudges: true }, rules, ALL)).toBe(true);
});
