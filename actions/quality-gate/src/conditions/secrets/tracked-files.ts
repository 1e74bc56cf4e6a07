import { join, relative, sep } from 'node:path';
import { isWithin, ToolError } from '@fairlead/core';
import { findChange, type Kind } from '../../change/find-change.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Rules } from '../../plan/rules.ts';

/** Lines of a file that count; undefined for all. */
export type Lines = ReadonlySet<number> | undefined;

/** Which files are looked at. */
export interface Wanted {
  /** Absolute paths, each with its lines that count. */
  readonly files: ReadonlyMap<string, Lines>;
  /** Only what the change adds counts. */
  readonly patch: boolean;
}

type Ports = Pick<GatePorts, 'git' | 'trust' | 'workspace' | 'workingDirectory'>;

const ANY_FILE: Kind = { name: 'file', fits: () => true };

/** Kinds of entries that git tracks and that are no file: links, whose targets are looked at by themselves, and submodules. */
const NO_FILE = /^(?:120000|160000) /;

/**
 * The files below the working directory that git tracks; with `patch` and something to compare with, those that the change
 * touches.
 *
 * @throws ToolError GATE_NOT_CHECKED where git cannot tell.
 */
export async function findWanted(
  ports: Ports,
  { secretScope, base }: Pick<Rules, 'secretScope' | 'base'>,
): Promise<Wanted> {
  const repository = await ports.git.open(ports.workspace);
  if (repository.state !== 'ok') throw unknown(repository.reason);
  const listed = await repository.ask(['ls-files', '--stage', '-z']);
  if (!listed.ok) throw unknown(listed.reason);
  const tracked = listed.text
    .split('\0')
    .filter((entry) => entry !== '' && !NO_FILE.test(entry))
    .map((entry) => join(repository.root, entry.slice(entry.indexOf('\t') + 1)))
    .filter((path) => isWithin(ports.workingDirectory, path));
  const all: Wanted = { files: new Map(tracked.map((path) => [path, undefined])), patch: false };
  if (secretScope === 'all') return all;
  const change = await findChange(ports, base, ANY_FILE);
  // without a base there is no change: then all of it counts, and not nothing
  if (change.state === 'none' && change.base === undefined) return all;
  const added = change.state === 'none' ? new Map<string, ReadonlySet<number>>() : change.added;
  return { files: new Map(tracked.flatMap((path) => linesOf(path, added))), patch: true };
}

function linesOf(
  path: string,
  added: ReadonlyMap<string, ReadonlySet<number>>,
): readonly (readonly [string, Lines])[] {
  const lines = added.get(path);
  return lines === undefined ? [] : [[path, lines]];
}

/** How a path is shown: relative to the workspace, with slashes. */
export function shownPath(workspace: string, path: string): string {
  return relative(workspace, path).split(sep).join('/');
}

function unknown(reason: string): ToolError {
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `which files belong to the repository is not known: ${reason}`,
    hint: 'check the code out with git, as actions/checkout does',
    argv: ['git', 'ls-files'],
  });
}
