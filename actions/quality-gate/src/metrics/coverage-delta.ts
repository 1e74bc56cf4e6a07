import { countOf } from '@fairlead/core';
import { parseCoverageProfile } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import type { CoverageFacts } from '../check/facts.ts';
import { type Measurement, measured, missing, nothing } from '../rule/measurement.ts';
import { percentOf, subtract } from '../rule/rational.ts';
import type { Metric } from './metric.ts';
import { reportOf, settledOf } from './prepare.ts';

export const coverageDelta: Metric = {
  name: 'coverage-delta',
  description:
    "how much higher the coverage is than that of the base, below 0 where it fell; the base's profile comes from the cache, or from `file`",
  unit: '%',
  scopes: ['all'],
  needs: 'coverage',
  code: 'GATE_COVERAGE_TOO_LOW',
  options: { file: {} },
  measure({ job }, { options }) {
    const facts = job.facts.coverage;
    if (facts === undefined) return nothing('coverage was not measured');
    const found = options['file'] === undefined ? cachedProfile(job) : reportedProfile(job, options['file']);
    if ('state' in found) return found;
    const base = countBase(found.text, facts);
    const { total } = facts.measurement;
    if (base.statements === 0) return missing(`${found.name} has no statements`);
    if (total.statements === 0) return missing('no statements to cover');
    return measured({
      value: subtract(percentOf(total.covered, total.statements), percentOf(base.covered, base.statements)),
      words: `${total.covered} of ${countOf(total.statements, 'statement')} now, ${base.covered} of ${base.statements} ${found.what}`,
    });
  },
};

/** A profile, and whose it is: `at the base 0123456789ab`. */
interface Compared {
  readonly text: string;
  readonly what: string;
  /** As one names it by itself. */
  readonly name: string;
}

function reportedProfile(job: Job, file: string): Compared | Measurement {
  const text = reportOf(job, file);
  return text === undefined ? missing(`there is no ${file}`) : { text, what: 'at the base', name: file };
}

function cachedProfile({ facts }: Job): Compared | Measurement {
  if (facts.baseProfile === undefined) throw new TypeError('nobody asked for the profile of the base');
  const found = settledOf(facts.baseProfile);
  if (found.state === 'none') return nothing(found.reason);
  if (found.state === 'missing') return missing(found.reason);
  const { text, commit, earlier } = found;
  const short = commit.slice(0, 12);
  const what =
    earlier === 0 ? `at the base ${short}` : `at ${short}, ${countOf(earlier, 'commit')} before the base`;
  return { text, what, name: `the profile of ${short}` };
}

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
