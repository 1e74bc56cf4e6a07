import type { Reading } from '@fairlead/core';
import { suggestWord } from '@fairlead/core';
import {
  type ConditionRule,
  describeScope,
  type MissingWord,
  missingWords,
  type Operator,
  operators,
  type Scope,
  type Severity,
  severities,
} from '../rule/condition-rule.ts';
import { parseRational, type Rational } from '../rule/rational.ts';
import type { Metric } from './metric.ts';
import { metrics } from './registry.ts';

/** The keys of a condition. */
export const conditionKeys: Readonly<Record<string, string>> = {
  metric: 'what is measured',
  operator: `how it must compare: ${operators.join(' ')}`,
  threshold: 'the number that it is compared with, exactly',
  scope:
    'what is judged: all (default), patch, module, package, or one with a pattern: `module services/*`, `package internal/**`, `packages internal/**` (together)',
  severity: 'error (default) fails the gate, warning does not',
  'on-missing': 'what a number that is not there does: fail (default), warn, pass',
  'small-change': 'a change of fewer statements or lines is not judged; for the scope patch',
  name: 'how it is called, where the metric is not enough',
  file: 'a report of an earlier step, relative to the working directory',
  pointer: 'where in a JSON report: a JSON pointer',
  pattern: 'where in a text report: a regular expression with a group',
  level: 'which results or findings count',
};

/** Reads one condition; all that is wrong with it at once. */
export function readRule(entry: Readonly<Record<string, string>>): Reading<ConditionRule> {
  const metric = metrics.find(({ name }) => name === entry['metric']);
  if (metric === undefined) return { problem: unknownMetric(entry['metric']) };
  const problems: string[] = [];
  const word = <T extends string>(key: string, known: readonly T[], fallback: T): T => {
    const text = entry[key] ?? fallback;
    const value = known.find((one) => one === text);
    if (value === undefined)
      problems.push(`has ${key} ${JSON.stringify(text)}, which is not one of ${known.join(', ')}`);
    return value ?? fallback;
  };
  if (entry['operator'] === undefined) problems.push(`has no operator: one of ${operators.join(', ')}`);
  const operator = word<Operator>('operator', operators, '>=');
  const severity = word<Severity>('severity', severities, 'error');
  const onMissing = word<MissingWord>('on-missing', missingWords, 'fail');
  const text = (entry['threshold'] ?? '').replace(/\s*%$/, '');
  const threshold = readThreshold(text, metric, problems);
  const scope = readScope(entry['scope'], metric, problems);
  const smallChange = readSmallChange(entry['small-change'], scope, problems);
  const options = readOptions(entry, metric, problems);
  if (problems.length > 0) return { problem: problems.join(', ') };
  const about = describeScope(scope);
  const name = entry['name'] ?? (about === '' ? metric.name : `${metric.name} (${about})`);
  return {
    value: {
      name,
      metric: metric.name,
      operator,
      threshold,
      text,
      scope,
      severity,
      onMissing,
      smallChange,
      options,
    },
  };
}

function unknownMetric(given: string | undefined): string {
  const names = metrics.map(({ name }) => name);
  if (given === undefined) return `has no metric: one of ${names.join(', ')}`;
  const near = suggestWord(given, names);
  return `has the unknown metric ${JSON.stringify(given)}${near === undefined ? `: known are ${names.join(', ')}` : `; did you mean ${near}?`}`;
}

function readThreshold(text: string, { unit, name }: Metric, problems: string[]): Rational {
  const value = parseRational(text);
  if (text === '') problems.push('has no threshold');
  else if (value === undefined)
    problems.push(`has the threshold ${JSON.stringify(text)}, which is no number`);
  else if (unit === '%' && /^0\.0*[1-9]/.test(text) && name !== 'coverage-delta')
    problems.push(`has the threshold ${text}, which could be a share: write percent`);
  else if (unit === '%' && value.numerator > 100n * value.denominator)
    problems.push(`has a threshold above 100 %`);
  return value ?? { numerator: 0n, denominator: 1n };
}

function readScope(text: string | undefined, { scopes, name }: Metric, problems: string[]): Scope {
  const [kind = '', ...rest] = (text ?? scopes[0] ?? 'all').trim().split(/\s+/);
  const glob = rest.length === 0 ? undefined : rest.join(' ');
  const known = scopes.find((one) => one === kind);
  if (known === undefined)
    problems.push(`has scope ${JSON.stringify(text)}: ${name} has ${scopes.join(', ')}`);
  else if (glob !== undefined && (known === 'all' || known === 'patch'))
    problems.push(`has scope ${JSON.stringify(text)}: ${known} takes no pattern`);
  else if (glob === undefined && known === 'packages')
    problems.push('has scope packages without a pattern, as in packages internal/**');
  return { kind: known ?? 'all', glob };
}

function readSmallChange(text: string | undefined, { kind }: Scope, problems: string[]): number {
  if (text === undefined) return 0;
  if (!/^\d{1,6}$/.test(text))
    problems.push(`has small-change ${JSON.stringify(text)}, which is no whole number`);
  else if (kind !== 'patch') problems.push('has small-change, which is for the scope patch');
  return Number(text);
}

const OWN = new Set(['file', 'pointer', 'pattern', 'level']);

function readOptions(
  entry: Readonly<Record<string, string>>,
  { name, options = {} }: Metric,
  problems: string[],
): Readonly<Record<string, string>> {
  const given = Object.fromEntries(Object.entries(entry).filter(([key]) => OWN.has(key)));
  for (const [key, value] of Object.entries(given)) {
    const option = options[key];
    if (option === undefined) problems.push(`has ${key}, which ${name} does not read`);
    else {
      const problem = value === '' ? 'is empty' : option.problem?.(value);
      if (problem !== undefined) problems.push(`has ${key} ${JSON.stringify(value)}, which ${problem}`);
    }
  }
  for (const [key, { required }] of Object.entries(options))
    if (required === true && given[key] === undefined) problems.push(`needs ${key}`);
  const places = ['pointer', 'pattern'].filter((key) => options[key] !== undefined);
  if (places.length === 2 && places.every((key) => given[key] === undefined))
    problems.push('needs pointer or pattern');
  if (given['pointer'] !== undefined && given['pattern'] !== undefined)
    problems.push('has pointer and pattern: one of them');
  return given;
}
