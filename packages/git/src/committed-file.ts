import {
  type CommittedEntry,
  type CommittedFile,
  committedKind,
  type GitAnswer,
  linkInTheWay,
  whyNotRead,
} from '@fairlead/core';

/** A full object id: SHA-1 has 40 digits, SHA-256 has 64. */
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Asks for a file of a commit without a checkout. `path` is relative to the top folder, with slashes. */
export async function readCommittedFile(
  ask: (args: readonly string[]) => Promise<GitAnswer>,
  commit: string,
  path: string,
  maxBytes: number,
): Promise<CommittedFile> {
  if (!OBJECT_ID.test(commit)) return { state: 'unknown', reason: `${commit} is not a full commit id` };
  const there = await ask(['cat-file', '-e', `${commit}^{commit}`]);
  if (!there.ok) return { state: 'unknown', reason: `the clone does not have commit ${commit.slice(0, 12)}` };
  const listed = await ask(['ls-tree', '--full-tree', '-z', '-l', commit, '--', path]);
  if (!listed.ok) return { state: 'unknown', reason: listed.reason };
  const entry = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed.text);
  if (entry === null) {
    const link = await linkAbove(ask, commit, path);
    if (link === undefined) return { state: 'absent' };
    return { state: 'refused', reason: linkInTheWay(link, path, commit) };
  }
  const [, mode = '', type = '', object = '', size = ''] = entry;
  const found = { mode, type, size: size === '-' ? undefined : Number(size) };
  const problem = whyNotRead(found, path, commit, maxBytes);
  if (problem !== undefined) return { state: 'refused', reason: problem };
  const content = await ask(['cat-file', 'blob', object]);
  return content.ok
    ? { state: 'file', text: content.text }
    : { state: 'unknown', reason: `the clone does not have the content of ${path}: ${content.reason}` };
}

/** The part of a path that is a link or another repository in a commit: what lies below it cannot be told from nothing. */
async function linkAbove(
  ask: (args: readonly string[]) => Promise<GitAnswer>,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const parts = path.split('/');
  const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
  for (const folder of above) {
    const listed = await ask(['ls-tree', '--full-tree', '-z', commit, '--', folder]);
    if (listed.ok && /^(?:12|16)0000 /.test(listed.text)) return folder;
  }
  return undefined;
}

/** Lists a folder of a commit without a checkout. `folder` is relative to the top folder, with slashes. */
export async function listCommitted(
  ask: (args: readonly string[]) => Promise<GitAnswer>,
  commit: string,
  folder: string,
): Promise<readonly CommittedEntry[]> {
  if (!OBJECT_ID.test(commit)) return [];
  const below = folder === '' || folder === '.' ? [] : ['--', `${folder}/`];
  const listed = await ask(['ls-tree', '--full-tree', '-z', commit, ...below]);
  if (!listed.ok) return [];
  return [...listed.text.matchAll(/(\d{6}) (\w+) [0-9a-f]+\t([^\0]+)\0/g)].map(
    ([, mode = '', type = '', path = '']) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      kind: committedKind({ mode, type }),
    }),
  );
}
