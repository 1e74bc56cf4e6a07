import { join, relative } from 'node:path';
import { countOf, listSome, ToolError } from '@fairlead/core';
import {
  type CoverageMeasurement,
  type CoverageProfile,
  type CoveredFile,
  compileGlob,
  formatPercentage,
  isGenerated,
  leastCovered,
  measureCoverage,
  mergeCoverageProfiles,
  missingStatements,
  parseCoverageProfile,
  reaches,
  type TestRun,
} from '@fairlead/go';
import type { GateContext } from '../../context.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Rules } from '../../rules.ts';
import type { CheckResult, Condition } from '../../verdict/condition.ts';
import type { TestOutput } from '../test/run-tests.ts';

/** Functions that the failure names. */
const NAMED = 10;

/** The measurement beside the verdict. */
export interface CoverageResult {
  readonly result: CheckResult;
  readonly measurement: CoverageMeasurement;
  /** The merged profile. */
  readonly profile: CoverageProfile;
  /** Patterns of `coverage-exclude` that match no file: they may be out of date. */
  readonly unusedPatterns: readonly string[];
}

/**
 * Measures statement coverage of all modules together and compares it with the threshold.
 *
 * @throws ToolError when a profile is missing, incomplete or unreadable: then nothing is known.
 */
export async function checkCoverage(
  context: GateContext,
  plan: Plan,
  rules: Rules,
  tests: TestOutput | undefined,
): Promise<CoverageResult> {
  if (tests === undefined) throw notMeasured('the tests could not be run, so nothing was measured');
  const { run, broken, profiles } = tests;
  if (broken !== undefined) throw notMeasured('the tests did not run to their end, so nothing was measured');
  refuseOldGo(plan);
  refuseIncomplete(run);
  const texts = await Promise.all(profiles.map((path) => readProfile(context, path)));
  const profile = mergeCoverageProfiles(texts.map(parseCoverageProfile));
  const names = new Set(profile.blocks.map((block) => block.file));
  const excludes = rules.coverageExclude.map((pattern) => ({ pattern, matcher: compileGlob(pattern) }));
  const known = new Map<string, CoveredFile>();
  for (const name of names) known.set(name, await lookUp(context, plan, excludes, name));
  const measurement = measureCoverage(profile, (name) => known.get(name) ?? unknownFile(name));
  const used = new Set(measurement.excluded.map((file) => file.reason));
  return {
    result: judgeCoverage(measurement, rules),
    measurement,
    profile,
    unusedPatterns: rules.coverageExclude.filter((pattern) => !used.has(pattern)),
  };
}

/** Compares a measurement with the rules. Pure. */
export function judgeCoverage(
  measurement: CoverageMeasurement,
  rules: Pick<Rules, 'threshold' | 'onMissing' | 'coveragePackages'>,
): CheckResult {
  const { total } = measurement;
  const limit = coverageLimit(rules);
  const shared = { name: 'coverage', limit } as const;
  if (total.statements === 0) {
    const left = measurement.excluded.length;
    const from = rules.coveragePackages.length === 0 ? '' : ` in ${rules.coveragePackages.join(' ')}`;
    const reason = `no statements to cover${from}${left === 0 ? '' : ` after ${countOf(left, 'file')} left out`}`;
    const status = rules.onMissing === 'warn' ? 'warned' : 'errored';
    const condition: Condition = { ...shared, status, actual: '', reason };
    return { condition, findings: [], code: 'NOTHING_MEASURED', details: [] };
  }
  const actual = `${formatPercentage(total)} %`;
  const counts = `${total.covered} of ${countOf(total.statements, 'statement')} covered`;
  if (reaches(total, rules.threshold)) {
    const condition: Condition = {
      ...shared,
      status: 'passed',
      actual,
      reason: `${actual} ${limit}: ${counts}`,
    };
    return { condition, findings: [], code: '', details: [] };
  }
  const missing = missingStatements(total, rules.threshold);
  const worst = leastCovered(measurement.functions, NAMED);
  const named = worst.map(
    (item) =>
      `${item.name} ${item.file}:${item.line} (${formatPercentage(item)} %, ${item.statements - item.covered} missed)`,
  );
  const reason =
    `${actual} is below ${rules.threshold.text} %: ${counts}, ${missing} more needed` +
    (named.length === 0 ? '' : `; least covered: ${listSome(named)}`);
  return {
    condition: { ...shared, status: 'failed', actual, reason },
    findings: worst.slice(0, 3).map((item) => ({
      file: item.file,
      line: item.line,
      title: 'coverage',
      message: `${item.name}: ${formatPercentage(item)} % covered, ${countOf(item.statements - item.covered, 'statement')} missed`,
    })),
    code: 'COVERAGE_TOO_LOW',
    details: named,
  };
}

/** `>= 75 %`. */
export function coverageLimit({ threshold }: Pick<Rules, 'threshold'>): string {
  return `>= ${threshold.text} %`;
}

function refuseOldGo({ go }: Plan): void {
  if (go.major > 1 || go.minor >= 22) return;
  throw new ToolError({
    code: 'GO_TOO_OLD',
    message: `go ${go.text} leaves packages without tests out of the profile, so coverage would be too high`,
    hint: 'set up Go 1.22 or later, or leave coverage out of checks',
    argv: ['go', 'test', '-coverprofile'],
  });
}

/** A test binary that panics, runs out of time or calls os.Exit takes its part of the profile with it. */
function refuseIncomplete(run: TestRun): void {
  const silent = run.packages.filter((item) => item.outcome !== 'skip' && !item.reportedCoverage);
  if (silent.length === 0) return;
  throw notMeasured(
    `the profile is incomplete: ${listSome(silent.map((item) => item.name))} ended without writing coverage`,
    'correct the tests first; a TestMain must return or pass the code of m.Run to os.Exit',
  );
}

async function readProfile({ files }: GateContext, path: string): Promise<string> {
  if ((await files.stat(path))?.kind === 'file') return files.readText(path);
  throw notMeasured('go test wrote no coverage profile');
}

function notMeasured(message: string, hint?: string): ToolError {
  return new ToolError({ code: 'GATE_NOT_CHECKED', message, hint, argv: ['go', 'test', '-coverprofile'] });
}

async function lookUp(
  { files, workspace, workingDirectory }: GateContext,
  plan: Plan,
  excludes: readonly { readonly pattern: string; readonly matcher: RegExp }[],
  name: string,
): Promise<CoveredFile> {
  const path = locate(plan, name);
  if (path === undefined) return unknownFile(name);
  const source = (await files.stat(path))?.kind === 'file' ? await files.readText(path) : undefined;
  const inside = relative(workingDirectory, path);
  const pattern = excludes.find(({ matcher }) => matcher.test(inside))?.pattern;
  const generated = source !== undefined && isGenerated(source) ? 'generated' : undefined;
  return { path: relative(workspace, path), source, excludedBy: pattern ?? generated };
}

function unknownFile(name: string): CoveredFile {
  return { path: name, source: undefined };
}

/** The profile names files by import path; the module with the longest matching path owns them. */
function locate(plan: Plan, name: string): string | undefined {
  const owner = plan.modules
    .filter(({ module }) => name.startsWith(`${module.path}/`))
    .sort((a, b) => b.module.path.length - a.module.path.length)[0];
  return owner === undefined ? undefined : join(owner.module.dir, name.slice(owner.module.path.length + 1));
}
