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
      await mkdir(dirname(path), { recursive: true });
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
    makeDirectory: async (path) => void (await mkdir(path, { recursive: true })),
    async makeTemporary(prefix) {
      await mkdir(temporaryRoot, { recursive: true });
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

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}
