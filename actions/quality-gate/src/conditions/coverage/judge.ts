import { countOf } from '@fairlead/core';
import type { CoverageMeasurement } from '@fairlead/go';
import { plainResult } from '../../check/results.ts';
import { coverage as metric, total } from '../../metrics/coverage.ts';
import type { Rules } from '../../plan/rules.ts';
import { describeDemand } from '../../rule/condition-rule.ts';
import { judgeRule } from '../../rule/judge-rule.ts';
import type { CheckResult } from '../../verdict/condition.ts';

/** Compares a measurement with the rules. Pure. */
export function judgeCoverage(
  measurement: CoverageMeasurement,
  rules: Pick<Rules, 'coverage' | 'onMissing' | 'coveragePackages'>,
): CheckResult {
  if (measurement.total.statements > 0) return judgeRule(rules.coverage, metric, total(measurement));
  const shared = { name: 'coverage', limit: coverageLimit(rules) } as const;
  const left = measurement.excluded.length;
  const from = rules.coveragePackages.length === 0 ? '' : ` in ${rules.coveragePackages.join(' ')}`;
  const reason = `no statements to cover${from}${left === 0 ? '' : ` after ${countOf(left, 'file')} left out`}`;
  const status = rules.onMissing === 'warn' ? 'warned' : 'errored';
  return plainResult({ ...shared, status, actual: '', reason }, 'GATE_NOTHING_MEASURED');
}

/** `>= 75 %`. */
export function coverageLimit({ coverage }: Pick<Rules, 'coverage'>): string {
  return describeDemand(coverage, metric.unit);
}
