import { dirname, join, relative } from 'node:path';
import { compareTexts, type Files } from '@fairlead/core';
import { embedPatterns, isEmbedded, mayEmbedBelow } from '@fairlead/go';
import { isLfsPointer } from './lfs-pointer.ts';

/** A source file as it was read. */
export interface ReadSource {
  readonly absolute: string;
  readonly text: string;
}

/** What is compiled beside sources. */
export interface Embedded {
  /** Names and hashes, sorted by name. */
  readonly facts: readonly string[];
  /** Those whose content is not here, as a checkout without Git LFS leaves them; absolute. */
  readonly pointers: readonly string[];
}

/**
 * Reads what is compiled beside sources: files that they embed, and the profile that guides the compiler. A file that no
 * pattern fits does not count, so that a new README beside embedded templates is no change of the build.
 */
export async function readEmbedded(
  files: Files,
  moduleDir: string,
  sources: readonly ReadSource[],
): Promise<Embedded> {
  const found = new Map<string, Found>();
  for (const [dir, patterns] of patternsByFolder(sources)) {
    const profile = join(dir, 'default.pgo');
    if ((await files.stat(profile))?.kind === 'file')
      found.set(profile, { hash: await files.sha256(profile), pointer: false });
    if (patterns.size > 0) await visit(files, { dir, patterns: [...patterns] }, '', found);
  }
  const sorted = [...found].sort(([a], [b]) => compareTexts(a, b));
  return {
    facts: sorted.flatMap(([path, { hash }]) => [relative(moduleDir, path), hash]),
    pointers: sorted.flatMap(([path, { pointer }]) => (pointer ? [path] : [])),
  };
}

interface Found {
  readonly hash: string;
  readonly pointer: boolean;
}

/** The patterns of each package's files by folder; none for a package that embeds nothing. */
function patternsByFolder(sources: readonly ReadSource[]): ReadonlyMap<string, ReadonlySet<string>> {
  const patterns = new Map<string, Set<string>>();
  for (const { absolute, text } of sources) {
    if (!absolute.endsWith('.go')) continue;
    const known = patterns.get(dirname(absolute)) ?? new Set();
    for (const pattern of embedPatterns(text)) known.add(pattern);
    patterns.set(dirname(absolute), known);
  }
  return patterns;
}

/** What the go command never embeds. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', '.bzr']);

/** A package and what it embeds. */
interface Embedding {
  readonly dir: string;
  readonly patterns: readonly string[];
}

/** Takes what patterns fit at and below a folder of the package; `folder` is relative to it, empty for itself. */
async function visit(
  files: Files,
  embedding: Embedding,
  folder: string,
  found: Map<string, Found>,
): Promise<void> {
  const { dir, patterns } = embedding;
  for (const name of await files.list(join(dir, folder))) {
    if (LEFT_OUT.has(name)) continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    const fits = patterns.some((pattern) => isEmbedded(path, pattern));
    if (!fits && !patterns.some((pattern) => mayEmbedBelow(path, pattern))) continue;
    const absolute = join(dir, path);
    const there = await files.stat(absolute);
    if (there === undefined || there.link === true || found.has(absolute)) continue;
    if (there.kind === 'directory') await visit(files, embedding, path, found);
    else if (there.kind === 'file' && fits)
      found.set(absolute, {
        hash: await files.sha256(absolute),
        pointer: await isLfsPointer(files, absolute, there),
      });
  }
}
