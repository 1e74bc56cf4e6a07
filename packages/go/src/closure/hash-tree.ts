import { createHash } from 'node:crypto';
import { closeSync, type Dirent, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareTexts } from '@fairlead/core';

/** Content of every file by path: relative to the top, with slashes. */
export type TreeHashes = ReadonlyMap<string, string>;

/** Hex digits of a hash that are kept: 128 bits. */
const DIGITS = 32;

/** Hashes every file below a folder, `.git` and some folders left out. A link counts by where it leads and by what is there. */
export async function hashTree(
  root: string,
  leaveOut: readonly string[] = [],
  pause: () => Promise<void> = async () => {},
): Promise<TreeHashes> {
  const found = new Map<string, string>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    await pause();
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const absolute = join(root, path);
      if (entry.name === '.git' || leaveOut.includes(absolute)) continue;
      if (entry.isDirectory()) folders.push(path);
      else found.set(path, hashEntry(entry, absolute));
    }
  }
  return new Map([...found].sort(([a], [b]) => compareTexts(a, b)));
}

/** What is neither a file nor a link has no content to know. */
function hashEntry(entry: Dirent, path: string): string {
  if (entry.isFile()) return hashFile(path) ?? 'gone';
  if (!entry.isSymbolicLink()) return 'special';
  return shortHash(`${readlinkSync(path)}\n${hashFile(path) ?? ''}`);
}

function entriesOf(folder: string): readonly Dirent[] {
  return unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
}

const CHUNK = 1 << 20;

/** Hash of a file's content and of whether it may be executed; undefined when there is no such file. */
export function hashFile(path: string): string | undefined {
  return unlessGone(() => {
    const { mode, ...about } = statSync(path);
    if ((mode & 0o170000) !== 0o100000) return undefined;
    const hash = createHash('sha256').update((mode & 0o111) === 0 ? 'plain\n' : 'executable\n');
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Number(about.size) + 1));
    const file = openSync(path, 'r');
    try {
      for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
        hash.update(buffer.subarray(0, size));
    } finally {
      closeSync(file);
    }
    return hash.digest('hex').slice(0, DIGITS);
  });
}

/** Hash of a text. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}

/** Hash of several files of a tree, names included. */
export function hashOf(entries: Iterable<readonly [string, string]>): string {
  return shortHash([...entries].map(([name, hash]) => `${name}\0${hash}`).join('\n'));
}

function unlessGone<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM'].includes(code)) return undefined;
    throw error;
  }
}
