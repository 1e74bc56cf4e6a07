import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readAt, readIndexLine, sha256, withFile } from '../packs/pack-file.ts';
import { moduleFolder, moduleRecord } from './module-folders.ts';
import { type ModuleIndex, type PackedModule, parseModuleIndex } from './module-pack.ts';
import { type ModuleSums, type ModuleVersion, moduleHash } from './module-sums.ts';

/** What came out of a pack of modules. */
export interface UnpackedModules {
  /** Whether all that a build needed was in it, and is there now. */
  readonly whole: boolean;
  readonly modules: readonly ModuleVersion[];
  /** Bytes of their files. */
  readonly bytes: number;
  /** What was left out, and why: one sentence each. */
  readonly doubts: readonly string[];
}

/**
 * Puts the modules of a pack into the module cache, as far as go.sum names them and has the hash of their files: the go
 * command looks at an archive's hash and never at unpacked files. Each module appears whole or not at all.
 */
export function unpackModules(pack: string, modCache: string, sums: ModuleSums): UnpackedModules {
  if (!existsSync(pack)) return { ...NOTHING, doubts: ['it does not say what is in it'] };
  return withFile(pack, (file) => {
    const line = readIndexLine(file);
    const index = line === undefined ? undefined : parseModuleIndex(line);
    if (line === undefined || index === undefined)
      return { ...NOTHING, doubts: ['it has an index that cannot be read'] };
    return putAll(file, Buffer.byteLength(line), index, { modCache, sums });
  });
}

const NOTHING: UnpackedModules = { whole: false, modules: [], bytes: 0, doubts: [] };

function putAll(
  file: number,
  start: number,
  { whole, modules, mods }: ModuleIndex,
  { modCache, sums }: { readonly modCache: string; readonly sums: ModuleSums },
): UnpackedModules {
  const doubts: string[] = [];
  const put: ModuleVersion[] = [];
  let bytes = 0;
  let at = start;
  const contentsOf = ({ files }: PackedModule): (() => readonly Buffer[] | undefined) => {
    const from = at;
    for (const { size } of files) at += size;
    return () => readContents(file, from, files);
  };
  mkdirSync(join(modCache, 'cache', 'download'), { recursive: true });
  for (const module of modules) {
    const { path, version, files } = module;
    const name = `${path}@${version}`;
    const contents = contentsOf(module);
    const wanted = sums.get(`${path} ${version}`);
    if (wanted === undefined) continue; // of another go.sum
    const hash = moduleHash(files.map((one) => ({ ...one, name: `${name}/${one.name}` })));
    const found = hash === wanted ? contents() : undefined;
    if (found === undefined) doubts.push(`${name} is not what go.sum says`);
    else {
      putModule(modCache, module, found, hash);
      put.push({ path, version });
      bytes += files.reduce((sum, { size }) => sum + size, 0);
    }
  }
  for (const module of mods) {
    const { path, version, files } = module;
    const contents = contentsOf(module);
    const wanted = sums.get(`${path} ${version}/go.mod`);
    if (wanted === undefined) continue;
    const [content] = (moduleHash(files) === wanted ? contents() : undefined) ?? [];
    if (content === undefined) doubts.push(`go.mod of ${path}@${version} is not what go.sum says`);
    else putRecord(moduleRecord(modCache, module, 'mod'), content);
  }
  return { whole: whole && doubts.length === 0, modules: put, bytes, doubts };
}

/** The contents of files that follow one another; undefined when one is not what its hash says. */
function readContents(
  file: number,
  from: number,
  files: PackedModule['files'],
): readonly Buffer[] | undefined {
  let at = from;
  const contents: Buffer[] = [];
  for (const { size, sha256: wanted } of files) {
    const content = readAt(file, at, size);
    at += size;
    if (content.length !== size || sha256(content) !== wanted) return undefined;
    contents.push(content);
  }
  return contents;
}

function putModule(modCache: string, module: PackedModule, contents: readonly Buffer[], hash: string): void {
  const folder = moduleFolder(modCache, module);
  if (!existsSync(folder)) {
    const begun = mkdtempSync(join(modCache, 'cache', 'fairlead-'));
    const made = new Set<string>();
    for (const [index, { name }] of module.files.entries()) {
      const path = join(begun, name);
      if (!made.has(dirname(path))) mkdirSync(dirname(path), { recursive: true });
      made.add(dirname(path));
      writeFileSync(path, contents[index] ?? '', { mode: 0o444 });
    }
    moveInPlace(begun, folder);
  }
  putRecord(moduleRecord(modCache, module, 'ziphash'), Buffer.from(hash));
}

function moveInPlace(begun: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  try {
    renameSync(begun, folder);
  } catch (error) {
    rmSync(begun, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // another process was first
  }
}

function putRecord(path: string, content: Uint8Array): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.fairlead`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}
