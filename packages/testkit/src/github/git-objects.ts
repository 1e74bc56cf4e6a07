import { execFile } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { sendJson } from '../server/loopback.ts';

const ask = promisify(execFile);
const LINE = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/;

/**
 * Answers `/git/trees/…` and `/git/blobs/…` from a repository on disk, as https://docs.github.com/en/rest/git has it: what
 * is not in it is 404. Says whether the path was one of them.
 */
export async function answerGitObject(
  response: ServerResponse,
  repository: string,
  path: string,
): Promise<boolean> {
  const [, kind, object = ''] = /^\/git\/(trees|blobs)\/([0-9a-f]+)$/.exec(path) ?? [];
  if (kind === undefined) return false;
  const git = async (...args: string[]): Promise<string> =>
    (await ask('git', ['-C', repository, ...args])).stdout;
  try {
    const body =
      kind === 'trees'
        ? { sha: object, truncated: false, tree: readTree(await git('ls-tree', '-l', '-z', object)) }
        : readBlob(await git('cat-file', 'blob', object), object);
    sendJson(response, 200, body);
  } catch {
    sendJson(response, 404, { message: 'Not Found' });
  }
  return true;
}

function readTree(listed: string): readonly object[] {
  const lines = listed.split('\0').filter((line) => line !== '');
  return lines.map((line) => {
    const [, mode, type, sha, size = '-', path] = LINE.exec(line) ?? [];
    return { path, mode, type, sha, ...(size === '-' ? {} : { size: Number(size) }) };
  });
}

function readBlob(text: string, sha: string): object {
  const content = Buffer.from(text);
  return { sha, encoding: 'base64', size: content.length, content: content.toString('base64') };
}
