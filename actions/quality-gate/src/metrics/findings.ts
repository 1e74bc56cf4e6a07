import { measured } from '../rule/measurement.ts';
import { whole } from '../rule/rational.ts';
import type { CheckResult } from '../verdict/condition.ts';
import type { Metric } from './metric.ts';

/** A metric that counts what a check has found, and takes the place of the check's own demand to find nothing. */
export function countingMetric(
  about: Pick<Metric, 'name' | 'description' | 'code'>,
  check: string,
  count: (result: CheckResult) => number = ({ findings }) => findings.length,
): Metric {
  return {
    ...about,
    unit: '',
    scopes: ['all'],
    needs: check,
    replaces: check,
    measure({ checked }) {
      if (checked === undefined) throw new TypeError(`${check} has left nothing`);
      const { condition, findings, details } = checked;
      return measured({ value: whole(count(checked)), words: condition.reason, findings, details });
    },
  };
}

export const vetFindings: Metric = countingMetric(
  {
    name: 'vet-findings',
    description: 'findings of go vet, compile errors among them',
    code: 'GATE_VET_FAILED',
  },
  'vet',
);

export const unformattedFiles: Metric = countingMetric(
  {
    name: 'unformatted-files',
    description: 'files that gofmt would change or cannot read',
    code: 'GATE_FORMAT_FAILED',
  },
  'gofmt',
  ({ findings }) => new Set(findings.map(({ file }) => file)).size,
);
