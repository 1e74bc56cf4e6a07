import { join, posix, relative, resolve, sep } from 'node:path';
import type { ConfigSection } from '../config/config-section.ts';
import { CONFIG_FILE, nearConfigProblem, nearConfigs } from '../config/near-names.ts';
import type { InputProblem } from '../errors/kinds.ts';
import { resolveInside } from '../places/resolve-inside.ts';
import type { Files } from '../ports/files.ts';
import type { CommittedEntry, CommittedFiles } from '../ports/git.ts';

/** Where to look: the workspace, and the folder in it that the step works in. */
export interface LookedIn {
  readonly workspace: string;
  readonly workingDirectory: string;
}

/** Files of the checkout that were meant as the config file. One that leads to the very file that is read is none. */
export async function unreadInCheckout(files: Files, where: LookedIn): Promise<readonly InputProblem[]> {
  const { workspace } = where;
  const read = await resolveInside(files, workspace, CONFIG_FILE);
  const there = (await files.stat(read.path))?.kind === 'file';
  const found = await search(where, async (folder) => {
    const { inside, path } = await resolveInside(files, workspace, folder);
    if (!inside) return [];
    // a folder of somebody else, such as the data of a service's container: nothing in it can be meant
    return files.list(path).catch(() => []);
  });
  const isUnread = async (path: string): Promise<boolean> => {
    if ((await files.stat(join(workspace, path)))?.kind === 'directory') return false;
    return (await resolveInside(files, workspace, path)).real !== read.real;
  };
  const unread = await Promise.all(found.map(isUnread));
  return found
    .filter((_, index) => unread[index])
    .map((path) => ({ input: path, problem: nearConfigProblem(path, there) }));
}

/**
 * The same in a commit, where only plain files count: what a change has renamed or removed must not leave the settings of
 * its base unread without a word.
 */
export async function unreadInCommit(
  { root: top, committed }: { readonly root: string; readonly committed: CommittedFiles },
  commit: string,
  where: LookedIn,
): Promise<readonly InputProblem[]> {
  const root = relative(top, where.workspace).split(sep).join('/');
  if (root.startsWith('..')) return [];
  const kinds = new Map<string, CommittedEntry['kind']>();
  const found = await search(where, async (folder) => {
    const entries = await committed.entriesAt(commit, posix.join(root, folder));
    for (const { name, kind } of entries) kinds.set(posix.join(folder, name), kind);
    const names = entries.map(({ name }) => name);
    return folder === '' ? [...names, '.git'] : names; // a commit has no other checkouts in it
  });
  const there = kinds.get(CONFIG_FILE) === 'file';
  const unread = found.filter((path) => kinds.get(path) === 'file');
  return unread.map((path) => ({
    input: path,
    problem: `${nearConfigProblem(path, there)}. It stands in the base commit, whose settings count here: correct it on the base branch`,
    source: `commit ${commit.slice(0, 12)}`,
  }));
}

/** What unread files say of the inputs that no file that is read sets is not guessed. */
export function withUnread(
  section: ConfigSection,
  unread: readonly InputProblem[],
  keys: readonly string[],
): ConfigSection {
  if (unread.length === 0) return section;
  const unset = keys.filter((key) => section.values[key] === undefined);
  return {
    values: section.values,
    problems: [...section.problems, ...unread],
    unclear: [...new Set([...section.unclear, ...unset])],
  };
}

async function search(
  { workspace, workingDirectory }: LookedIn,
  names: (folder: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const way = relative(workspace, resolve(workspace, workingDirectory)).split(sep).join('/');
  const steps = nearConfigs(way);
  let step = steps.next();
  while (step.done !== true) step = steps.next(await names(step.value));
  return step.value;
}
