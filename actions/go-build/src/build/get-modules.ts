import { relative } from 'node:path';
import { countOf } from '@fairlead/core';
import type { GoModule, GoRun, ModuleVersion } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { planBatches } from '../plan/build-plan.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { BatchResult } from './batch-result.ts';
import type { BuildFlags } from './command.ts';
import { downloadModules, keepPins } from './download.ts';
import { fetchNeeded } from './needed-modules.ts';

/** What modules are fetched for, and how. */
export interface ModuleWork {
  readonly run: GoRun;
  readonly plan: Plan;
  readonly flags: BuildFlags;
  readonly concurrency: number;
}

/**
 * Fetches the modules that the build needs; gives which. Where the go command has something against that, all modules are
 * downloaded, which says what it is. None where all are there already.
 *
 * @throws ExternalError BUILD_MODULES_UNAVAILABLE or DISK_FULL; PolicyError BUILD_CHECKSUM_MISMATCH.
 */
export async function getModules(
  { files, log, workspace }: GoBuildContext,
  { run, plan, flags, concurrency }: ModuleWork,
  allThere: boolean,
): Promise<readonly ModuleVersion[]> {
  if (allThere) {
    log.info('nothing to download');
    return [];
  }
  const batches = planBatches(plan.binaries);
  const fetching = (): Promise<readonly ModuleVersion[] | undefined> =>
    fetchNeeded(run, batches, flags, concurrency);
  const fetched = await keepAll(files, plan.tree.modules, fetching);
  if (fetched !== undefined) {
    log.info(fetched.length === 0 ? 'nothing to download' : `${countOf(fetched.length, 'module')} at hand`);
    return fetched;
  }
  const show = (path: string): string => relative(workspace, path) || '.';
  const count = await downloadModules({ run, files, log, show }, plan.tree.modules);
  log.info(count === 0 ? 'nothing to download' : `${countOf(count, 'module')} at hand`);
  return [];
}

/** What pins the dependencies of modules stays as it is. */
async function keepAll<T>(
  files: GoBuildContext['files'],
  modules: readonly GoModule[],
  work: () => Promise<T>,
): Promise<T> {
  const [module, ...rest] = modules.filter(({ vendored }) => !vendored);
  if (module === undefined) return work();
  return (await keepPins(files, module, () => keepAll(files, rest, work))).value;
}

/** Whether a compile phase, which asks no proxy, lacked a module. */
export function lacksModules(results: readonly BatchResult[]): boolean {
  return /GOPROXY=off/.test(JSON.stringify(results.map(({ errors, failure }) => [errors, failure])));
}
