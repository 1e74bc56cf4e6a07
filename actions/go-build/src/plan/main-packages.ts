import { relative } from 'node:path';
import { type Files, InputError, type InputProblem, mapLimited } from '@fairlead/core';
import {
  executableName,
  explainListing,
  type GoModule,
  type GoPackage,
  type GoRun,
  hasSources,
  isFailedTool,
  isInside,
  listPackages,
  type Target,
  targetEnvironment,
  withBareModFile,
} from '@fairlead/go';
import { hintFor } from '../faults/hints.ts';
import { findLeftOut, type LeftOut } from './left-out.ts';
import { explainUnreadable, isLeftOut } from './listing-errors.ts';
import { explainNothing } from './nothing-to-build.ts';
import { noOwnSettings, type OwnSettings } from './own-settings.ts';
import type { ModulePatterns, PackagePattern } from './package-patterns.ts';

/** A main package and the targets that it can be built for. */
export interface MainPackage {
  readonly importPath: string;
  readonly dir: string;
  /** Name of its executable as the go command calls it, without `.exe`. */
  readonly name: string;
  /** Name of the binary, without `.exe`: that of the executable, or what `builds` says. */
  readonly binary: string;
  /** What `builds` says of it. */
  readonly own: OwnSettings;
  readonly module: GoModule;
  readonly targets: readonly Target[];
}

/** What to look for. */
export interface Search {
  readonly modules: readonly ModulePatterns[];
  readonly targets: readonly Target[];
  readonly tags: readonly string[];
  readonly cgo: boolean;
  /** How many go commands may run at the same time. */
  readonly concurrency: number;
  readonly show: (path: string) => string;
  /** None at all is no error: others are built. */
  readonly mayBeNone?: boolean;
}

/** What was found, and what the go command leaves out without a word. */
export interface FoundPackages {
  readonly packages: readonly MainPackage[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Finds the main packages of every module, for each target apart: files may be bound to a platform.
 *
 * @throws InputError when a named package is no main package, or (BUILD_NO_MAIN_PACKAGE) when there is none at all;
 *   PolicyError BUILD_CHECKSUM_MISMATCH; ToolError GO_LIST_FAILED when there is a package of which nobody can tell.
 */
export async function findMainPackages(run: GoRun, files: Files, search: Search): Promise<FoundPackages> {
  const found = new Map<string, MainPackage>();
  const seen: GoPackage[] = [];
  for (const { module, patterns } of search.modules) {
    for (const [target, packages] of await listForTargets(run, files, module, patterns, search)) {
      seen.push(...packages);
      for (const item of packages) {
        const { importPath, dir, name } = item;
        if (name !== 'main' || !hasSources(item)) continue; // tests alone are no program
        const known = found.get(dir);
        const targets = [...(known?.targets ?? []), target];
        const executable = executableName(importPath);
        const names = { name: executable, binary: executable };
        found.set(dir, { importPath, dir, ...names, own: noOwnSettings, module, targets });
      }
    }
  }
  const mains = [...found.values()].sort((a, b) => a.importPath.localeCompare(b.importPath));
  const leftOut = await findLeftOut(files, search, seen);
  const problems = search.modules.flatMap((listed) => checkNamed(listed, mains, seen, leftOut));
  if (problems.length > 0) throw new InputError(problems);
  refuseUnreadable(seen, mains, search);
  if (mains.length === 0 && search.mayBeNone !== true) throw explainNothing(search, seen, leftOut);
  return { packages: mains, leftOut };
}

async function listForTargets(
  run: GoRun,
  files: Files,
  module: GoModule,
  patterns: readonly PackagePattern[],
  { targets, tags, cgo, concurrency, show }: Search,
): Promise<readonly (readonly [Target, readonly GoPackage[]])[]> {
  const list = async (target: Target, bare: string | undefined) => {
    const env = { ...run.env, ...targetEnvironment(target), CGO_ENABLED: cgo ? '1' : '0' };
    const packages = await listPackages({ ...run, env }, module, {
      patterns: patterns.map(({ pattern }) => pattern),
      tags,
      bare,
    });
    return [target, packages] as const;
  };
  try {
    return await withBareModFile(files, module, run.env['GOFLAGS'] ?? '', (bare) =>
      mapLimited(targets, concurrency, (target) => list(target, bare)),
    );
  } catch (error) {
    throw isFailedTool(error)
      ? explainListing(error, module, { show, mismatch: 'BUILD_CHECKSUM_MISMATCH' }, hintFor)
      : error;
  }
}

/** A folder whose package clause cannot be read may hold a main package: leaving it out would pass for a build of all. */
function refuseUnreadable(
  seen: readonly GoPackage[],
  mains: readonly MainPackage[],
  { modules, show }: Search,
): void {
  const known = new Set([...mains, ...seen.filter(({ name }) => name !== '')].map(({ dir }) => dir));
  const unreadable = seen.find(
    ({ dir, error }) => error !== undefined && !isLeftOut(error) && !known.has(dir),
  );
  if (unreadable !== undefined) throw explainUnreadable(unreadable, modules, show);
}

/** A package that is named without a wildcard must be one that can be built. */
function checkNamed(
  { module, patterns }: ModulePatterns,
  mains: readonly MainPackage[],
  seen: readonly GoPackage[],
  leftOut: readonly LeftOut[],
): InputProblem[] {
  return patterns.flatMap(({ pattern, written }) => {
    if (written === undefined || pattern.includes('...')) return [];
    const dir = pattern === '.' ? module.dir : `${module.dir}/${pattern.slice(2)}`;
    if (mains.some((main) => main.dir === dir)) return [];
    const kept = leftOut.find((left) => left.dir === dir);
    if (kept !== undefined)
      return [
        {
          input: 'packages',
          value: written,
          problem: `counts for no target: ${kept.reason}`,
          allowed: 'a folder with package main that counts for a target',
        },
      ];
    const listed = seen.find((candidate) => candidate.dir === dir && candidate.name !== '');
    const error = seen.find((candidate) => candidate.dir === dir)?.error;
    const problem =
      listed !== undefined
        ? describeListed(listed)
        : `holds no main package${error === undefined ? '' : `: ${firstLine(error)}`}`;
    return [{ input: 'packages', value: written, problem, allowed: 'a folder with package main' }];
  });
}

function describeListed({ name, error }: GoPackage): string {
  if (name !== 'main') return `is package ${name}, not a main package`;
  if (error !== undefined) return `holds no main package: ${firstLine(error)}`;
  return 'holds only tests, nothing to build';
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

/** A package's folder as the go command wants it: relative to its module. */
export function packagePattern({ dir, module }: MainPackage): string {
  const way = relative(module.dir, dir);
  return way === '' || !isInside(dir, module.dir) ? '.' : `./${way.replaceAll('\\', '/')}`;
}
