import { dirname, join, relative } from 'node:path';
import type { Files } from '@fairlead/core';
import type { LeftOutFile, ModulePlan } from './plan.ts';

/** What build constraints leave out of a plan. */
export interface LeftOut {
  readonly files: readonly LeftOutFile[];
  /** Folders with tests, whose code would need cgo. */
  readonly needCgo: readonly string[];
}

/** Where to look, and what is shown relative to what. */
export interface LeftOutOptions {
  readonly workspace: string;
  /** Go files to look at, absolute. */
  readonly goFiles: readonly string[];
  /** cgo is off although nobody said so. */
  readonly withoutCompiler: boolean;
}

/** Finds the Go files in the planned folders that the go command does not look at, and says why as far as that is easy to say. */
export async function findLeftOut(
  files: Files,
  modules: readonly ModulePlan[],
  { workspace, goFiles, withoutCompiler }: LeftOutOptions,
): Promise<LeftOut> {
  const used = new Set(modules.flatMap(usedFiles));
  const byFolder = Map.groupBy(
    goFiles.filter((path) => modules.some((part) => isPlanned(part, dirname(path)))),
    (path) => dirname(path),
  );
  const found: LeftOutFile[] = [];
  const needCgo: string[] = [];
  for (const [folder, paths] of byFolder) {
    const left = paths.filter((path) => !used.has(path));
    const constraints = await Promise.all(left.map((path) => readConstraint(files, path)));
    const file = (path: string): string => relative(workspace, path);
    for (const [index, path] of left.entries()) {
      const why = constraints[index];
      if (why !== undefined) found.push({ file: file(path), why });
    }
    const importsC = constraints.some((why, index) => why === IMPORTS_C && !isTest(left[index] ?? ''));
    const tested = paths.some(isTest);
    if (withoutCompiler && importsC && tested && !(await hasReplacement(files, paths, left)))
      needCgo.push(file(folder) || '.');
  }
  return { files: found, needCgo };
}

const IMPORTS_C = 'imports "C", and cgo is off';

function usedFiles({ packages }: ModulePlan): readonly string[] {
  return packages.flatMap(({ dir, files: names }) =>
    [...names.go, ...names.cgo, ...names.tests].map((name) => join(dir, name)),
  );
}

/** Whether a folder belongs to what the patterns ask for: a package of the plan, or below a pattern with `...`. */
function isPlanned({ cwd, patterns, packages }: ModulePlan, folder: string): boolean {
  if (packages.some(({ dir }) => dir === folder)) return true;
  return patterns.some((pattern) => {
    if (!/^\.{1,2}\//.test(pattern) || !pattern.endsWith('/...')) return false;
    const way = relative(join(cwd, pattern.slice(0, -4)), folder);
    return way === '' || !way.startsWith('..');
  });
}

/** Why a file is left out; undefined for a script that says of itself that it is never built. */
async function readConstraint(files: Files, path: string): Promise<string | undefined> {
  const head = (await files.readText(path)).slice(0, 64_000);
  const line = /^\/\/go:build\s+(.+)$/m.exec(head)?.[1] ?? /^\/\/\s*\+build\s+(.+)$/m.exec(head)?.[1];
  if (line?.trim() === 'ignore') return undefined;
  if (line !== undefined) return `//go:build ${line.trim()}`;
  return /^[ \t]*(?:import[ \t]+)?(?:\w+[ \t]+)?"C"[ \t]*(?:\/\/.*)?$/m.test(head)
    ? IMPORTS_C
    : 'its name or its place';
}

/** Code that stands in where cgo is off: then the tests test what users of such a build get. */
async function hasReplacement(
  files: Files,
  paths: readonly string[],
  left: readonly string[],
): Promise<boolean> {
  if (left.some(isTest)) return false;
  for (const path of paths) {
    if (left.includes(path)) continue;
    if (/^\/\/(?:go:build|\s*\+build)\s.*!cgo\b/m.test((await files.readText(path)).slice(0, 64_000)))
      return true;
  }
  return false;
}

function isTest(path: string): boolean {
  return path.endsWith('_test.go');
}
