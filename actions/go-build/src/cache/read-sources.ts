import { dirname } from 'node:path';
import type { Files } from '@fairlead/core';
import {
  findLegacyConstraint,
  findLocalModules,
  type GoTree,
  type ModuleSums,
  readSums,
  walkSources,
} from '@fairlead/go';
import { hashTexts } from './keys.ts';
import { type ReadSource, readEmbedded } from './read-embedded.ts';

/** What one read of all sources tells. */
export interface SourceFacts {
  /** Hash of the files that pin dependencies. */
  readonly lock: string;
  /** Hash of everything that is compiled, modules beside the working directory included. */
  readonly source: string;
  /** Hash of the import paths that may be of other modules. */
  readonly imports: string;
  /** What go.sum and its like say. */
  readonly sums: ModuleSums;
  /** Files with only the old form of build constraint. */
  readonly legacy: readonly { readonly path: string; readonly line: number }[];
}

/** Reads every source file of the modules once: for the cache key and for what is worth a warning. */
export async function readSources(files: Files, tree: GoTree): Promise<SourceFacts> {
  const locks: string[] = [];
  const sources: string[] = [];
  const imports = new Set<string>();
  const legacy: { path: string; line: number }[] = [];
  for (const module of tree.modules) {
    const pinned = await readAll(files, [`${module.dir}/go.sum`, `${module.dir}/vendor/modules.txt`]);
    locks.push(module.path, ...pinned);
    const read = await readModule(files, module.dir);
    sources.push(module.path, ...read.texts);
    for (const { absolute, text } of read.files) {
      for (const [, path = ''] of text.matchAll(IMPORT)) imports.add(path);
      const line = absolute.endsWith('.go') ? findLegacyConstraint(text) : undefined;
      if (line !== undefined) legacy.push({ path: absolute, line });
    }
  }
  for (const dir of await findLocalModules(files, tree))
    sources.push(...(await readModule(files, dir)).texts);
  for (const home of vendorHomes(tree)) sources.push(...(await readVendored(files, `${home}/vendor`)));
  for (const { path } of tree.workspaces)
    locks.push(
      ...(await readAll(files, [`${dirname(path)}/go.work.sum`, `${dirname(path)}/vendor/modules.txt`])),
    );
  return {
    lock: hashTexts(locks),
    source: hashTexts(sources),
    imports: hashTexts([...imports].sort()),
    sums: readSums(locks),
    legacy,
  };
}

/** A quoted path with a dot before its first slash at the end of a line: those of the standard library have none. */
const IMPORT = /"([\w~-]+\.[^"\s]*)"[ \t;)]*$/gm;

/** Everything of one module that is compiled: go.mod, sources, and what they embed. */
async function readModule(
  files: Files,
  dir: string,
): Promise<{ readonly texts: readonly string[]; readonly files: readonly ReadSource[] }> {
  const read: ReadSource[] = [];
  const texts = [await files.readText(`${dir}/go.mod`)];
  for (const { path, absolute } of await walkSources(files, dir)) {
    const text = await files.readText(absolute);
    texts.push(path, text);
    read.push({ absolute, text });
  }
  return { texts: [...texts, ...(await readEmbedded(files, dir, read))], files: read };
}

function vendorHomes(tree: GoTree): ReadonlySet<string> {
  return new Set(
    tree.modules.flatMap(({ dir, workFile, vendored }) =>
      vendored ? [workFile === undefined ? dir : dirname(workFile)] : [],
    ),
  );
}

/** modules.txt says which versions are vendored, not whether their files are still those. */
async function readVendored(files: Files, vendor: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, absolute } of await walkSources(files, vendor))
    found.push(path, await files.sha256(absolute));
  return found;
}

async function readAll(files: Files, paths: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const path of paths)
    if ((await files.stat(path))?.kind === 'file') texts.push(await files.readText(path));
  return texts;
}
