import { basename, dirname, join, relative, sep } from 'node:path';
import type { Files } from '../ports/files.ts';
import type { Git } from '../ports/git.ts';

/** What a place is looked up with. */
export interface KeptPorts {
  readonly files: Pick<Files, 'realPath' | 'stat'>;
  readonly git: Git;
}

/**
 * Of paths that are to be written to, those that must stay as they are, each with what is wrong with it: what lies in a
 * folder of git, and what git tracks. Links on the way are followed, one at the end is not, as it is what gets replaced.
 * Each path is looked up in the repository that really holds it; where none can be read, nothing is tracked.
 */
export async function keptByGit(
  { files, git }: KeptPorts,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  const byFolder = new Map<string, { readonly path: string; readonly real: string }[]>();
  for (const path of paths) {
    const above = dirname(path);
    const real = join(await files.realPath(above).catch(() => above), basename(path)); // links that go round lead nowhere
    if (real.split(sep).some((part) => part.toLowerCase() === '.git')) {
      kept.set(path, 'lies in the folder of git');
      continue;
    }
    const folder = await nearestFolder(files, dirname(real));
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), { path, real }]);
  }
  for (const [folder, places] of byFolder) {
    const tracked = await trackedBelow(
      git,
      folder,
      places.map(({ real }) => real),
    );
    for (const { path, real } of places) if (tracked.has(real)) kept.set(path, 'is a file that git tracks');
  }
  return kept;
}

async function nearestFolder(files: KeptPorts['files'], folder: string): Promise<string> {
  if (folder === dirname(folder) || (await files.stat(folder))?.kind === 'directory') return folder;
  return nearestFolder(files, dirname(folder));
}

async function trackedBelow(
  git: Git,
  folder: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const repository = await git.open(folder);
  if (repository.state !== 'ok') return new Set();
  const { root } = repository;
  const ways = paths.map((path) => relative(root, path).split(sep).join('/'));
  const answer = await repository.ask(['ls-files', '-z', '--', ...ways]);
  const listed = answer.ok ? answer.text.split('\0').filter((way) => way !== '') : [];
  return new Set(listed.map((way) => join(root, way)));
}
