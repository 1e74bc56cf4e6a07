import { ownEntry, valueAt } from '@fairlead/core';
import { textAt } from './text-at.ts';

/** One condition of the server's own quality gate. */
export interface SonarCondition {
  /** `new_coverage` */
  readonly metric: string;
  readonly failed: boolean;
  /** What fails it, in words: `wanted >= 80`. */
  readonly wanted: string;
  /** Undefined where the server had nothing to measure; it lets that pass. */
  readonly actual: string | undefined;
}

/** What the server's own quality gate says of an analysis. */
export interface SonarStatus {
  /** `OK`, `WARN` (servers before 7.6), `ERROR`, `NONE`; or another word. */
  readonly status: string;
  readonly conditions: readonly SonarCondition[];
  /** It has let conditions on coverage and duplication pass, because few lines are new. */
  readonly ignored: boolean;
}

/** The operator says when a condition fails, so what is wanted is the opposite; equal passes. */
const WANTED: Readonly<Record<string, string>> = { LT: '>=', GT: '<=', EQ: 'other than', NE: '==' };

/** Reads the answer of `api/qualitygates/project_status`; undefined for one of another kind. */
export function readStatus(answer: unknown): SonarStatus | undefined {
  const found = valueAt(answer, 'projectStatus');
  const status = valueAt(found, 'status');
  if (typeof status !== 'string') return undefined;
  const conditions = valueAt(found, 'conditions');
  return {
    status,
    conditions: (Array.isArray(conditions) ? conditions : []).map(readCondition),
    ignored: valueAt(found, 'ignoredConditions') === true,
  };
}

function readCondition(written: unknown): SonarCondition {
  const text = (key: string): string | undefined => textAt(written, key);
  const metric = text('metricKey') ?? 'a condition without a name';
  const show = (value: string): string => (metric.endsWith('_rating') ? rating(value) : value);
  const threshold = text('errorThreshold') ?? text('warningThreshold');
  const actual = text('actualValue');
  const operator = ownEntry(WANTED, text('comparator') ?? '') ?? text('comparator') ?? '';
  return {
    metric,
    failed: text('status') === 'ERROR',
    wanted: threshold === undefined ? '' : `wanted ${operator} ${show(threshold)}`,
    actual: actual === undefined ? undefined : show(actual),
  };
}

/** Ratings are the numbers 1 to 5, which everybody knows as A to E. */
function rating(value: string): string {
  return ['A', 'B', 'C', 'D', 'E'][Number(value) - 1] ?? value;
}
