import { lstat } from 'node:fs/promises';
import { posix } from 'node:path';
import { CONFIG_FILE, type Files, isWithin, nearConfigProblem, resolveInside } from '@fairlead/core';
import { openRepository } from '../workflow-lint/find-files.ts';
import { starters } from './files/registry.ts';
import type { StarterFile } from './files/starter.ts';
import type { Service } from './service.ts';
import type { Surroundings } from './surroundings.ts';

/** What becomes of one path. */
export type Row =
  | { readonly state: 'written'; readonly file: StarterFile }
  | { readonly state: 'kept' | 'skipped'; readonly path: string; readonly why: string };

/** Everything that is to happen, and everything that is in the way. With one problem nothing happens. */
export interface Plan {
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
}

/** Plans all files of a start. Nothing that is there is touched. */
export async function planFiles(
  files: Files,
  root: string,
  service: Service,
  around: Surroundings,
): Promise<Plan> {
  const rows: Row[] = [];
  const problems: string[] = nearConfigs(root);
  const { dockerfile } = around;
  if (dockerfile !== undefined && !(await resolveInside(files, root, posix.join(root, dockerfile))).inside)
    problems.push(`${dockerfile}: leads out of the repository through a link: no image is built from it`);
  for (const starter of starters) {
    const answer = starter(service, around);
    if (!('files' in answer)) {
      rows.push(answer);
      continue;
    }
    for (const file of answer.files) {
      const problem = await problemOf(files, root, file.path);
      if (problem !== undefined) problems.push(`${file.path}: ${problem}`);
      else if (around.has(file.path)) rows.push({ state: 'kept', path: file.path, why: 'is there' });
      else rows.push({ state: 'written', file });
    }
  }
  return { rows, problems };
}

/** A config file by another name would be beside the one that is written, and nobody would read it. */
function nearConfigs(root: string): string[] {
  const repository = openRepository(root);
  const there = repository.read(CONFIG_FILE) !== undefined;
  return repository.unreadConfigs('').map((path) => `${path} ${nearConfigProblem(path, there)}`);
}

/** What keeps a file from being written at a path; undefined when nothing does. */
async function problemOf(files: Files, root: string, path: string): Promise<string | undefined> {
  const full = posix.join(root, path);
  if (!isWithin(root, full) || !(await resolveInside(files, root, full)).inside)
    return 'leads out of the repository through a link: nothing is written there';
  for (
    let folder = posix.dirname(full);
    isWithin(root, folder) && folder !== root;
    folder = posix.dirname(folder)
  ) {
    const there = await files.stat(folder);
    if (there !== undefined && there.kind !== 'directory')
      return `${posix.relative(root, folder)} is no folder`;
    if (there === undefined && (await isThere(folder)))
      return `${posix.relative(root, folder)} is a link that leads nowhere`;
  }
  const own = await files.stat(full);
  if (own === undefined && (await isThere(full))) return 'is a link that leads nowhere';
  return own === undefined || own.kind === 'file' ? undefined : 'is no file';
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
