import { dirname, resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import { type GoPackage, walkSources } from '@fairlead/go';
import type { ModulePatterns } from './package-patterns.ts';

/** A folder with a package main of which no file counts for any of the targets. */
export interface LeftOut {
  readonly dir: string;
  /** Why, and what would let it in. */
  readonly reason: string;
  /** Its files say `ignore`, which is how people keep a script out of every build. */
  readonly deliberate: boolean;
}

/** Where to look, and what would have let files in. */
export interface LeftOutSearch {
  readonly modules: readonly ModulePatterns[];
  readonly cgo: boolean;
}

/**
 * Finds the main packages that the go command leaves out without a word, because constraints exclude all their files.
 * Only folders of which it listed no file are read.
 */
export async function findLeftOut(
  files: Files,
  { modules, cgo }: LeftOutSearch,
  seen: readonly GoPackage[],
): Promise<readonly LeftOut[]> {
  const listed = new Set(seen.filter(({ hasSources }) => hasSources).map(({ dir }) => dir));
  const found = new Map<string, LeftOut>();
  for (const { module, patterns } of modules) {
    for (const { absolute } of await walkSources(files, module.dir)) {
      const dir = dirname(absolute);
      if (!absolute.endsWith('.go') || listed.has(dir) || found.has(dir)) continue;
      if (!patterns.some(({ pattern }) => covers(module.dir, pattern, dir))) continue;
      const text = await files.readText(absolute);
      if (/^package main\b/m.test(text)) found.set(dir, { dir, ...explain(absolute, text, cgo) });
    }
  }
  return [...found.values()].sort((a, b) => a.dir.localeCompare(b.dir));
}

/** `cmd/cg (import "C" needs cgo: true)`, one after the other. */
export function describeLeftOut(left: readonly LeftOut[], show: (path: string) => string): readonly string[] {
  return left.map(({ dir, reason }) => `${show(dir)} (${reason})`);
}

/** Whether a pattern speaks of a folder; what comes after its first wildcard is not looked at. */
function covers(moduleDir: string, pattern: string, dir: string): boolean {
  const at = pattern.indexOf('...');
  return at < 0
    ? resolve(moduleDir, pattern) === dir
    : `${dir}/`.startsWith(`${moduleDir}/${pattern.slice(2, at)}`);
}

function explain(path: string, text: string, cgo: boolean): Omit<LeftOut, 'dir'> {
  const constraint = /^\/\/go:build (.+)$/m.exec(text)?.[1]?.trim();
  if (constraint === 'ignore') return { reason: 'build constraints: ignore', deliberate: true };
  if (!cgo && constraint === undefined && /^(import)?\s*"C"\s*$/m.test(text))
    return { reason: 'import "C" needs cgo: true', deliberate: false };
  const what = constraint ?? `the name ${path.slice(dirname(path).length + 1)}`;
  return { reason: `build constraints: ${what}; set build-tags or targets`, deliberate: false };
}
