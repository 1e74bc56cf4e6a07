import { join } from 'node:path';
import { formatCoverageProfile, formatPercentage, renderJunit, type TestRun } from '@fairlead/go';
import type { CoverageResult } from '../checks/check-coverage.ts';
import type { TestOutput } from '../checks/run-tests.ts';
import type { RunContext } from '../gate-context.ts';
import type { Rules } from '../rules.ts';
import { renderSummary } from '../summary.ts';
import { planAnnotations } from './annotation-budget.ts';
import type { CheckResult, ConditionStatus } from './condition.ts';
import { decideGate, gateError } from './decide.ts';

/** What the checks leave for the summary; filled as they run. */
export interface Evidence {
  tests: TestOutput | undefined;
  coverage: CoverageResult | undefined;
}

const OUTCOME = {
  passed: 'success',
  failed: 'failure',
  warned: 'warning',
  skipped: 'skipped',
  errored: 'error',
} as const satisfies Record<ConditionStatus, string>;

/**
 * Tells the verdict everywhere: outputs, report, annotations, summary.
 *
 * @throws PolicyError when the gate failed (unless `continue-on-fail`), ToolError when it could not be checked.
 */
export async function publishVerdict(
  context: RunContext,
  rules: Rules,
  results: readonly CheckResult[],
  evidence: Evidence,
): Promise<void> {
  const gate = decideGate(results);
  const conditions = results.map((result) => result.condition);
  context.output('gate', gate);
  context.output('conditions', JSON.stringify(conditions));
  context.report.set('gate', gate);
  context.report.set('conditions', conditions);
  for (const { name, status, reason } of conditions) {
    context.report.addVerdict({ name, outcome: OUTCOME[status], reason });
    if (status === 'warned') context.log.warn(`${name}: ${reason}`);
  }
  for (const pattern of evidence.coverage?.unusedPatterns ?? [])
    context.log.warn(`coverage-exclude ${JSON.stringify(pattern)} matches no file of the profile`);
  for (const annotation of planAnnotations(results)) context.host.annotate(annotation);
  context.summarize(renderSummary(gate, results, evidence, rules));
  if (gate === 'pass') return;
  const error = gateError(results);
  if (gate === 'error' || !rules.continueOnFail) throw error;
  context.log.warn(`${error.message} (continue-on-fail: the job goes on)`);
}

/** Writes the JUnit file and the counts. */
export async function writeJunit(context: RunContext, run: TestRun): Promise<void> {
  const path = join(context.reportFolder, 'junit.xml');
  await context.files.write(path, renderJunit(run, new Date(context.clock.now()).toISOString()));
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
