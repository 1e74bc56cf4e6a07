import { measured, nothing } from '../rule/measurement.ts';
import { whole } from '../rule/rational.ts';
import type { Metric } from './metric.ts';

const LEVELS = ['called', 'imported', 'required'] as const;

export const vulnerabilities: Metric = {
  name: 'vulnerabilities',
  description:
    'known vulnerabilities that nobody has accepted, down to a `level`: called (default), imported or required',
  unit: '',
  scopes: ['all'],
  needs: 'vulnerabilities',
  code: 'GATE_VULNERABLE',
  options: {
    level: {
      problem: (value) =>
        LEVELS.some((level) => level === value) ? undefined : `is not one of ${LEVELS.join(', ')}`,
    },
  },
  measure({ job, checked }, { options }) {
    const facts = job.facts.vulnerabilities;
    if (facts === undefined) return nothing('govulncheck did not run');
    const down = LEVELS.findIndex((level) => level === (options['level'] ?? 'called'));
    const found = facts.open.filter(({ level }) => LEVELS.indexOf(level) <= down);
    return measured({
      value: whole(found.length),
      words:
        found.length === 0
          ? 'none'
          : found
              .map(({ id, level }) => `${id} ${level}`)
              .slice(0, 5)
              .join(', '),
      findings: checked?.findings ?? [],
      details: checked?.details ?? [],
    });
  },
};
