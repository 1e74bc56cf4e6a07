import type { CommittedEntry } from '../ports/git.ts';

/** What stands at a path of a commit, as git lists it: `100644 blob …`. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  /** In bytes; undefined for what is no file. */
  readonly size: number | undefined;
}

/** What an entry is to us: a link or another repository is neither file nor folder. */
export function committedKind({ mode, type }: Pick<TreeEntry, 'mode' | 'type'>): CommittedEntry['kind'] {
  if (type === 'tree') return 'folder';
  return type === 'blob' && mode.startsWith('100') ? 'file' : 'other';
}

/** Why an entry is not read as a file of at most `maxBytes`; undefined when it is. */
export function whyNotRead(
  entry: TreeEntry,
  path: string,
  commit: string,
  maxBytes: number,
): string | undefined {
  const short = commit.slice(0, 12);
  if (committedKind(entry) !== 'file') return `${path} is not a plain file in commit ${short}`;
  return entry.size === undefined || entry.size > maxBytes
    ? `${path} has ${entry.size} bytes in commit ${short}, at most ${maxBytes} are read`
    : undefined;
}

/** What is said where a link or another repository stands in the way: what lies below it cannot be told from nothing. */
export function linkInTheWay(link: string, path: string, commit: string): string {
  return `${link}, which ${path} lies below, is no folder in commit ${commit.slice(0, 12)}`;
}
