import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import type { GoModule } from './discover-modules.ts';

/** What a go.mod says of other modules; the rest is about the module itself. */
const OF_OTHERS = /^(?:require|replace|exclude|retract|tool)\b/;

/**
 * A go.mod without what it says of other modules: packages that are listed with it (`-modfile`) are the same ones, and no
 * dependency is looked for, which takes longer than the listing where none is there yet. Pure.
 */
export function bareModFile(text: string): string {
  const kept: string[] = [];
  let block: 'none' | 'kept' | 'left out' = 'none';
  for (const line of text.split('\n')) {
    const words = line.replace(/\/\/.*$/, '').trim();
    const isOut: boolean = block === 'none' ? OF_OTHERS.test(words) : block === 'left out';
    if (!isOut) kept.push(line);
    if (block === 'none' && words.endsWith('(')) block = isOut ? 'left out' : 'kept';
    else if (words === ')') block = 'none';
  }
  return kept.join('\n');
}

/**
 * Does work with such a file of a module beside it; without one where the go command takes none: in a workspace, with a
 * vendor folder, and where GOFLAGS names another go.mod.
 */
export async function withBareModFile<T>(
  files: Files,
  { dir, workFile, vendored }: GoModule,
  goflags: string,
  work: (bare: string | undefined) => Promise<T>,
): Promise<T> {
  const path = join(dir, 'go.mod');
  const isTaken = workFile === undefined && !vendored && !/-mod(?:file)?=/.test(goflags);
  if (!isTaken || (await files.stat(path))?.kind !== 'file') return work(undefined);
  const folder = await files.makeTemporary('modules');
  try {
    await files.write(join(folder, 'go.mod'), bareModFile(await files.readText(path)));
    return await work(join(folder, 'go.mod'));
  } finally {
    await files.remove(folder);
  }
}
