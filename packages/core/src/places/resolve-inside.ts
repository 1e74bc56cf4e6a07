import { relative, resolve, sep } from 'node:path';
import type { InputProblem } from '../errors/kinds.ts';
import type { Files } from '../ports/files.ts';

/** Where a path that somebody wrote really is. */
export interface Place {
  /** The absolute path as it was written: for arguments and messages. */
  readonly path: string;
  /** The same after all links. What is not there yet stays as it was written. */
  readonly real: string;
  /** Whether it really lies in the folder that it has to stay in, or is that folder. */
  readonly inside: boolean;
}

/**
 * Where `path` (relative to `root`, or absolute) really is, and whether that is inside of `root`. A link that stays
 * inside is fine, one that leads out is not, wherever on the way it stands: what was checked out may hold any link.
 */
export async function resolveInside(
  files: Pick<Files, 'realPath'>,
  root: string,
  path: string,
  from: string = root,
): Promise<Place> {
  const named = resolve(from, path);
  try {
    const [real, realRoot] = await Promise.all([files.realPath(named), files.realPath(root)]);
    return { path: named, real, inside: isWithin(realRoot, real) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    return { path: named, real: named, inside: false }; // links that go round lead nowhere
  }
}

/** The problem of an input that names a place outside of the workspace; undefined when it is inside. */
export function outsideProblem(input: string, value: string, place: Place): InputProblem | undefined {
  if (place.inside) return undefined;
  const way = place.real === place.path ? '' : ' through a link';
  return {
    input,
    value,
    problem: `leads out of the workspace${way}`,
    allowed: 'a relative path below the workspace',
  };
}

/** The problem of an input that names a place in the workspace, where nothing of it lasts; undefined when it is outside. */
export function insideProblem(input: string, value: string, place: Place): InputProblem | undefined {
  if (!place.inside) return undefined;
  return {
    input,
    value,
    problem: 'lies in the workspace, which the next checkout empties',
    allowed: 'a folder outside of it',
  };
}

/** Whether an absolute path is a folder or lies in it, by the names alone. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
