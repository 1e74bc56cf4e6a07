import { dirname, relative, resolve } from 'node:path';
import { type Files, type Git, keptByGit } from '@fairlead/core';
import { OWN_OPTIONS } from './inputs-from-options.ts';

/**
 * What is wrong with the files that the program's own options name, before anything is run: a folder, no folder above,
 * what git tracks or keeps for itself, or the system does not let us write. A device such as /dev/stderr is written to and stays what it is.
 */
export async function checkOwnFiles(
  own: Readonly<Record<string, string>>,
  {
    files,
    git,
    cwd,
    mayWrite,
  }: {
    readonly files: Files;
    readonly git: Git;
    readonly cwd: string;
    /** Whether the system lets us write to a file, or to a folder, that is there. */
    readonly mayWrite: (path: string) => boolean;
  },
): Promise<readonly string[]> {
  const named = Object.keys(OWN_OPTIONS).flatMap((name) => {
    const text = own[name];
    return text === undefined ? [] : [{ name, text, path: resolve(cwd, text) }];
  });
  // unlike a binary, which replaces a link, what is written here goes where a link leads
  const places = await Promise.all(
    named.map(async (each) => ({ ...each, real: await files.realPath(each.path).catch(() => each.path) })),
  );
  const kept = await keptByGit(
    { files, git },
    places.map(({ real }) => real),
  );
  const problems: string[] = [];
  for (const { name, text, path, real } of places) {
    const folder = dirname(real);
    const found = await files.stat(path);
    const problem =
      found?.kind === 'directory'
        ? 'is a folder'
        : (await files.stat(folder))?.kind !== 'directory'
          ? `${relative(cwd, folder) || folder} is not a folder`
          : (kept.get(real) ??
            (mayWrite(found === undefined ? folder : real) ? undefined : 'may not be written to'));
    if (problem !== undefined)
      problems.push(
        `--${name} ${JSON.stringify(text)}: ${problem} (allowed: a file that git does not track, in a folder that is there)`,
      );
  }
  return problems;
}
