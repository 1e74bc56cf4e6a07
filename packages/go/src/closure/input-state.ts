import { type Dirent, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { hashFile, shortHash } from './hash-tree.ts';
import type { TestInput } from './test-log.ts';

/** Folders whose content is looked at in another way, or is of no account. */
export interface InputPlaces {
  /** Top of the workspace. */
  readonly root: string;
  /** Folders that say nothing: GOROOT (the version of Go is known), GOCACHE. */
  readonly ignored: readonly string[];
  /** Folders for temporary files: what a test leaves there tells nothing about the next. */
  readonly temporary: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What the machine says about itself and its network. */
const OF_THE_MACHINE = ['/proc', '/sys', '/dev', '/etc/resolv.conf', '/etc/hosts'];

/** The state of what a test asked for, by a name for people. Values of variables go into one hash together. */
export function inputStates(
  inputs: readonly TestInput[],
  places: InputPlaces,
): readonly (readonly [name: string, hash: string])[] {
  const names = inputs.filter(({ kind }) => kind === 'env').map(({ name }) => name);
  const values = [...new Set(names)].sort().map((name) => [name, places.variables[name] ?? null]);
  const paths = inputs
    .filter(({ kind }) => kind !== 'env')
    .map(({ kind, name }): readonly [string, string] => [
      `${kind} ${shown(name, places.root)}`,
      pathState(name, kind === 'open', places),
    ]);
  return [[VARIABLES, shortHash(JSON.stringify(values))], ...paths];
}

/** The name of all variables together. */
export const VARIABLES = 'environment variables';

function shown(path: string, root: string): string {
  return isWithin(path, root) ? relative(root, path) || '.' : path;
}

function pathState(path: string, opened: boolean, places: InputPlaces): string {
  const inWorkspace = isWithin(path, places.root);
  if (!inWorkspace && [...places.ignored, ...OF_THE_MACHINE].some((folder) => isWithin(path, folder)))
    return 'not looked at';
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined) return 'nothing';
  const target = link.isSymbolicLink() ? `-> ${readlinkSync(path)} ` : '';
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `${target}nothing`;
  if (found.isFile()) return `${target}${hashFile(path) ?? 'unreadable'}`;
  if (!found.isDirectory()) return `${target}special`;
  const isTemporary = !inWorkspace && places.temporary.some((folder) => isWithin(path, folder));
  return opened && !isTemporary ? `${target}${listing(path)}` : `${target}folder`;
}

function listing(folder: string): string {
  const entries = readdirSync(folder, { withFileTypes: true });
  const lines = entries.map((entry) => `${kindOf(entry)} ${entry.name}`).sort();
  return shortHash(lines.join('\n'));
}

/** A walk through a folder goes by the kind of each entry, and asks about none that it leaves out. */
function kindOf(entry: Dirent): string {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

/** Whether a path is a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
