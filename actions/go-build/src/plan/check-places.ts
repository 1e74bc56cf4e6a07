import { basename, dirname, join } from 'node:path';
import {
  type Files,
  type Git,
  InputError,
  type InputProblem,
  keptByGit,
  resolveInside,
} from '@fairlead/core';
import { isInside, isSource } from '@fairlead/go';
import { outputFailed } from '../faults/output-failure.ts';

/** Files that the go command reads beside sources. */
const OF_GO = /^go\.(mod|sum|work|work\.sum)$/;

/** What the places of binaries are looked at with. */
export interface PlaceLook {
  readonly git: Git;
  readonly show: (path: string) => string;
  readonly workspace: string;
  /** The input that leads there. */
  readonly input?: string;
}

/**
 * Looks where binaries will go: no link may lead out of the workspace, and a binary replaces a file alone that may be one
 * of an earlier build. It replaces no folder, no device, no source, nothing that git tracks or keeps for itself.
 *
 * @throws InputError that names each place that is taken.
 */
export async function checkPlaces(
  files: Files,
  paths: readonly string[],
  { git, show, workspace, input = 'output' }: PlaceLook,
): Promise<void> {
  const problems: InputProblem[] = [];
  const free: string[] = [];
  const refuse = (
    path: string,
    problem: string,
    allowed = 'a place that is free, for example build/bin/',
  ): void => {
    problems.push({ input, value: show(path), problem, allowed });
  };
  for (const path of paths) {
    const way = await wayOut(files, workspace, path);
    const taken = way === undefined ? await whatIsThere(files, path, show) : undefined;
    if (way !== undefined)
      refuse(
        path,
        `leads out of the workspace through a link, to ${way}`,
        'a place that is free, for example build/bin/; remove the link from the repository',
      );
    else if (taken !== undefined) refuse(path, taken);
    else free.push(path);
  }
  for (const [path, problem] of await keptByGit({ files, git }, free))
    refuse(path, `${problem}, and a binary would replace it`);
  if (problems.length > 0) throw new InputError(problems);
}

/** What a binary would replace that is surely none of an earlier build; undefined when nothing is. */
async function whatIsThere(
  files: Files,
  path: string,
  show: (path: string) => string,
): Promise<string | undefined> {
  const kind = (await files.stat(path))?.kind;
  if (kind === 'directory') return `${show(path)} is a folder`;
  if (kind === 'other') return `${show(path)} is a device, a pipe or a socket, not a file`;
  if (kind === 'file')
    return isSource(path) || OF_GO.test(basename(path))
      ? `${show(path)} is a source file, and a binary would replace it`
      : undefined;
  const above = await fileAbove(files, path);
  return above === undefined ? undefined : `${show(above)} is a file, not a folder`;
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
