import { dirname, join, relative, resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import { embedBase, embedPatterns, isInside } from '@fairlead/go';

/** A source file as it was read. */
export interface ReadSource {
  readonly absolute: string;
  readonly text: string;
}

/**
 * Reads what is compiled beside sources: files that they embed, and the profile that guides the compiler. More may be
 * read than the patterns fit; that costs a hit that is only partial, while a file that is missed would pass for an
 * unchanged build. Gives names and hashes, sorted.
 */
export async function readEmbedded(
  files: Files,
  moduleDir: string,
  sources: readonly ReadSource[],
): Promise<readonly string[]> {
  const places = new Set<string>();
  for (const { absolute, text } of sources) {
    if (!absolute.endsWith('.go')) continue;
    const dir = dirname(absolute);
    places.add(join(dir, 'default.pgo'));
    for (const pattern of embedPatterns(text)) {
      const place = resolve(dir, embedBase(pattern));
      if (isInside(place, dir)) places.add(place);
    }
  }
  const found = new Map<string, string>();
  for (const place of places) await visit(files, place, found);
  return [...found]
    .map(([path, hash]) => [relative(moduleDir, path), hash] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();
}

/** What the go command never embeds. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', '.bzr']);

async function visit(files: Files, path: string, found: Map<string, string>): Promise<void> {
  const there = await files.stat(path);
  if (there === undefined || there.link === true || found.has(path)) return;
  if (there.kind === 'file') found.set(path, await files.sha256(path));
  else if (there.kind === 'directory')
    for (const name of await files.list(path))
      if (!LEFT_OUT.has(name)) await visit(files, join(path, name), found);
}
