import { relative } from 'node:path';
import { countOf } from '@fairlead/core';
import type { GoModule, GoRun, NeededModule } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { planBatches } from '../plan/build-plan.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { BatchResult } from './batch-result.ts';
import type { BuildFlags } from './command.ts';
import { downloadModules, keepPins } from './download.ts';
import { fetchNeeded } from './needed-modules.ts';

/** The modules that a cache gave. */
export interface RestoredModules {
  /** All that the build needs are there. */
  readonly allModules: boolean;
  /** What GOMODCACHE is to be for the build; undefined where it stays as it is. */
  readonly moduleHome: () => string | undefined;
  /** Leaves modules that came in part for whole ones; says whether there were such. */
  readonly leaveModules: () => boolean;
}

/** What modules are fetched for, and how. */
export interface ModuleWork {
  readonly run: GoRun;
  readonly caches: RestoredModules;
  readonly plan: Plan;
  readonly flags: BuildFlags;
  readonly concurrency: number;
}

/**
 * Fetches the modules that the build needs; gives which. Modules that came in part and lack something are left for whole
 * ones. Where the go command still has something against it, all modules are downloaded, which says what it is. None where
 * all are there already.
 *
 * @throws ExternalError BUILD_MODULES_UNAVAILABLE or DISK_FULL; PolicyError BUILD_CHECKSUM_MISMATCH.
 */
export async function getModules(
  { files, log, workspace }: GoBuildContext,
  { run: given, caches, plan, flags, concurrency }: ModuleWork,
  allThere: boolean = caches.allModules,
): Promise<readonly NeededModule[]> {
  if (allThere) {
    log.info('nothing to download');
    return [];
  }
  const batches = planBatches(plan.binaries);
  const fetching = (): Promise<readonly NeededModule[] | undefined> =>
    fetchNeeded(withModules(given, caches), batches, flags, concurrency);
  let fetched = await keepAll(files, plan.tree.modules, fetching);
  if (fetched === undefined && caches.leaveModules()) {
    log.info('a package is needed that no build before this one needed: its module is fetched whole');
    fetched = await keepAll(files, plan.tree.modules, fetching);
  }
  if (fetched !== undefined) {
    log.info(fetched.length === 0 ? 'nothing to download' : `${countOf(fetched.length, 'module')} at hand`);
    return fetched;
  }
  const show = (path: string): string => relative(workspace, path) || '.';
  const run = withModules(given, caches);
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

/** A run of the go command where the modules of the build are. */
export function withModules(run: GoRun, { moduleHome }: Pick<RestoredModules, 'moduleHome'>): GoRun {
  const home = moduleHome();
  return home === undefined ? run : { ...run, env: { ...run.env, GOMODCACHE: home } };
}

/** What a compile phase, which asks no proxy, lacked: a module that a cache promised, or a package of one that came in part. Pure. */
export function lackOf(results: readonly BatchResult[]): 'module' | 'package' | undefined {
  const told = JSON.stringify(results.map(({ errors, failure }) => [errors, failure]));
  if (LACKS_MODULE.test(told)) return 'module';
  return LACKS_PACKAGE.test(told) ? 'package' : undefined;
}

const LACKS_MODULE = /GOPROXY=off/;
/** What the go command says where a folder or a file of a module is missing. */
const LACKS_PACKAGE =
  /no required module provides package|does not contain package|cannot find (?:module|package)|is not in std|no such file or directory|no matching files found|no (?:non-test )?Go files in/;
