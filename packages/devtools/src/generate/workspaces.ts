import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `tsconfig.json`: all workspaces, so that `tsc -b` builds everything. */
export async function renderReferences(root: string, actions: readonly string[]): Promise<string> {
  const text = await readFile(join(root, 'tsconfig.json'), 'utf8');
  const packages = (await readdir(join(root, 'packages'))).sort();
  const paths = [...packages.map((name) => `packages/${name}`), ...actions.map((name) => `actions/${name}`)];
  const config = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return `${JSON.stringify({ ...config, references: paths.map((path) => ({ path })) }, null, 2)}\n`;
}
