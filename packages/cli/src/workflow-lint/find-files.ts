import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CONFIG_FILE, errorMessage, nearConfigs } from '@fairlead/core';
import { ENVIRONMENTS_FILE } from './environments/policy.ts';
import type { Unchecked } from './finding.ts';
import type { LintFile } from './lint-file.ts';
import { MOST_BYTES } from './model/yaml-reader.ts';
import type { Repository } from './repository.ts';

/** The files to look at, and those that cannot be read. */
export interface FoundFiles {
  readonly files: readonly LintFile[];
  readonly unchecked: readonly Unchecked[];
}

/** Where a repository keeps what is looked at when no file is named. */
const WORKFLOWS = '.github/workflows';
const ACTIONS = '.github/actions';

/** The named files, else all workflows, composite actions and the config file of the repository at `cwd`. */
export function findFiles(cwd: string, named: readonly string[]): FoundFiles {
  const files: LintFile[] = [];
  const unchecked: Unchecked[] = [];
  const paths = (named.length === 0 ? ['.'] : named).flatMap((path) => {
    try {
      const found = named.length === 0 ? ownFiles(cwd, '') : expand(cwd, path);
      if (found.length === 0 && named.length > 0)
        unchecked.push(notChecked(path, 'is a folder without a workflow'));
      return found;
    } catch (error) {
      unchecked.push(notChecked(path, `cannot be read: ${errorMessage(error)}`));
      return [];
    }
  });
  for (const path of new Set(paths)) {
    const full = resolve(cwd, path);
    try {
      const found = statSync(full);
      // a pipe or a device would be read without end
      if (!found.isFile()) {
        unchecked.push(notChecked(path, 'is no file'));
        continue;
      }
      // one character more than is allowed is enough for saying so
      const text = found.size > MOST_BYTES ? ' '.repeat(MOST_BYTES + 1) : readFileSync(full, 'utf8');
      files.push({ path, text, repository: openRepository(rootOf(full, cwd)) });
    } catch (error) {
      const there = lstatSync(full, { throwIfNoEntry: false }) !== undefined;
      const reason = there ? `cannot be read: ${errorMessage(error)}` : 'there is no such file';
      unchecked.push(notChecked(path, reason));
    }
  }
  return { files, unchecked };
}

function notChecked(file: string, reason: string): Unchecked {
  return { file, line: 1, column: 1, reason };
}

/** What the repository in a folder has, by the folder as it was named. */
function ownFiles(cwd: string, folder: string): readonly string[] {
  const top = resolve(cwd, folder);
  const actions = list(join(top, ACTIONS)).flatMap((name) =>
    ['action.yml', 'action.yaml'].map((file) => join(ACTIONS, name, file)),
  );
  // a link that leads nowhere was meant to be one: it is told as what cannot be read
  const config = [...actions, 'action.yml', 'action.yaml', CONFIG_FILE, ENVIRONMENTS_FILE].filter(
    (path) => lstatSync(join(top, path), { throwIfNoEntry: false }) !== undefined,
  );
  return [...yamlIn(top, WORKFLOWS), ...config].map((path) => join(folder, path));
}

/** A folder stands for the workflows in it, that of a repository for all that the repository has. */
function expand(cwd: string, path: string): readonly string[] {
  const isFolder = (folder: string): boolean =>
    statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const full = resolve(cwd, path);
  if (!isFolder(full)) return [path];
  return isFolder(join(full, '.github')) ? ownFiles(cwd, path) : yamlIn(cwd, path);
}

function yamlIn(cwd: string, folder: string): readonly string[] {
  return list(resolve(cwd, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(folder, name));
}

function list(folder: string): readonly string[] {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? readdirSync(folder).sort() : [];
}

/** The folder that holds `.github`, or a checkout's, or where the command was started. */
function rootOf(file: string, cwd: string): string {
  const parts = file.split(sep);
  const github = parts.lastIndexOf('.github');
  if (github > 0) return parts.slice(0, github).join(sep) || sep;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, '.git'))) return folder;
  return cwd;
}

/** Reads below a folder and nowhere else. */
export function openRepository(root: string): Repository {
  return {
    read: (path) => {
      const full = resolve(root, path);
      if (statSync(full, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
      const way = relative(realpathSync(root), realpathSync(full));
      const outside = way === '..' || way.startsWith(`..${sep}`) || way.startsWith(sep);
      return outside || statSync(full).size > MOST_BYTES ? undefined : readFileSync(full, 'utf8');
    },
    unreadConfigs: (folder) => unreadConfigs(root, folder),
  };
}

/** One that is a link to the very file that is read is none. */
function unreadConfigs(root: string, folder: string): readonly string[] {
  const real = (path: string): string | undefined =>
    existsSync(join(root, path)) ? realpathSync(join(root, path)) : undefined;
  const steps = nearConfigs(folder);
  let step = steps.next();
  while (step.done !== true) step = steps.next(list(join(root, step.value)));
  const read = real(CONFIG_FILE);
  return step.value.filter(
    (path) =>
      statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() !== true &&
      (read === undefined || real(path) !== read),
  );
}
