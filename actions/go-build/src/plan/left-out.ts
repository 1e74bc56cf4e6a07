import { dirname, resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import { type GoPackage, hasSources, walkSources } from '@fairlead/go';
import type { ModulePatterns } from './package-patterns.ts';
import { explainFile, type Settings, type WhyLeftOut } from './why-left-out.ts';

/** A folder with a package main of which no file counts for any of the targets. */
export interface LeftOut {
  readonly dir: string;
  /** Why, and what would let it in. */
  readonly reason: string;
  /** Its files say `ignore`, which is how people keep a script out of every build. */
  readonly deliberate: boolean;
}

/** Where to look, and what would have let files in. */
export interface LeftOutSearch extends Settings {
  readonly modules: readonly ModulePatterns[];
}

/**
 * Finds the main packages that the go command leaves out without a word, because constraints exclude all their files.
 * Only folders of which it listed no file are read.
 */
export async function findLeftOut(
  files: Files,
  search: LeftOutSearch,
  seen: readonly GoPackage[],
): Promise<readonly LeftOut[]> {
  const listed = new Set(seen.filter(hasSources).map(({ dir }) => dir));
  const found = new Map<string, WhyLeftOut>();
  for (const { module, patterns } of search.modules) {
    for (const { absolute } of await walkSources(files, module.dir)) {
      const dir = dirname(absolute);
      if (!absolute.endsWith('.go') || listed.has(dir)) continue;
      if (!patterns.some(({ pattern }) => covers(module.dir, pattern, dir))) continue;
      const text = await files.readText(absolute);
      if (!/^package main\b/m.test(text)) continue;
      const [why, known] = [explainFile(absolute, text, search), found.get(dir)];
      if (known === undefined || why.effort < known.effort) found.set(dir, why);
    }
  }
  return [...found]
    .map(([dir, { reason, deliberate }]) => ({ dir, reason, deliberate }))
    .sort((a, b) => a.dir.localeCompare(b.dir));
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
