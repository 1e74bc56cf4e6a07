import { dirname, join, relative } from 'node:path';
import { countOf, createPause, ToolError } from '@fairlead/core';
import type { Job } from '../../check/check.ts';
import { readCharacters } from './read-text.ts';
import type { SecretRule } from './rule.ts';
import { type Find, scanText } from './scan-text.ts';
import { findWanted, type Lines, shownPath } from './tracked-files.ts';

/** Larger files are told and not looked at: nobody writes them by hand. */
const MOST_BYTES = 16 * 1_048_576;
/** Finds of one file, and those of one run that fail the gate; more say no more. */
const MOST_FINDS = 1_000;

/** What was seen. */
export interface Seen {
  readonly finds: readonly Find[];
  readonly files: number;
  /** Only what the change adds was looked at. */
  readonly patch: boolean;
  /** What was not looked at, in words. */
  readonly left: readonly string[];
  /** Files that have so many credentials that not all were compared with what is accepted. */
  readonly cut: readonly string[];
}

/** What is accepted, by find and by file. Finds that are take no place of others. */
export interface Accepts {
  readonly find: (find: Find) => boolean;
  readonly file: (path: string) => boolean;
}

/**
 * Looks for credentials in the wanted files, one after the other, until so many fail the gate that more say no more.
 *
 * @throws ToolError where nobody knows which files these are, and TOOL_TIMEOUT past `tool-timeout`.
 */
export async function lookForSecrets(
  { ports, rules }: Pick<Job, 'ports' | 'rules'>,
  secretRules: readonly SecretRule[],
  accepts: Accepts,
): Promise<Seen> {
  const { files, clock, workspace } = ports;
  const wanted = await findWanted(ports, rules);
  const pause = createPause(ports.signal);
  const isOnTheWay = linkFinder(files, workspace);
  const began = clock.now();
  const finds: Find[] = [];
  const large: string[] = [];
  const absent: string[] = [];
  const cut: string[] = [];
  let [seen, against] = [0, 0];
  for (const [path, lines] of wanted.files) {
    if (against >= MOST_FINDS) break;
    await pause();
    if (clock.now() - began > rules.toolTimeout) throw tooLong(seen, wanted.files.size, rules.toolTimeout);
    const shown = shownPath(workspace, path);
    const info = (await isOnTheWay(path)) ? undefined : await files.stat(path);
    if (info?.kind !== 'file' || info.link === true) absent.push(shown);
    else if (info.size > MOST_BYTES) large.push(shown);
    else {
      seen += 1;
      const characters = readCharacters(await files.readBytes(path));
      const scan = scanText({ path: shown, ...characters }, secretRules, {
        now: clock.now(),
        most: MOST_FINDS,
        counts: (at) => counts(at, lines),
      });
      finds.push(...scan.finds);
      against += scan.finds.filter((one) => one.weight === 'error' && !accepts.find(one)).length;
      if (scan.cut && !accepts.file(shown)) cut.push(shown);
    }
  }
  const left = [...tell(large, LARGE), ...tell(absent, ABSENT)];
  return { finds, files: seen, patch: wanted.patch, left, cut };
}

const LARGE = `larger than ${MOST_BYTES / 1_048_576} MiB`;
const ABSENT = 'not checked out as git tracks it';

/** Whether a find on these lines touches some that count. A binary file has none: all of it counts. */
function counts(at: Find['lines'], lines: Lines): boolean {
  if (lines === undefined || at === undefined) return true;
  for (let line = at.first; line <= at.last; line++) if (lines.has(line)) return true;
  return false;
}

/** Says whether a folder on the way to a path is a link now: git follows none, and it may lead out of the workspace. */
function linkFinder(files: Job['ports']['files'], root: string): (path: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  let top: Promise<string> | undefined;
  const look = async (folder: string): Promise<boolean> => {
    top ??= files.realPath(root);
    const [real, realRoot] = await Promise.all([files.realPath(folder), top]);
    return real !== join(realRoot, relative(root, folder));
  };
  return (path) => {
    const folder = dirname(path);
    const found = known.get(folder) ?? look(folder);
    known.set(folder, found);
    return found;
  };
}

function tell(paths: readonly string[], why: string): readonly string[] {
  if (paths.length === 0) return [];
  const named = paths.length === 1 ? (paths[0] ?? '') : `${countOf(paths.length, 'file')}, first ${paths[0]}`;
  return [`${named}: ${why}, so not looked at`];
}

function tooLong(seen: number, all: number, limit: number): ToolError {
  return new ToolError({
    code: 'TOOL_TIMEOUT',
    message: `after ${limit / 1000} s secrets were looked for in ${seen} of ${countOf(all, 'file')}`,
    hint: 'raise tool-timeout, or take large files out of the repository',
    argv: ['git', 'ls-files'],
  });
}
