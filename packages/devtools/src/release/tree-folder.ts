import { lstatSync } from 'node:fs';
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { InputError } from '@fairlead/core';
import { CHECKSUMS } from './checksums.ts';

/** All that a tree has at its root, that of one action included. */
const ENTRIES = new Set([
  '.github',
  CHECKSUMS,
  'LICENSE',
  'README.md',
  'action.yml',
  'actions',
  'cli',
  'dist',
  'docs',
  'release.json',
]);
const ALLOWED = 'a folder that does not exist, is empty, or holds an earlier tree and nothing else';

/** A folder that a tree is to be written to, and the option that named it. */
export interface TreeFolder {
  readonly option: '--out';
  readonly folder: string;
}

/** Throws InputError when writing a tree there would remove something that is not an earlier tree. */
export async function requireReplaceable(root: string, { option, folder }: TreeFolder): Promise<void> {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  const refuse = (problem: string): never => {
    throw new InputError([{ input: option, value: folder, problem, allowed: ALLOWED }]);
  };
  if (!found.isDirectory()) return refuse('is not a folder');
  const down = relative(await realpath(folder), await realpath(root));
  if (!down.startsWith('..')) return refuse('holds the checkout, which would be removed');
  const names = await readdir(folder);
  const foreign = names.find((name) => !ENTRIES.has(name));
  if (foreign !== undefined) return refuse(`has ${foreign}, which would be removed and is no part of a tree`);
  const lacks = [CHECKSUMS, 'action.yml'].find((name) => !names.includes(name));
  if (names.length > 0 && lacks !== undefined) refuse(`is not empty, and not a tree: it lacks ${lacks}`);
}

/** Empties the folder of a tree, or makes it. Throws InputError as `requireReplaceable` does. */
export async function startFolder(root: string, target: TreeFolder): Promise<void> {
  await requireReplaceable(root, target);
  await rm(target.folder, { recursive: true, force: true });
  await mkdir(target.folder, { recursive: true });
  // A run that is killed before the end leaves a folder that the next one knows as its own.
  for (const mark of [CHECKSUMS, 'action.yml']) await writeFile(join(target.folder, mark), '');
}
