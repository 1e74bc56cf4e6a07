import { resolve } from 'node:path';
import { measured, nothing } from '../rule/measurement.ts';
import { whole } from '../rule/rational.ts';
import { type Finding, SEVERITIES } from '../verdict/condition.ts';
import { CONDITION_CODE, type Metric } from './metric.ts';
import { changeOf } from './patch.ts';

/**
 * A metric that counts what a check has found, and takes the place of the check's own demand to find nothing. With the
 * scope `patch` only what stands on lines of the change counts.
 */
export function countingMetric(
  about: Pick<Metric, 'name' | 'description'> & { readonly code?: string },
  check: string,
  more: Pick<Metric, 'options'> & { readonly count?: (findings: readonly Finding[]) => number } = {},
): Metric {
  const { count = (findings) => findings.length, options } = more;
  return {
    code: CONDITION_CODE,
    ...about,
    unit: '',
    scopes: ['all', 'patch'],
    needs: check,
    replaces: check,
    ...(options === undefined ? {} : { options }),
    measure({ job, checked }, rule) {
      if (checked === undefined) throw new TypeError(`${check} has left nothing`);
      const level = rule.options['level'];
      const all = checked.findings.filter(
        ({ severity = 'error' }) => level === undefined || severity === level,
      );
      if (rule.scope.kind === 'all') {
        const { condition, details } = checked;
        return measured({ value: whole(count(all)), words: condition.reason, findings: all, details });
      }
      const change = changeOf(job);
      if (change.state === 'none') return nothing(change.reason);
      const found = all.filter(({ file, line = 1 }) =>
        change.added.get(resolve(job.ports.workspace, file))?.has(line),
      );
      const details = found.map(({ file, line, message }) => `${file}:${line}: ${message}`);
      const words = found.length === 0 ? 'nothing on lines of the change' : details.slice(0, 2).join(', ');
      return measured({ value: whole(count(found)), words, findings: found, details });
    },
  };
}

const level = {
  problem: (value: string) =>
    SEVERITIES.some((one) => one === value) ? undefined : `is not one of ${SEVERITIES.join(', ')}`,
};

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
  { count: (findings) => new Set(findings.map(({ file }) => file)).size },
);

export const lintIssues: Metric = countingMetric(
  {
    name: 'lint-issues',
    description: 'issues of golangci-lint, all or those of a `level`: error, warning or note',
    code: 'GATE_LINT_FAILED',
  },
  'lint',
  { options: { level } },
);

export const staticcheckFindings: Metric = countingMetric(
  {
    name: 'staticcheck-findings',
    description: 'findings of staticcheck, all or those of a `level`: error or warning',
    code: 'GATE_STATICCHECK_FAILED',
  },
  'staticcheck',
  { options: { level } },
);

export const modernizers: Metric = countingMetric(
  { name: 'modernizers', description: 'files that `go fix` would modernize' },
  'modernize',
);
