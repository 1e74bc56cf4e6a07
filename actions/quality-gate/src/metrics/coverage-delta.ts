import { countOf } from '@fairlead/core';
import { parseCoverageProfile } from '@fairlead/go';
import type { CoverageFacts } from '../check/facts.ts';
import { measured, missing, nothing } from '../rule/measurement.ts';
import { percentOf, subtract } from '../rule/rational.ts';
import type { Metric } from './metric.ts';
import { reportOf } from './prepare.ts';

export const coverageDelta: Metric = {
  name: 'coverage-delta',
  description:
    'how much higher the coverage is than that of the base, whose profile is in `file`; below 0 where it fell',
  unit: '%',
  scopes: ['all'],
  needs: 'coverage',
  code: 'GATE_COVERAGE_TOO_LOW',
  options: { file: { required: true } },
  measure({ job }, { options }) {
    const facts = job.facts.coverage;
    if (facts === undefined) return nothing('coverage was not measured');
    const text = reportOf(job, options['file'] ?? '');
    if (text === undefined) return missing(`there is no ${options['file']}`);
    const base = countBase(text, facts);
    const { total } = facts.measurement;
    if (base.statements === 0) return missing(`${options['file']} has no statements`);
    if (total.statements === 0) return missing('no statements to cover');
    return measured({
      value: subtract(percentOf(total.covered, total.statements), percentOf(base.covered, base.statements)),
      words: `${total.covered} of ${countOf(total.statements, 'statement')} now, ${base.covered} of ${base.statements} at the base`,
    });
  },
};

/** What does not count now did not count before: a new pattern is no better coverage. */
function countBase(
  text: string,
  { files }: CoverageFacts,
): { readonly covered: number; readonly statements: number } {
  let [covered, statements] = [0, 0];
  for (const block of parseCoverageProfile(text).blocks) {
    if (files.get(block.file)?.excludedBy !== undefined) continue;
    statements += block.statements;
    if (block.count > 0) covered += block.statements;
  }
  return { covered, statements };
}
