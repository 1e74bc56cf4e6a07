import type { CheckResult } from '../verdict/condition.ts';
import type { GateVerdict } from '../verdict/decide.ts';

const COLOR: Readonly<Record<GateVerdict, string>> = {
  passed: 'brightgreen',
  failed: 'red',
  error: 'lightgrey',
};

/** A badge for https://shields.io/badges/endpoint-badge: the coverage, in the colour of the verdict. */
export function formatBadge(gate: GateVerdict, results: readonly CheckResult[]): string {
  const coverage = results.find(({ condition }) => condition.name === 'coverage')?.condition.actual ?? '';
  const [label, message] =
    coverage === '' || gate === 'error'
      ? ['quality gate', gate === 'error' ? 'not checked' : gate]
      : ['coverage', coverage];
  return `${JSON.stringify({ schemaVersion: 1, label, message, color: COLOR[gate] })}\n`;
}
