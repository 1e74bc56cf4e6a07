import { dirname } from 'node:path';
import type { Files } from '@fairlead/core';
import { findLegacyConstraint, findLocalModules, type GoTree, walkSources } from '@fairlead/go';
import { hashTexts } from './keys.ts';

/** What one read of all sources tells. */
export interface SourceFacts {
  /** Hash of the files that pin dependencies. */
  readonly lock: string;
  /** Hash of everything that is compiled, modules beside the working directory included. */
  readonly source: string;
  /** Files with only the old form of build constraint. */
  readonly legacy: readonly { readonly path: string; readonly line: number }[];
}

/** Reads every source file of the modules once: for the cache key and for what is worth a warning. */
export async function readSources(files: Files, tree: GoTree): Promise<SourceFacts> {
  const locks: string[] = [];
  const sources: string[] = [];
  const legacy: { path: string; line: number }[] = [];
  for (const module of tree.modules) {
    const pinned = await readAll(files, [`${module.dir}/go.sum`, `${module.dir}/vendor/modules.txt`]);
    locks.push(module.path, ...pinned);
    sources.push(module.path, await files.readText(`${module.dir}/go.mod`));
    for (const { path, absolute } of await walkSources(files, module.dir)) {
      const text = await files.readText(absolute);
      sources.push(path, text);
      const line = path.endsWith('.go') ? findLegacyConstraint(text) : undefined;
      if (line !== undefined) legacy.push({ path: absolute, line });
    }
  }
  for (const dir of await findLocalModules(files, tree)) {
    sources.push(await files.readText(`${dir}/go.mod`));
    for (const { path, absolute } of await walkSources(files, dir))
      sources.push(path, await files.readText(absolute));
  }
  for (const { path } of tree.workspaces)
    locks.push(
      ...(await readAll(files, [`${dirname(path)}/go.work.sum`, `${dirname(path)}/vendor/modules.txt`])),
    );
  return { lock: hashTexts(locks), source: hashTexts(sources), legacy };
}

async function readAll(files: Files, paths: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const path of paths)
    if ((await files.stat(path))?.kind === 'file') texts.push(await files.readText(path));
  return texts;
}
