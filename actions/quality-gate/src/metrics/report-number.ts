import { listSome, ToolError } from '@fairlead/core';
import type { ConditionRule } from '../rule/condition-rule.ts';
import { type Measurement, measured, missing } from '../rule/measurement.ts';
import { parseRational, type Rational, whole } from '../rule/rational.ts';
import { pointerProblem, valuesAt } from './json-pointer.ts';
import { CONDITION_CODE, type Metric, type MetricOption } from './metric.ts';
import { reportOf } from './prepare.ts';

/** Characters of a line that an expression is tried on. */
const LINE = 10_000;

const file: MetricOption = { required: true };
const pointer: MetricOption = { problem: pointerProblem };

export const reportNumber: Metric = {
  name: 'report-number',
  description:
    'the number that a report of an earlier step has: in `file`, at the JSON `pointer`, or in the first group of the regular expression `pattern`',
  unit: '',
  scopes: ['all'],
  code: CONDITION_CODE,
  options: { file, pointer, pattern: { problem: patternProblem } },
  measure({ job }, { options }) {
    const text = reportOf(job, options['file'] ?? '');
    if (text === undefined) return missing(`there is no ${options['file']}`);
    return options['pattern'] === undefined ? atPointer(text, options) : byPattern(text, options);
  },
};

export const reportCount: Metric = {
  name: 'report-count',
  description:
    'how many values a JSON report has at the `pointer`; `*` stands for every element, as in `/dependencies/*/vulnerabilities/*`',
  unit: '',
  scopes: ['all'],
  code: CONDITION_CODE,
  options: { file, pointer: { ...pointer, required: true } },
  measure({ job }, { options }) {
    const text = reportOf(job, options['file'] ?? '');
    if (text === undefined) return missing(`there is no ${options['file']}`);
    const where = options['pointer'] ?? '';
    const document = readJson(text, options);
    const fixed = where.includes('*') ? where.slice(0, where.indexOf('*')).replace(/\/$/, '') : undefined;
    if (fixed !== undefined && valuesAt(document, fixed).length === 0)
      return missing(`${options['file']} has nothing at ${fixed}`);
    const found = valuesAt(document, where);
    const [only] = found;
    if (fixed === undefined && found.length === 0)
      return missing(`${options['file']} has nothing at ${where}`);
    const count = fixed === undefined && Array.isArray(only) ? only.length : found.length;
    return measured({ value: whole(count), words: `${count} at ${where} of ${options['file']}` });
  },
};

function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return /\((?!\?)|\(\?</.test(pattern)
      ? undefined
      : 'has no group that is the number, as in "total: ([0-9.]+)%"';
  } catch (error) {
    return `is not a regular expression (${error instanceof Error ? error.message.replace(/^.*: /, '') : ''})`;
  }
}

function atPointer(text: string, options: ConditionRule['options']): Measurement {
  const where = options['pointer'] ?? '';
  const found = valuesAt(readJson(text, options), where);
  if (found.length === 0) return missing(`${options['file']} has nothing at ${where}`);
  if (found.length > 1) return missing(`${options['file']} has ${found.length} values at ${where}, not one`);
  const value = readValue(found[0]);
  if (value === undefined) return missing(`${options['file']} has no number at ${where}`);
  return measured({ value, words: `${where} of ${options['file']}` });
}

/** Several matches that say the same are one; others leave it open which is meant. */
function byPattern(text: string, options: ConditionRule['options']): Measurement {
  const expression = new RegExp(options['pattern'] ?? '', 'u');
  const found = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const group = expression
      .exec(line.slice(0, LINE))
      ?.slice(1)
      .find((one) => one !== undefined);
    if (group !== undefined) found.add(group.trim());
  }
  const where = `the pattern ${options['pattern']}`;
  if (found.size === 0) return missing(`${where} matches no line of ${options['file']}`);
  if (found.size > 1)
    return missing(`${where} matches several numbers in ${options['file']}: ${listSome([...found])}`);
  const [only = ''] = found;
  const value = readValue(only);
  if (value === undefined)
    return missing(`${where} gives ${JSON.stringify(only.slice(0, 100))}, which is no number`);
  return measured({ value, words: `by ${where} of ${options['file']}` });
}

/** JSON numbers are written in the fewest digits that name them, so that 0.1 stays one tenth. */
function readValue(value: unknown): Rational | undefined {
  if (typeof value === 'number') return parseRational(String(value));
  return typeof value === 'string' ? parseRational(value.trim().replace(/\s*%$/, '')) : undefined;
}

function readJson(text: string, options: ConditionRule['options']): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ToolError({
      code: 'GATE_NOT_CHECKED',
      message: `the report ${options['file']} is not JSON`,
      argv: [],
    });
  }
}
