import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlannedFile } from './plan-files.ts';

/** Paths of the planned files whose text on disk differs. */
export async function staleFiles(root: string, files: readonly PlannedFile[]): Promise<string[]> {
  const stale = await Promise.all(
    files.map(async ({ path, text }) => ((await readText(join(root, path))) === text ? [] : [path])),
  );
  return stale.flat();
}

/** Writes the planned files that differ; gives their paths. */
export async function writeFiles(root: string, files: readonly PlannedFile[]): Promise<string[]> {
  const stale = await staleFiles(root, files);
  for (const { path, text } of files.filter((file) => stale.includes(file.path))) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return stale;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
