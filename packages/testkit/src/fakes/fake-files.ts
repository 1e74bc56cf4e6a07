import { createHash } from 'node:crypto';
import type { FileInfo, Files } from '@fairlead/core';

/** Files in memory. */
export interface FakeFiles extends Files {
  /** Every file's text by absolute path. */
  contents(): Readonly<Record<string, string>>;
}

interface Entry {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/**
 * Makes files in memory from text by absolute path; folders are there when something is in them. `links` are symbolic
 * links by absolute path, each to an absolute path: reading follows them, writing replaces one that stands at the end.
 */
export function createFakeFiles(
  initial: Readonly<Record<string, string>> = {},
  links: Readonly<Record<string, string>> = {},
): FakeFiles {
  const linked = new Map(Object.entries(links));
  const entries = new Map<string, Entry>();
  const folders = new Set<string>(['/']);
  let temporaries = 0;
  const put = (path: string, content: string | Uint8Array, mode: number): void => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    linked.delete(path);
    const place = followLinks(path, linked);
    entries.set(place, { bytes, mode });
    addFolder(parentOf(place));
  };
  const addFolder = (path: string): void => {
    for (let folder = path; folder !== '/'; folder = parentOf(folder)) folders.add(folder);
  };
  const read = (path: string): Uint8Array => {
    const entry = entries.get(followLinks(path, linked));
    if (entry === undefined)
      throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
    return entry.bytes;
  };
  for (const [path, text] of Object.entries(initial)) put(path, text, 0o644);
  return {
    contents: () => Object.fromEntries([...entries].map(([path, { bytes }]) => [path, textOf(bytes)])),
    readText: async (path) => textOf(read(path)),
    readBytes: async (path) => read(path),
    write: async (path, content, mode = 0o644) => put(path, content, mode),
    realPath: async (path) => followLinks(path, linked),
    stat: async (path) => {
      const place = followLinks(path, linked);
      const found = info(entries.get(place), folders.has(place));
      return found !== undefined && linked.has(path) ? { ...found, link: true } : found;
    },
    list: async (path) => {
      const place = followLinks(path, linked);
      const inside = [...entries.keys(), ...folders].filter(
        (other) => parentOf(other) === place && other !== place,
      );
      return inside.map((other) => other.slice(other.lastIndexOf('/') + 1)).sort();
    },
    makeTemporary: async (prefix) => {
      temporaries += 1;
      const path = `/temp/${prefix}-${temporaries}`;
      addFolder(path);
      return path;
    },
    remove: async (path) => {
      const isInside = (other: string): boolean => other === path || other.startsWith(`${path}/`);
      linked.delete(path);
      for (const other of [...entries.keys()].filter(isInside)) entries.delete(other);
      for (const other of [...folders].filter(isInside)) folders.delete(other);
    },
    sha256: async (path) => createHash('sha256').update(read(path)).digest('hex'),
  };
}

/** The place that a path leads to. @throws Error ELOOP */
function followLinks(path: string, links: ReadonlyMap<string, string>, followed = 0): string {
  if (followed > 40) throw Object.assign(new Error(`ELOOP: too many links, '${path}'`), { code: 'ELOOP' });
  for (const [link, target] of links)
    if (path === link || path.startsWith(`${link}/`))
      return followLinks(target + path.slice(link.length), links, followed + 1);
  return path;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function info(entry: Entry | undefined, isFolder: boolean): FileInfo | undefined {
  if (entry !== undefined) return { kind: 'file', size: entry.bytes.length, mode: entry.mode };
  return isFolder ? { kind: 'directory', size: 0, mode: 0o755 } : undefined;
}
