import { listSome } from '@fairlead/core';
import { measured, nothing } from '../rule/measurement.ts';
import { whole } from '../rule/rational.ts';
import { placeOf } from '../verdict/condition.ts';
import type { Metric } from './metric.ts';

const LEVELS = ['error', 'note'] as const;

export const secrets: Metric = {
  name: 'secrets',
  description:
    'finds of the check secrets that nobody has accepted, of a `level`: error (default) for credentials, note for advice',
  unit: '',
  scopes: ['all'],
  needs: 'secrets',
  code: 'GATE_SECRETS_FOUND',
  options: {
    level: {
      problem: (value) =>
        LEVELS.some((level) => level === value) ? undefined : `is not one of ${LEVELS.join(', ')}`,
    },
  },
  measure({ job }, { options }) {
    const facts = job.facts.secrets;
    if (facts === undefined) return nothing('nobody looked for secrets');
    const findings = facts.open.filter(({ severity }) => severity === (options['level'] ?? 'error'));
    const details = findings.map((one) => `${placeOf(one)}: ${one.message}`);
    return measured({
      value: whole(findings.length),
      words: findings.length === 0 ? 'none' : listSome(details, 2),
      findings,
      details,
    });
  },
};
