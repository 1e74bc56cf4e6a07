import { dirname, relative } from 'node:path';
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
import { reachedSources } from './reached-sources.ts';
import { type ReadSource, readEmbedded } from './read-embedded.ts';

/** What one read of all sources tells. */
export interface SourceFacts {
  /** Hash of the files that pin dependencies. */
  readonly lock: string;
  /** Hash of everything that the programs are made of, modules beside the working directory included. */
  readonly source: string;
  /** Hash of what decides which modules are needed beside go.sum: import paths that may be of other modules, and go.mod files. */
  readonly imports: string;
  /** What go.sum and its like say. */
  readonly sums: ModuleSums;
  /** Whether a go.mod requires anything: where none does, there is nothing to download. */
  readonly requires: boolean;
  /** Files with only the old form of build constraint. */
  readonly legacy: readonly { readonly path: string; readonly line: number }[];
  /** Embedded files that are pointers of Git LFS, absolute. */
  readonly pointers: readonly string[];
  /** Files that import "C", which the go command leaves out without cgo; absolute. */
  readonly native: readonly string[];
}

/**
 * Reads every source file of the modules once: for the cache key and for what is worth a warning. `mains`: the folders of
 * the programs, where what they do not import is no part of the key; undefined where everything counts.
 */
export async function readSources(
  files: Files,
  tree: GoTree,
  mains: readonly string[] | undefined,
): Promise<SourceFacts> {
  const locks: string[] = [];
  const sources: string[] = [];
  const imports = new Set<string>();
  const goMods: string[] = [];
  const pointers: string[] = [];
  const readGoMod = async (dir: string): Promise<string> => {
    const text = await files.readText(`${dir}/go.mod`);
    goMods.push(text);
    return text;
  };
  const legacy: { path: string; line: number }[] = [];
  const own = new Map<string, readonly ReadSource[]>();
  for (const { dir } of tree.modules) own.set(dir, await readFiles(files, dir));
  const all = [...own.values()].flat();
  const isReached = mains === undefined ? () => true : reachedSources(tree.modules, all, mains);
  for (const { absolute, text } of all) {
    const line = absolute.endsWith('.go') ? findLegacyConstraint(text) : undefined;
    if (line !== undefined) legacy.push({ path: absolute, line });
  }
  const native = all.filter((source) => isReached(source) && importsC(source.text));
  for (const { dir, path } of tree.modules) {
    locks.push(path, ...(await readAll(files, [`${dir}/go.sum`, `${dir}/vendor/modules.txt`])));
    const counted = (own.get(dir) ?? []).filter(isReached);
    const goMod = await readGoMod(dir);
    sources.push(path, ...(await describe(files, { dir, goMod }, counted, pointers)));
    noteImports(goMod, counted, imports);
  }
  const beside = await findLocalModules(files, tree);
  for (const dir of beside) {
    const read = await readFiles(files, dir); // a module from elsewhere may import any package of these
    const goMod = await readGoMod(dir);
    sources.push(...(await describe(files, { dir, goMod }, read, pointers)));
    noteImports(goMod, read, imports);
  }
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
    requires: goMods.some((text) => /^[ \t]*require\b/m.test(text)),
    legacy,
    pointers,
    native: native.map(({ absolute }) => absolute),
  };
}

function importsC(source: string): boolean {
  return /^(?:import)?[ \t]*"C"[ \t]*$/m.test(source);
}

/** Notes what decides which modules are needed; comments of go.mod do not. */
function noteImports(goMod: string, sources: readonly ReadSource[], imports: Set<string>): void {
  imports.add(goMod.replace(/[ \t]*\/\/.*$/gm, '').trim());
  for (const { text } of sources) for (const [, found = ''] of text.matchAll(IMPORT)) imports.add(found);
}

/** A quoted path with a dot before its first slash at the end of a line: those of the standard library have none. */
const IMPORT = /"([\w~-]+\.[^"\s]*)"[ \t;)]*$/gm;

/** The sources of a module, sorted. */
async function readFiles(files: Files, dir: string): Promise<readonly ReadSource[]> {
  const read: ReadSource[] = [];
  for (const { absolute } of await walkSources(files, dir))
    read.push({ absolute, text: await files.readText(absolute) });
  return read;
}

/** What counts of a module: go.mod, sources, and what they embed; notes what of that is not here. */
async function describe(
  files: Files,
  { dir, goMod }: { readonly dir: string; readonly goMod: string },
  sources: readonly ReadSource[],
  pointers: string[],
): Promise<readonly string[]> {
  const embedded = await readEmbedded(files, dir, sources);
  pointers.push(...embedded.pointers);
  const texts = sources.flatMap(({ absolute, text }) => [relative(dir, absolute), text]);
  return [goMod, ...texts, ...embedded.facts];
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
