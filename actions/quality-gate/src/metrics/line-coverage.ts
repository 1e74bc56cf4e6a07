import { countOf } from '@fairlead/core';
import { measured, nothing } from '../rule/measurement.ts';
import { percentOf } from '../rule/rational.ts';
import type { Metric } from './metric.ts';
import { patchOf } from './patch.ts';
import { uncoveredFindings } from './uncovered.ts';

export const lineCoverage: Metric = {
  name: 'line-coverage',
  description: 'lines of the change that the tests reach whole; one that they reach in part counts as missed',
  unit: '%',
  scopes: ['patch'],
  needs: 'coverage',
  code: 'GATE_COVERAGE_TOO_LOW',
  measure({ job }) {
    const facts = job.facts.coverage;
    if (facts === undefined) return nothing('coverage was not measured');
    const patch = patchOf(job, facts);
    if ('state' in patch) return patch;
    const { hit, partial, missed } = patch.lines;
    const all = hit + partial + missed;
    if (all === 0) return nothing('the change has no lines with code');
    return measured({
      value: percentOf(hit, all),
      words: `${hit} of ${countOf(all, 'line')} covered, ${partial} in part`,
      size: all,
      findings: uncoveredFindings(patch.uncovered),
    });
  },
};
