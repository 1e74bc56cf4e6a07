import { countOf, listSome } from '@fairlead/core';
import {
  type CoverageMeasurement,
  formatPercentage,
  leastCovered,
  missingStatements,
  reaches,
} from '@fairlead/go';
import { plainResult } from '../../check/results.ts';
import type { Rules } from '../../plan/rules.ts';
import type { CheckResult } from '../../verdict/condition.ts';

/** Functions that the failure names, and those of them that are annotated. */
const NAMED = 10;
const ANNOTATED = 3;

/** Compares a measurement with the rules. Pure. */
export function judgeCoverage(
  measurement: CoverageMeasurement,
  rules: Pick<Rules, 'threshold' | 'onMissing' | 'coveragePackages'>,
): CheckResult {
  const { total } = measurement;
  const limit = coverageLimit(rules);
  const shared = { name: 'coverage', limit } as const;
  if (total.statements === 0) {
    const left = measurement.excluded.length;
    const from = rules.coveragePackages.length === 0 ? '' : ` in ${rules.coveragePackages.join(' ')}`;
    const reason = `no statements to cover${from}${left === 0 ? '' : ` after ${countOf(left, 'file')} left out`}`;
    const status = rules.onMissing === 'warn' ? 'warned' : 'errored';
    return plainResult({ ...shared, status, actual: '', reason }, 'GATE_NOTHING_MEASURED');
  }
  const actual = `${formatPercentage(total)} %`;
  const counts = `${total.covered} of ${countOf(total.statements, 'statement')} covered`;
  if (reaches(total, rules.threshold))
    return plainResult({ ...shared, status: 'passed', actual, reason: `${actual} ${limit}: ${counts}` });
  const missing = missingStatements(total, rules.threshold);
  const worst = leastCovered(measurement.functions, NAMED);
  const named = worst.map(
    (item) =>
      `${item.name} ${item.file}:${item.line} (${formatPercentage(item)} %, ${item.statements - item.covered} missed)`,
  );
  const reason =
    `${actual} is below ${rules.threshold.text} %: ${counts}, ${missing} more needed` +
    (named.length === 0 ? '' : `; least covered: ${listSome(named)}`);
  return {
    condition: { ...shared, status: 'failed', actual, reason },
    findings: worst.slice(0, ANNOTATED).map((item) => ({
      file: item.file,
      line: item.line,
      title: 'coverage',
      message: `${item.name}: ${formatPercentage(item)} % covered, ${countOf(item.statements - item.covered, 'statement')} missed`,
    })),
    code: 'GATE_COVERAGE_TOO_LOW',
    details: named,
  };
}

/** `>= 75 %`. */
export function coverageLimit({ threshold }: Pick<Rules, 'threshold'>): string {
  return `>= ${threshold.text} %`;
}
