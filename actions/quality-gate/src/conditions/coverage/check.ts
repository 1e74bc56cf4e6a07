import { CancelledError, createPause, FairleadError, listSome, ToolError } from '@fairlead/core';
import { type CoverageProfile, mergeCoverageProfiles, readCoverageProfile, type TestRun } from '@fairlead/go';
import type { Check, RuleRow } from '../../check/check.ts';
import type { TestOutput } from '../../check/test-output.ts';
import { type Plan, packagesOf } from '../../plan/plan.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Rules } from '../../plan/rules.ts';
import { MACHINE_CODES } from '../../verdict/decide.ts';
import { notMeasured, refuseCopies, refuseDifference } from './compare.ts';
import { writeCoverageEvidence } from './evidence.ts';
import { type ExpectedCoverage, expectCoverage } from './expected.ts';
import { coverageLimit, judgeCoverage } from './judge.ts';
import { measureProfile } from './measure.ts';
import { readMoreProfiles } from './more-profiles.ts';
import { renderCoverage } from './section.ts';

/** What the profile must have, or why that is not known. */
type Expected =
  | (ExpectedCoverage & { readonly more: readonly CoverageProfile[] })
  | FairleadError
  | undefined;

/** Measures statement coverage of all modules together and compares it with the threshold. */
export const coverage: Check<Expected> = {
  name: 'coverage',
  description: 'The tests cover enough statements. The profile has every statement of every package.',
  needs: 'test',
  settings: [
    'coverage-threshold',
    'preset',
    'coverage-exclude',
    'coverage-packages',
    'coverage-profiles',
    'cache-dir',
  ],
  byDefault: true,
  usesGo: true,
  rank: 3,
  codes: {
    GATE_COVERAGE_TOO_LOW: {
      meaning: 'Statement coverage is below the threshold. The comparison is exact.',
      fix: 'Test the functions that the message names; it says how many statements are missing.',
    },
    GO_PROFILE_INVALID: {
      meaning: 'The coverage profile cannot be read, contradicts itself, or names code that is not there.',
      fix: 'Run go clean -testcache and try again; a test must not write to the profile.',
    },
    GO_BLOCKS_UNKNOWN: {
      meaning:
        'The cover tool of Go does not say which statements a package has, so the profile cannot be compared.',
      fix: 'Correct what keeps the package from compiling; if nothing does, set up another version of Go.',
    },
    GATE_GO_TOO_OLD: {
      meaning:
        'Before Go 1.22 the profile leaves out packages without tests, so the coverage would be too high.',
      fix: 'Set up Go 1.22 or later, or leave coverage out of checks.',
    },
  },
  limit: coverageLimit,
  describe: (_, rules) => describeRules(rules),
  // the tests write the profile
  commands: () => [],
  async prepare(job) {
    if (isTooOld(job.plan)) return undefined;
    try {
      const sources = await expectCoverage(job);
      return { ...sources, more: await readMoreProfiles(job, sources) };
    } catch (error) {
      // code that does not parse is told by the tests first
      if (error instanceof FairleadError && !(error instanceof CancelledError)) return error;
      throw error;
    }
  },
  async run(job, _, expected) {
    const { ports, plan, rules } = job;
    const tests = refuseBroken(job.tests);
    refuseOldGo(plan);
    refuseIncomplete(tests.run);
    if (expected instanceof FairleadError) throw expected;
    if (expected === undefined) throw new TypeError('nobody asked which statements there are');
    const pause = createPause(ports.signal);
    const profiles: CoverageProfile[] = [];
    const binaries = rules.coveragePackages.length === 0 ? 1 : packagesOf(plan).length;
    for (const path of tests.profiles) {
      const { profile: one, repeated } = readCoverageProfile(await readProfile(ports, path));
      refuseCopies(repeated, expected, binaries);
      profiles.push(one);
      await pause();
    }
    profiles.push({ mode: profiles[0]?.mode ?? 'set', blocks: expected.idle });
    refuseDifference(mergeCoverageProfiles(profiles), expected);
    await pause();
    const profile = mergeCoverageProfiles([...profiles, ...expected.more]);
    refuseDifference(profile, expected);
    const { measurement, files, unusedPatterns } = await measureProfile(job, profile, expected);
    job.facts.coverage = { measurement, profile, files };
    await writeCoverageEvidence(ports, job.facts.coverage);
    return {
      ...judgeCoverage(measurement, rules),
      section: renderCoverage(measurement),
      warnings: unusedPatterns.map(
        (pattern) => `coverage-exclude ${JSON.stringify(pattern)} matches no file of the profile`,
      ),
    };
  },
};

function describeRules(rules: Rules): readonly RuleRow[] {
  const left = ['generated files', ...rules.coverageExclude].join(' ');
  return [
    ['coverage', `${coverageLimit(rules)} (from ${rules.thresholdSource})`],
    ['left out of coverage', left],
  ];
}

function refuseBroken(tests: TestOutput | undefined): TestOutput {
  if (tests === undefined) throw notMeasured('the tests could not be run, so nothing was measured');
  if (tests.broken !== undefined && MACHINE_CODES.includes(tests.broken.code)) throw tests.broken;
  if (tests.broken !== undefined)
    throw notMeasured('the tests did not run to their end, so nothing was measured');
  return tests;
}

function isTooOld({ go }: Plan): boolean {
  return go.major === 1 && go.minor < 22;
}

function refuseOldGo(plan: Plan): void {
  if (!isTooOld(plan)) return;
  throw new ToolError({
    code: 'GATE_GO_TOO_OLD',
    message: `go ${plan.go.text} leaves packages without tests out of the profile, so coverage would be too high`,
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
    'GATE_NOT_CHECKED',
    'correct the tests first; a TestMain must return or pass the code of m.Run to os.Exit',
  );
}

async function readProfile({ files }: GatePorts, path: string): Promise<string> {
  if ((await files.stat(path))?.kind === 'file') return files.readText(path);
  throw notMeasured('go test wrote no coverage profile');
}
