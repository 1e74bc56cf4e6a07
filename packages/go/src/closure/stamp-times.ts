import { lutimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareTexts } from '@fairlead/core';
import { hashOf, type TreeHashes } from './hash-tree.ts';

/** Seconds of the span that times are taken from: they begin in 1971 and end in 2019, long before anything that Go calls new. */
const SPAN = 1_500_000_000n;
const FIRST = 31_536_000n;
const MICROSECONDS = 1_000_000n;

/**
 * The time of a file, from its content: about 50 bits of it, to the microsecond, of which a file system that only knows
 * seconds keeps 30. Go's test cache and its index of modules compare time and size; an edit of equal size changes this time.
 */
export function contentTime(hash: string): number {
  const value = BigInt(`0x${hash.slice(0, 24)}`) % (SPAN * MICROSECONDS);
  return Number(FIRST * MICROSECONDS + value) / Number(MICROSECONDS);
}

/** Gives every file and folder of a tree the time of its content, so that a fresh checkout looks like the one before. */
export function stampTimes(
  root: string,
  tree: TreeHashes,
  stamp: (path: string, seconds: number) => void = (path, seconds) => lutimesSync(path, seconds, seconds),
): void {
  const folders = new Map<string, [string, string][]>([['', []]]);
  for (const [path, hash] of tree) {
    for (let folder = parent(path); !folders.has(folder); folder = parent(folder)) folders.set(folder, []);
    folders.get(parent(path))?.push([path, hash]);
    if (/^[0-9a-f]{24}/.test(hash)) stamp(join(root, path), contentTime(hash));
  }
  // the longest path first: a folder is what is in it
  for (const folder of [...folders.keys()].sort((a, b) => b.length - a.length)) {
    const hash = hashOf((folders.get(folder) ?? []).sort(([a], [b]) => compareTexts(a, b)));
    if (folder !== '') folders.get(parent(folder))?.push([folder, hash]);
    stamp(join(root, folder), contentTime(hash));
  }
}

function parent(path: string): string {
  const above = dirname(path);
  return above === '.' ? '' : above;
}
