import { dirname, join } from 'node:path';
import { type Files, InputError, type InputProblem, resolveInside } from '@fairlead/core';
import { isInside } from '@fairlead/go';
import { outputFailed } from '../faults/output-failure.ts';

/**
 * Looks where binaries will go: no link may lead out of the workspace, a folder must not be replaced by a file, nor a file
 * be taken for a folder.
 *
 * @throws InputError that names each place that is taken.
 */
export async function checkPlaces(
  files: Files,
  paths: readonly string[],
  { show, workspace }: { readonly show: (path: string) => string; readonly workspace: string },
): Promise<void> {
  const problems: InputProblem[] = [];
  for (const path of paths) {
    const way = await wayOut(files, workspace, path);
    if (way !== undefined) {
      problems.push({
        input: 'output',
        value: show(path),
        problem: `leads out of the workspace through a link, to ${way}`,
        allowed: 'a place that is free, for example bin/; remove the link from the repository',
      });
      continue;
    }
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

/** Where the folder of a path in the workspace really is, when that is outside: a link came with the code. */
async function wayOut(files: Files, workspace: string, path: string): Promise<string | undefined> {
  if (!isInside(path, workspace)) return undefined; // named by its own path
  const { inside, real } = await resolveInside(files, workspace, dirname(path));
  return inside ? undefined : real;
}

/** The nearest thing above a path that exists, when it is a file. */
async function fileAbove(files: Files, path: string): Promise<string | undefined> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const kind = (await files.stat(folder))?.kind;
    if (kind !== undefined) return kind === 'directory' ? undefined : folder;
  }
  return undefined;
}

/**
 * Writes a file into the folder of each binary, so that nothing is compiled in vain, and leaves nothing behind.
 *
 * @throws ExternalError BUILD_OUTPUT_FAILED for the first folder that cannot be made or written to.
 */
export async function tryPlaces(
  files: Files,
  paths: readonly string[],
  show: (path: string) => string,
): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const missing = await missingFolders(files, folder);
    const probe = join(folder, '.fairlead-probe');
    try {
      await files.write(probe, '');
      await files.remove(probe);
    } catch (error) {
      throw outputFailed(`no binary can be written to ${show(folder)}`, error);
    } finally {
      for (const made of missing) if (await isEmptyFolder(files, made)) await files.remove(made);
    }
  }
}

/** The folders of a path that are not there, the deepest first. */
async function missingFolders(files: Files, path: string): Promise<readonly string[]> {
  if (path === dirname(path) || (await files.stat(path)) !== undefined) return [];
  return [path, ...(await missingFolders(files, dirname(path)))];
}

/** A link that leads nowhere is no folder. */
async function isEmptyFolder(files: Files, path: string): Promise<boolean> {
  return (await files.stat(path))?.kind === 'directory' && (await files.list(path)).length === 0;
}
