import { dirname } from 'node:path';
import { type Files, InputError, type InputProblem } from '@fairlead/core';

/**
 * Looks where binaries will go: a folder must not be replaced by a file, nor a file be taken for a folder.
 *
 * @throws InputError that names each place that is taken.
 */
export async function checkPlaces(
  files: Files,
  paths: readonly string[],
  show: (path: string) => string,
): Promise<void> {
  const problems: InputProblem[] = [];
  for (const path of paths) {
    const taken = (await files.stat(path))?.kind === 'directory' ? path : await fileAbove(files, path);
    if (taken === undefined) continue;
    const what = taken === path ? 'is a folder' : 'is a file, not a folder';
    problems.push({
      input: 'output',
      value: show(path),
      problem: `${show(taken)} ${what}`,
      allowed: 'a place that is free, for example bin/',
    });
  }
  if (problems.length > 0) throw new InputError(problems);
}

/** The nearest thing above a path that exists, when it is a file. */
async function fileAbove(files: Files, path: string): Promise<string | undefined> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const kind = (await files.stat(folder))?.kind;
    if (kind !== undefined) return kind === 'directory' ? undefined : folder;
  }
  return undefined;
}
