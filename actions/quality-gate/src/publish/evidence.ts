import { join } from 'node:path';
import { formatCoverageProfile, formatPercentage, renderJunit, type TestRun } from '@fairlead/go';
import type { CoverageResult } from '../conditions/coverage/check.ts';
import type { TestOutput } from '../conditions/test/run-tests.ts';
import type { RunContext } from '../context.ts';

/** What the checks leave for the summary; filled as they run. */
export interface Evidence {
  tests: TestOutput | undefined;
  coverage: CoverageResult | undefined;
}

/** Writes the JUnit file and the counts. */
export async function writeJunit(context: RunContext, run: TestRun, startedAt: Date): Promise<void> {
  const path = join(context.reportFolder, 'junit.xml');
  await context.files.write(path, renderJunit(run, startedAt));
  context.output('junit', path);
  context.output('tests-passed', String(run.counts.passed));
  context.output('tests-failed', String(run.counts.failed));
  context.output('tests-skipped', String(run.counts.skipped));
  context.report.addEvidence(path);
  context.report.set('tests', {
    ...run.counts,
    packages: run.packages.map(({ name, outcome, seconds }) => ({ name, outcome, seconds })),
  });
}

/** Writes the merged profile and the numbers by package. */
export async function writeCoverage(
  context: RunContext,
  { measurement, profile }: CoverageResult,
): Promise<void> {
  const path = join(context.reportFolder, 'coverage.out');
  await context.files.write(path, formatCoverageProfile(profile));
  context.output('coverage-profile', path);
  if (measurement.total.statements > 0) context.output('coverage', formatPercentage(measurement.total));
  context.report.addEvidence(path);
  context.report.set('coverage', { ...measurement, functions: undefined });
}
