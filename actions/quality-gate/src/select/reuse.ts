import { join } from 'node:path';
import {
  type CoverageBlock,
  countTests,
  formatCoverageProfile,
  joinTestRuns,
  type PackageResult,
  type TestResult,
  type TestRun,
} from '@fairlead/go';
import type { GatePorts } from '../plan/ports.ts';
import { reusedChoices, type Selection } from './selection.ts';

/** The results of a run with those that were used again. */
export function withReused(run: TestRun, selection: Selection): TestRun {
  const reused = reusedChoices(selection);
  const packages = reused.map(
    ({ importPath, stored }): PackageResult => ({
      name: importPath,
      outcome: stored.outcome,
      seconds: stored.seconds,
      output: [],
      reportedCoverage: stored.profile !== undefined,
      buildFailed: false,
      cached: false,
    }),
  );
  const tests = reused.flatMap(({ importPath, stored }) =>
    stored.tests.map(
      ([name, outcome, seconds]): TestResult => ({ package: importPath, name, outcome, seconds, output: [] }),
    ),
  );
  const earlier: TestRun = { packages, tests, builds: [], counts: countTests(tests), strayLines: [] };
  return joinTestRuns([run, earlier]);
}

/** Writes the profile of what was used again; gives its path, or none where there is nothing to write. */
export async function writeReusedProfile(
  { files, reportFolder }: Pick<GatePorts, 'files' | 'reportFolder'>,
  selection: Selection,
): Promise<readonly string[]> {
  const profiles = reusedChoices(selection).flatMap(({ stored }) => stored.profile ?? []);
  const [first] = profiles;
  if (first === undefined) return [];
  const blocks = profiles.flatMap((profile): readonly CoverageBlock[] => profile.blocks);
  const path = join(reportFolder, 'coverage-reused.out');
  await files.write(path, formatCoverageProfile({ mode: first.mode, blocks }));
  return [path];
}
