import { dirname, join, relative, sep } from 'node:path';
import type { Files } from '../ports/files.ts';
import { LIMITS } from '../util/limits.ts';
import { outsideProblem, type Place, resolveInside } from './resolve-inside.ts';

/** A file of settings that came with the code: its text, why it is not read, or that nothing is there. */
export type TextInside =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'refused'; readonly problem: string }
  | { readonly state: 'absent' };

/**
 * Reads a file of settings, written by people, that must lie in the workspace. What stands in its place and is no such file
 * was meant to set something, so that it is never taken for nothing.
 *
 * @param file relative to `from`, which is the workspace unless said
 */
export async function readTextInside(
  files: Files,
  workspace: string,
  file: string,
  from: string = workspace,
): Promise<TextInside> {
  const refuse = (problem: string): TextInside => ({ state: 'refused', problem });
  const place = await resolveInside(files, workspace, file, from);
  const outside = outsideProblem('', file, place);
  if (outside !== undefined) return refuse(outside.problem);
  if (place.real.split(sep).includes('.git')) return refuse('leads into the folder of git');
  const found = await files.stat(place.path);
  if (found === undefined)
    return (await leadsNowhere(files, place)) ? refuse('is a link that leads nowhere') : { state: 'absent' };
  if (found.kind !== 'file') return refuse(found.kind === 'directory' ? 'is a folder' : 'is not a file');
  if (found.size > LIMITS.config) return refuse(`has ${found.size} bytes, at most ${LIMITS.config} are read`);
  return { state: 'read', text: await files.readText(place.path) };
}

/** Whether nothing is found at a path because a link on the way leads to nothing. */
async function leadsNowhere(files: Files, { path, real }: Place): Promise<boolean> {
  let there = dirname(path);
  while ((await files.stat(there)) === undefined && dirname(there) !== there) there = dirname(there);
  return real !== join(await files.realPath(there), relative(there, path));
}
