import { PolicyError } from '@fairlead/core';
import type { Condition, ConditionStatus } from '../verdict/condition.ts';
import type { GateVerdict } from '../verdict/decide.ts';

/** What is taken of the report of another run. */
export interface PostedReport {
  readonly gate: GateVerdict;
  readonly conditions: readonly Condition[];
}

/** Characters of a report that are read, and conditions that it may have. */
export const MOST_CHARACTERS = 8_388_608;
const MOST_CONDITIONS = 500;

const STATUSES: readonly string[] = [
  'passed',
  'failed',
  'warned',
  'skipped',
  'errored',
] satisfies ConditionStatus[];
const VERDICTS: readonly string[] = ['passed', 'failed', 'error'] satisfies GateVerdict[];
const FIELDS = ['name', 'status', 'actual', 'limit', 'reason'] as const;

/**
 * Reads report.json of a gate that ran with the code of a stranger. Nothing of it is believed but its form: which pull
 * request it is of, and how the run ended, GitHub says.
 *
 * @throws PolicyError GATE_REPORT_INVALID
 */
export function readPostedReport(text: string): PostedReport {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    throw invalid('is not JSON');
  }
  const { schemaVersion, action, data } = fieldsOf(report, 'it');
  if (schemaVersion !== 1)
    throw invalid(`has schemaVersion ${JSON.stringify(schemaVersion)?.slice(0, 40)}, not 1`);
  if (action !== 'quality-gate') throw invalid('is not of quality-gate');
  const { gate, conditions } = fieldsOf(data, 'data');
  if (typeof gate !== 'string' || !VERDICTS.includes(gate)) throw invalid('has no verdict');
  if (!Array.isArray(conditions) || conditions.length > MOST_CONDITIONS)
    throw invalid('has no list of conditions');
  return { gate: gate as GateVerdict, conditions: conditions.map(readCondition) };
}

function readCondition(value: unknown, index: number): Condition {
  const found = fieldsOf(value, `condition ${index + 1}`);
  for (const field of FIELDS)
    if (typeof found[field] !== 'string') throw invalid(`has a condition ${index + 1} without ${field}`);
  if (!STATUSES.includes(found['status'] as string))
    throw invalid(`has a condition ${index + 1} of another status`);
  return Object.fromEntries(FIELDS.map((field) => [field, found[field]])) as unknown as Condition;
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

function invalid(problem: string): PolicyError {
  return new PolicyError({
    code: 'GATE_REPORT_INVALID',
    message: `the report of the other run cannot be posted: ${problem}`,
    hint: 'upload report.json of the gate as it is, from the output report',
  });
}
