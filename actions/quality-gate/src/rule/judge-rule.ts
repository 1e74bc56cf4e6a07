import { listSome, markdownTable, markdownText } from '@fairlead/core';
import type { CheckResult, ConditionStatus } from '../verdict/condition.ts';
import { type ConditionRule, describeDemand, holds, type Operator } from './condition-rule.ts';
import type { Measurement, Part } from './measurement.ts';
import { compareRational, formatRational } from './rational.ts';

/** What the judge knows of a metric. */
export interface Judged {
  readonly unit: string;
  /** The failure code of a condition on it that does not hold. */
  readonly code: string;
}

/** The code of a condition whose number is not there. */
export const MISSING_CODE = 'GATE_NUMBER_MISSING';

/** Parts that the reason names. */
const NAMED = 5;

/** Parts that the table lists. */
const LISTED = 50;

const AGAINST: Readonly<Record<Operator, string>> = {
  '<': 'is not below',
  '<=': 'is above',
  '>': 'is not above',
  '>=': 'is below',
  '==': 'is not',
};

/** Judges one condition. Pure and exact. */
export function judgeRule(rule: ConditionRule, metric: Judged, measurement: Measurement): CheckResult {
  const shared = { name: rule.name, limit: describeDemand(rule, metric.unit) };
  if (measurement.state !== 'measured' || measurement.parts.length === 0) {
    const reason = measurement.state === 'measured' ? 'nothing was measured' : measurement.reason;
    const status = measurement.state === 'nothing' ? 'skipped' : STATUS_OF_MISSING[rule.onMissing];
    return plain({ ...shared, status, actual: '', reason }, status === 'failed' ? MISSING_CODE : '');
  }
  const { parts } = measurement;
  const total = parts.reduce((sum, { size = 0 }) => sum + size, 0);
  const worst = worstOf(parts, rule.operator);
  const actual = show(worst, rule, metric);
  if (rule.scope.kind === 'patch' && total < rule.smallChange) {
    const reason = `${actual}, not judged: the change has ${total} of ${rule.smallChange} (small-change); ${worst.words}`;
    return plain({ ...shared, status: 'skipped', actual, reason });
  }
  const against = parts.filter(({ value }) => !keeps(rule, value));
  if (against.length === 0) {
    const reason =
      parts.length === 1 && worst.subject === ''
        ? `${actual} ${shared.limit}: ${worst.words}`
        : `all of ${parts.length} hold ${shared.limit}; worst ${worst.subject}: ${actual}, ${worst.words}`;
    return { ...plain({ ...shared, status: 'passed', actual, reason }), ...sectionOf(rule, metric, parts) };
  }
  const status = rule.severity === 'warning' ? 'warned' : 'failed';
  return {
    condition: { ...shared, status, actual, reason: describeAgainst(rule, metric, parts, against) },
    findings: against.flatMap(({ findings = [] }) => findings),
    code: status === 'failed' ? metric.code : '',
    details: against.flatMap((part) => [
      ...(part.subject === '' ? [] : [`${part.subject}: ${show(part, rule, metric)}, ${part.words}`]),
      ...(part.details ?? []),
    ]),
    ...sectionOf(rule, metric, parts),
  };
}

/** A table of all parts, those that do not hold first; nothing where there is one of no name. */
function sectionOf(
  rule: ConditionRule,
  metric: Judged,
  parts: readonly Part[],
): Pick<CheckResult, 'section'> {
  if (parts.every(({ subject }) => subject === '')) return {};
  const sorted = [...parts].sort((a, b) => Number(keeps(rule, a.value)) - Number(keeps(rule, b.value)));
  const rows = sorted
    .slice(0, LISTED)
    .map((part) => [
      markdownText(part.subject),
      keeps(rule, part.value) ? '✅' : '❌',
      show(part, rule, metric),
      markdownText(part.words),
    ]);
  const rest = parts.length - rows.length;
  const table = markdownTable(['Of', '', 'Measured', 'What'], rows, ['left', 'left', 'right', 'left']);
  return {
    section: `#### ${rule.name}\n\n${table}${rest > 0 ? `\n${rest} more hold or are not shown.\n` : ''}`,
  };
}

const STATUS_OF_MISSING = {
  fail: 'failed',
  warn: 'warned',
  pass: 'skipped',
} as const satisfies Record<ConditionRule['onMissing'], ConditionStatus>;

function keeps(rule: ConditionRule, value: Part['value']): boolean {
  return holds(rule.operator, compareRational(value, rule.threshold));
}

/** The part that is farthest on the wrong side. */
function worstOf(parts: readonly Part[], operator: Operator): Part {
  const upward = operator === '<' || operator === '<=';
  return parts.reduce((worst, part) => {
    const compared = compareRational(part.value, worst.value);
    return (upward ? compared > 0 : compared < 0) ? part : worst;
  });
}

/** A number is cut so that it never reads like a limit that it misses. */
function show({ value }: Part, { operator }: ConditionRule, { unit }: Judged): string {
  const text = formatRational(value, operator === '<' || operator === '<=' ? 'up' : 'down');
  return unit === '' ? text : `${unit === '%' && !text.includes('.') ? `${text}.00` : text} ${unit}`;
}

function describeAgainst(
  rule: ConditionRule,
  metric: Judged,
  parts: readonly Part[],
  against: readonly Part[],
): string {
  const limit = `${rule.text}${metric.unit === '' ? '' : ` ${metric.unit}`}`;
  const say = (part: Part): string => {
    const remedy = part.remedy?.(rule) ?? '';
    return `${show(part, rule, metric)} ${AGAINST[rule.operator]} ${limit}: ${part.words}${remedy === '' ? '' : `, ${remedy}`}`;
  };
  const [only] = against;
  if (parts.length === 1 && only !== undefined && only.subject === '') return say(only);
  const named = against.map((part) => `${part.subject} ${say(part)}`);
  return `${against.length} of ${parts.length} do not hold: ${listSome(named, NAMED)}`;
}

function plain(condition: CheckResult['condition'], code = ''): CheckResult {
  return { condition, findings: [], code, details: [] };
}
