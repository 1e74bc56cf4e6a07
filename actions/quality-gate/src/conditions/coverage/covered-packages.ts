import { listPackages, type PackageFiles, splitObjects, tagFlags } from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import { isSetIn } from '../../plan/flags.ts';
import type { ModulePlan } from '../../plan/plan.ts';

/**
 * The packages that `-coverpkg` measures in a module: those that match `coverage-packages` and that a tested package
 * or its tests need.
 */
export async function listCoveredPackages(job: Job, part: ModulePlan): Promise<readonly PackageFiles[]> {
  const { ports, plan, rules } = job;
  const { cwd, env, module } = part;
  const options = { tags: rules.buildTags, race: rules.race || isSetIn(plan.goflags, 'race') };
  const needed = await listNeeded(job, part, options);
  const run = { exec: ports.exec, env, signal: ports.signal };
  const found = await listPackages(
    run,
    { ...module, dir: cwd },
    { ...options, patterns: rules.coveragePackages },
  );
  return found.filter((item) => needed.has(item.importPath));
}

async function listNeeded(
  { ports }: Job,
  { cwd, env, patterns }: ModulePlan,
  { tags, race }: { readonly tags: readonly string[]; readonly race: boolean },
): Promise<ReadonlySet<string>> {
  const flags = [...tagFlags(tags), ...(race ? ['-race'] : [])];
  const args = ['list', '-e', '-deps', '-test', '-json=ImportPath', ...flags, '--', ...patterns];
  const { stdout } = await ports.exec.run('go', args, { cwd, env, signal: ports.signal });
  return new Set(
    splitObjects(stdout).map((text) => {
      const { ImportPath: path = '' } = JSON.parse(text) as { readonly ImportPath?: string };
      return path.replace(/ \[.*$/, '');
    }),
  );
}
