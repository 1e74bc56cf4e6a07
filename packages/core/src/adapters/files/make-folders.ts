import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Level by level: where the system refuses a child of a folder that exists, as below
 * /proc, Node's own `recursive` tries for ever and cannot be interrupted.
 */
export async function makeFolders(path: string, parents = true): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const parent = dirname(path);
    if (parents && parent !== path && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      await makeFolders(parent);
      await makeFolders(path, false);
    } else if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
