import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExternalError } from '../../errors/kinds.ts';
import { sha256Hex } from './sign-request.ts';

/** A file of an entry. */
interface EntryFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Hex sha256. */
  readonly sha256: string;
}

/** Entries in another form are none of ours. */
const FORM = 'fairlead-entry-1';
const HASH = /^[0-9a-f]{64}$/;

/** Puts what lies below a folder at some paths into one piece: a line with names, sizes and hashes, then the contents. */
export async function packEntry(folder: string, paths: readonly string[]): Promise<Uint8Array> {
  const files: EntryFile[] = [];
  const contents: Uint8Array[] = [];
  for (const path of paths)
    for (const each of await filesAt(folder, path)) {
      const content = await readFile(join(folder, each));
      files.push({ path: each, size: content.length, sha256: sha256Hex(content) });
      contents.push(content);
    }
  return Buffer.concat([Buffer.from(`${JSON.stringify({ form: FORM, files })}\n`), ...contents]);
}

/**
 * Writes the files of an entry below a folder, at these paths and nowhere else, when all of them are what the first line
 * says; else nothing.
 *
 * @throws ExternalError HTTP_FAILED
 */
export async function unpackEntry(
  entry: Uint8Array,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const end = entry.indexOf(10);
  const files = end < 0 ? undefined : readLine(Buffer.from(entry.subarray(0, end)).toString('utf8'), paths);
  if (files === undefined) throw harmed('is none of ours');
  let at = end + 1;
  const parts = files.map((file) => {
    const content = entry.subarray(at, at + file.size);
    at += file.size;
    return { ...file, content };
  });
  if (at !== entry.length) throw harmed('has another size than it says');
  if (parts.some(({ content, sha256 }) => sha256Hex(content) !== sha256))
    throw harmed('has another content than it says');
  for (const { path, content } of parts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function readLine(line: string, paths: readonly string[]): readonly EntryFile[] | undefined {
  try {
    const { form, files } = JSON.parse(line) as { readonly form?: unknown; readonly files?: unknown };
    const known = form === FORM && Array.isArray(files) ? (files as readonly EntryFile[]) : undefined;
    return known?.every((file) => isSound(file, paths)) === true ? known : undefined;
  } catch {
    return undefined;
  }
}

function isSound({ path, size, sha256 }: EntryFile, paths: readonly string[]): boolean {
  return (
    typeof path === 'string' &&
    path.split('/').every((part) => !['', '.', '..'].includes(part)) &&
    !/[\\\0]/.test(path) &&
    paths.some((one) => path === one || path.startsWith(`${one}/`)) &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    HASH.test(sha256)
  );
}

/** The plain files at and below a path, sorted. @throws what the file system says where there is none */
async function filesAt(folder: string, path: string): Promise<readonly string[]> {
  const there = await lstat(join(folder, path));
  if (there.isFile()) return [path];
  if (!there.isDirectory()) return [];
  const names = (await readdir(join(folder, path))).sort();
  return (await Promise.all(names.map((name) => filesAt(folder, `${path}/${name}`)))).flat();
}

function harmed(what: string): ExternalError {
  return new ExternalError({ code: 'HTTP_FAILED', message: `the entry in the store ${what}` });
}
