import { randomBytes } from 'node:crypto';
import { lstat, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskFull, isDiskFull } from '../errors/disk-full.ts';
import type { FileInfo, Files } from '../ports/files.ts';
import { LIMITS } from '../util/limits.ts';
import { makeFolders } from './files/make-folders.ts';
import { hashPlain, readPlain } from './files/read-plain.ts';
import { realPath } from './files/real-path.ts';
import { refuseWaysOut } from './files/refuse-ways-out.ts';

/**
 * The real file system; temporary folders go below `temporaryRoot`. What is written below `workspace` stays there: links
 * in it may have come with the code that was checked out.
 */
export function createNodeFiles(temporaryRoot: string, workspace?: string): Files {
  const change = <T>(path: string, work: () => Promise<T>): Promise<T> =>
    refuseWaysOut(workspace, path).then(() => withRoom(path, work));
  return {
    readText: async (path) => (await readPlain(path, LIMITS.textFile)).toString('utf8'),
    readBytes: (path) => readPlain(path, LIMITS.file),
    write: (path, content, mode = 0o644) => change(path, () => replaceFile(path, content, mode)),
    realPath: (path) => realPath(path),
    stat: (path) => orMissing(describe(path), undefined),
    list: async (path) => (await orMissing(readdir(path), [])).sort(),
    makeTemporary: (prefix) =>
      change(join(temporaryRoot, prefix), async () => {
        await makeFolders(temporaryRoot);
        return mkdtemp(join(temporaryRoot, `${prefix}-`));
      }),
    remove: (path) => change(path, () => rm(path, { recursive: true, force: true })),
    sha256: (path) => hashPlain(path),
  };
}

/** A link that stands there is replaced, not followed; what could not be finished is taken away again. */
async function replaceFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await makeFolders(dirname(path));
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await writeFile(partial, content, { mode, flag: 'wx' });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** A full disk is told with the folder and with what is free in it. */
async function withRoom<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDiskFull(error) ? diskFull(error, path) : error;
  }
}

async function describe(path: string): Promise<FileInfo> {
  const own = await lstat(path);
  const link = own.isSymbolicLink();
  const found = link ? await stat(path) : own;
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
  return { kind, size: found.size, mode: found.mode & 0o777, ...(link ? { link } : {}) };
}

async function orMissing<T, U>(found: Promise<T>, missing: U): Promise<T | U> {
  try {
    return await found;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return missing;
    throw error;
  }
}
