import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Files } from '../ports/files.ts';

/** The real file system; temporary folders go below `temporaryRoot`. */
export function createNodeFiles(temporaryRoot: string): Files {
  return {
    readText: (path) => readFile(path, 'utf8'),
    readBytes: (path) => readFile(path),
    async write(path, content, mode = 0o644) {
      await makeFolders(dirname(path));
      const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
      await writeFile(partial, content, { mode });
      await rename(partial, path);
    },
    async stat(path) {
      try {
        const own = await lstat(path);
        const link = own.isSymbolicLink();
        const found = link ? await stat(path) : own;
        const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
        return { kind, size: found.size, mode: found.mode & 0o777, ...(link ? { link } : {}) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async list(path) {
      try {
        return (await readdir(path)).sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    makeDirectory: (path) => makeFolders(path),
    async makeTemporary(prefix) {
      await makeFolders(temporaryRoot);
      return mkdtemp(join(temporaryRoot, `${prefix}-`));
    },
    remove: (path) => rm(path, { recursive: true, force: true }),
    async sha256(path) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path), hash);
      return hash.digest('hex');
    },
  };
}

/**
 * Makes a folder and those above it. Level by level: where the system refuses a child of a folder that exists, as below
 * /proc, Node's own `recursive` tries for ever and cannot be interrupted.
 */
async function makeFolders(path: string, parents = true): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const parent = dirname(path);
    if (parents && parent !== path && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      await makeFolders(parent);
      await makeFolders(path, false);
    } else if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
