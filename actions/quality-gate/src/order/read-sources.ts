import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { createPause } from '@fairlead/core';
import {
  embedPatterns,
  importPaths,
  isEmbedded,
  isSource,
  ownerOfTestdata,
  type TreeHashes,
} from '@fairlead/go';
import { type Plan, packagesOf } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { PackageSource } from './likelihood.ts';

/** Files beside the Go code, by the folder of the package that has them: path in the workspace, and hash. */
type Beside = ReadonlyMap<string, readonly (readonly [path: string, hash: string])[]>;

/**
 * Reads what each package of the plan is made of, and which others of the plan it imports.
 *
 * @param tree all files of the workspace
 */
export async function readPackageSources(
  { files, signal, workspace }: Pick<GatePorts, 'files' | 'signal' | 'workspace'>,
  plan: Pick<Plan, 'modules'>,
  tree: TreeHashes,
): Promise<readonly PackageSource[]> {
  const all = packagesOf(plan);
  const known = new Set(all.map(({ importPath }) => importPath));
  const beside = sortBeside(tree, new Set(all.map(({ dir }) => relative(workspace, dir))));
  const pause = createPause(signal);
  const sources: PackageSource[] = [];
  for (const { importPath, dir, files: names } of all) {
    const hash = createHash('sha256');
    const imports = new Set<string>();
    const patterns = new Set<string>();
    for (const name of [...names.go, ...names.cgo, ...names.tests].sort()) {
      await pause();
      const text = await files.readText(join(dir, name));
      hash.update(JSON.stringify([name, text]));
      for (const path of importPaths(text)) if (known.has(path) && path !== importPath) imports.add(path);
      for (const pattern of embedPatterns(text)) patterns.add(pattern);
    }
    const folder = relative(workspace, dir);
    hash.update(JSON.stringify([beside.get(folder) ?? [], embeddedIn(tree, folder, [...patterns])]));
    sources.push({ importPath, hash: hash.digest('hex').slice(0, 32), imports: [...imports] });
  }
  return sources;
}

/** Test data by its package, and what is compiled beside Go by its folder. */
function sortBeside(tree: TreeHashes, folders: ReadonlySet<string>): Beside {
  const found = new Map<string, [string, string][]>();
  for (const [path, hash] of tree) {
    const folder = dirname(path) === '.' ? '' : dirname(path);
    const own = isSource(path) && !path.endsWith('.go') && folders.has(folder) ? folder : undefined;
    const owner = ownerOfTestdata(path, folders) ?? own;
    if (owner === undefined) continue;
    const files = found.get(owner) ?? [];
    found.set(owner, files);
    files.push([path, hash]);
  }
  return found;
}

/** The files that the patterns of a folder's Go files embed. */
function embeddedIn(
  tree: TreeHashes,
  folder: string,
  patterns: readonly string[],
): readonly (readonly [string, string])[] {
  if (patterns.length === 0) return [];
  const start = folder === '' ? '' : `${folder}/`;
  return [...tree].filter(
    ([path]) =>
      path.startsWith(start) && patterns.some((pattern) => isEmbedded(path.slice(start.length), pattern)),
  );
}
