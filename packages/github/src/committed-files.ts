import {
  type CommittedEntry,
  type CommittedFile,
  type CommittedFiles,
  committedKind,
  linkInTheWay,
  type TreeEntry,
  whyNotRead,
} from '@fairlead/core';
import type { Ask } from './ask.ts';

const PERMISSION = 'contents: read';

interface Listed extends TreeEntry {
  readonly name: string;
  readonly sha: string;
}

interface Tree {
  readonly truncated: boolean;
  readonly tree: readonly {
    readonly path: string;
    readonly mode: string;
    readonly type: string;
    readonly sha: string;
    readonly size?: number;
  }[];
}

/**
 * Files of commits over one way to ask. Trees are walked as git does it: the API of contents follows links, and would show
 * what a link leads to as the file itself (https://docs.github.com/en/rest/git/trees).
 */
export function createCommittedFiles(ask: Ask): CommittedFiles {
  const trees = new Map<string, Promise<readonly Listed[]>>();
  const list = (sha: string): Promise<readonly Listed[]> => {
    const listed = trees.get(sha) ?? listTree(ask, sha);
    trees.set(sha, listed);
    return listed;
  };
  return {
    async fileAt(commit, path, maxBytes): Promise<CommittedFile> {
      const parts = path.split('/');
      let tree = commit;
      for (const [at, part] of parts.entries()) {
        const entry = (await list(tree)).find(({ name }) => name === part);
        if (entry === undefined) return { state: 'absent' };
        if (at === parts.length - 1) return readEntry(ask, entry, { commit, path, maxBytes });
        const kind = committedKind(entry);
        if (kind === 'file') return { state: 'absent' };
        if (kind === 'other')
          return {
            state: 'refused',
            reason: linkInTheWay(parts.slice(0, at + 1).join('/'), path, commit),
          };
        tree = entry.sha;
      }
      return { state: 'absent' };
    },
    async entriesAt(commit, folder): Promise<readonly CommittedEntry[]> {
      let tree = commit;
      for (const part of folder.split('/').filter((each) => each !== '' && each !== '.')) {
        const entry = (await list(tree)).find(({ name }) => name === part);
        if (entry === undefined || committedKind(entry) !== 'folder') return [];
        tree = entry.sha;
      }
      return (await list(tree)).map((entry) => ({ name: entry.name, kind: committedKind(entry) }));
    },
  };
}

async function listTree(ask: Ask, sha: string): Promise<readonly Listed[]> {
  const { tree, truncated } = await ask<Tree>(
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    { tree_sha: sha },
    PERMISSION,
  );
  if (truncated) throw new Error(`GitHub lists only a part of ${sha.slice(0, 12)}`);
  return tree.map(({ path, mode, type, sha: object, size }) => ({
    ...{ name: path, mode, type, sha: object },
    size,
  }));
}

async function readEntry(
  ask: Ask,
  entry: Listed,
  { commit, path, maxBytes }: { readonly commit: string; readonly path: string; readonly maxBytes: number },
): Promise<CommittedFile> {
  const problem = whyNotRead(entry, path, commit, maxBytes);
  if (problem !== undefined) return { state: 'refused', reason: problem };
  const { content } = await ask<{ readonly content: string }>(
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    { file_sha: entry.sha },
    PERMISSION,
  );
  return { state: 'file', text: Buffer.from(content, 'base64').toString('utf8') };
}
