import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorMessage } from '@fairlead/core';
import type { StarterFile } from './files/starter.ts';
import { Refusal } from './refusal.ts';

/**
 * Writes all files below a folder, or none: when one cannot be written, those before it and their folders are taken away
 * again. What is there is never written over.
 *
 * @throws Refusal naming the file.
 */
export async function writeFiles(root: string, files: readonly StarterFile[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  for (const { path, text } of files) {
    const full = join(root, path);
    try {
      const folder = dirname(full);
      const first = await mkdir(folder, { recursive: true });
      if (first !== undefined) undo.push(() => removeFolders(folder, dirname(first)));
      await writeFile(full, text, { flag: 'wx' });
      undo.push(() => rm(full));
    } catch (error) {
      for (const step of undo.reverse()) await step();
      throw new Refusal(`${path}: cannot be written, so nothing was: ${errorMessage(error)}`);
    }
  }
}

/** A folder and those above it, up to one that was there before. They hold nothing but what was written just now. */
async function removeFolders(folder: string, last: string): Promise<void> {
  for (let each = folder; each !== last; each = dirname(each)) await rmdir(each);
}
