import { dirname, join } from 'node:path';
import type { GoModule } from '@fairlead/go';
import type { ReadSource } from './read-embedded.ts';

/** What programs are made of, by the folders of packages. */
export type IsReached = (source: ReadSource) => boolean;

/** A quoted text without blanks: an import path, among others. */
const QUOTED = /["`]([^"`\s]+)["`]/g;

/**
 * Finds the packages of a tree that programs import, by whichever way. Every text that is the path of a package counts as
 * an import, under whatever constraint: more may be reached than is compiled. What is not Go counts wherever it lies, as
 * C and assembly include across folders. Pure. `mains`: the folders of the programs.
 */
export function reachedSources(
  modules: readonly Pick<GoModule, 'dir' | 'path'>[],
  sources: readonly ReadSource[],
  mains: readonly string[],
): IsReached {
  const byFolder = Map.groupBy(sources, ({ absolute }) => dirname(absolute));
  const longestFirst = modules.toSorted((a, b) => b.path.length - a.path.length);
  const reached = new Set(mains);
  const open = [...mains];
  for (let dir = open.pop(); dir !== undefined; dir = open.pop())
    for (const { text } of byFolder.get(dir) ?? [])
      for (const [, path = ''] of text.matchAll(QUOTED)) {
        const folder = folderOf(path, longestFirst);
        if (folder === undefined || reached.has(folder) || !byFolder.has(folder)) continue;
        reached.add(folder);
        open.push(folder);
      }
  return ({ absolute }) => !absolute.endsWith('.go') || reached.has(dirname(absolute));
}

function folderOf(path: string, longestFirst: readonly Pick<GoModule, 'dir' | 'path'>[]): string | undefined {
  const owner = longestFirst.find((module) => path === module.path || path.startsWith(`${module.path}/`));
  return owner === undefined ? undefined : join(owner.dir, path.slice(owner.path.length));
}
