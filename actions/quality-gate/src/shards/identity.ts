import { join, relative } from 'node:path';
import { hashFile, shortHash } from '@fairlead/go';
import { type Plan, packagesOf } from '../plan/plan.ts';
import type { Rules } from '../plan/rules.ts';

/** What all shards and their merge must have in common: the code, Go, the flags of the tests and the environment. */
export function identityOf(plan: Plan, rules: Rules, workspace: string): string {
  const files = packagesOf(plan).flatMap(({ importPath, dir, files: { go, cgo, tests } }) =>
    [...go, ...cgo, ...tests].map((name) => {
      const path = join(dir, name);
      return [importPath, relative(workspace, path), hashFile(path) ?? 'gone'];
    }),
  );
  // not its variables: the job that merges need not have set what those that test have
  const environment = plan.environment?.name;
  const { buildTags, testArgs, race, short, coveragePackages, checks } = rules;
  const flags = { buildTags, testArgs, race, short, coveragePackages, coverage: checks.has('coverage') };
  return shortHash(
    JSON.stringify([
      files.sort(),
      plan.go.text,
      plan.goflags,
      plan.toolEnv['GITHUB_SHA'] ?? '',
      flags,
      environment,
    ]),
  );
}
