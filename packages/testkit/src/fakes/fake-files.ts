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

/** Makes files in memory from text by absolute path; folders are there when something is in them. */
export function createFakeFiles(initial: Readonly<Record<string, string>> = {}): FakeFiles {
  const entries = new Map<string, Entry>();
  const folders = new Set<string>(['/']);
  let temporaries = 0;
  const put = (path: string, content: string | Uint8Array, mode: number): void => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    entries.set(path, { bytes, mode });
    addFolder(parentOf(path));
  };
  const addFolder = (path: string): void => {
    for (let folder = path; folder !== '/'; folder = parentOf(folder)) folders.add(folder);
  };
  const read = (path: string): Uint8Array => {
    const entry = entries.get(path);
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
    stat: async (path) => info(entries.get(path), folders.has(path)),
    list: async (path) => {
      const inside = [...entries.keys(), ...folders].filter(
        (other) => parentOf(other) === path && other !== path,
      );
      return inside.map((other) => other.slice(other.lastIndexOf('/') + 1)).sort();
    },
    makeDirectory: async (path) => addFolder(path),
    makeTemporary: async (prefix) => {
      temporaries += 1;
      const path = `/temp/${prefix}-${temporaries}`;
      addFolder(path);
      return path;
    },
    remove: async (path) => {
      const isInside = (other: string): boolean => other === path || other.startsWith(`${path}/`);
      for (const other of [...entries.keys()].filter(isInside)) entries.delete(other);
      for (const other of [...folders].filter(isInside)) folders.delete(other);
    },
    sha256: async (path) => createHash('sha256').update(read(path)).digest('hex'),
  };
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
