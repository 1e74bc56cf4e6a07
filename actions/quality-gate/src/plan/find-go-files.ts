import { join } from 'node:path';
import { type Files, resolveInside } from '@fairlead/core';

/** Folders that `./...` leaves out as well, and the ones of other ecosystems. */
const LEFT_OUT = new Set(['vendor', 'testdata', 'node_modules']);

/**
 * All Go files below a folder, tests and other platforms included, sorted: gofmt knows no build constraints. A link that
 * leads out of the workspace is no file of it; it may lead to what has no end.
 */
export async function findGoFiles(
  files: Files,
  root: string,
  { workspace, onLinkOut }: { readonly workspace: string; readonly onLinkOut: (path: string) => void },
): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const name of await files.list(folder)) {
      if (/^[._]/.test(name) || LEFT_OUT.has(name)) continue;
      const path = join(folder, name);
      const info = await files.stat(path);
      // as the go command does: a link to a folder is not followed, so that it cannot lead in circles
      if (info?.kind === 'directory' && info.link !== true) await visit(path);
      else if (info?.kind === 'file' && name.endsWith('.go')) {
        const inside = info.link !== true || (await resolveInside(files, workspace, path)).inside;
        if (inside) found.push(path);
        else onLinkOut(path);
      }
    }
  };
  await visit(root);
  return found.sort();
}
