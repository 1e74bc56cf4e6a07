import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readContents } from '../packs/contents.ts';
import { readIndexLine, sha256, withFile } from '../packs/pack-file.ts';
import { moduleFolder, moduleRecord } from './module-folders.ts';
import { type ModuleIndex, type PackedModule, parseModuleIndex } from './module-pack.ts';
import { type ModuleSums, moduleHash } from './module-sums.ts';

/** What came out of a pack of modules. */
export interface UnpackedModules {
  /** Whether all that a build needed was in it, and is there now. */
  readonly whole: boolean;
  readonly modules: readonly PackedModule[];
  /** The module cache that has them. */
  readonly home: string;
  /** What was left out, and why: one sentence each. */
  readonly doubts: readonly string[];
}

/**
 * Puts the modules of a pack into the module cache, as far as go.sum names them and has the hash of their files: the go
 * command looks at an archive's hash and never at unpacked files. Each module appears whole or not at all.
 */
export async function unpackModules(
  pack: string,
  modCache: string,
  sums: ModuleSums,
  openHome: (index: string) => string,
): Promise<UnpackedModules> {
  const nothing = { whole: false, modules: [], home: modCache };
  if (!existsSync(pack)) return { ...nothing, doubts: ['it does not say what is in it'] };
  return withFile(pack, (file) => {
    const line = readIndexLine(file);
    const index = line === undefined ? undefined : parseModuleIndex(line);
    if (line === undefined || index === undefined)
      return { ...nothing, doubts: ['it has an index that cannot be read'] };
    return putAll(file, Buffer.byteLength(line), index, { modCache: openHome(line), sums });
  });
}

/** Files for which go.sum has one hash. */
interface Parcel {
  readonly name: string;
  readonly module: PackedModule;
  /** What go.sum says; undefined when it is of another one. */
  readonly wanted: string | undefined;
  /** What the pack says of itself. */
  readonly claimed: string;
  readonly put: (contents: readonly Buffer[]) => void;
}

async function putAll(
  file: number,
  start: number,
  { whole, modules, mods }: ModuleIndex,
  { modCache, sums }: { readonly modCache: string; readonly sums: ModuleSums },
): Promise<UnpackedModules> {
  mkdirSync(join(modCache, 'cache', 'download'), { recursive: true });
  const archives = modules.map((module): Parcel => {
    const name = `${module.path}@${module.version}`;
    const all = [...module.files, ...module.others];
    const claimed = moduleHash(all.map((one) => ({ ...one, name: `${name}/${one.name}` })));
    const wanted = sums.get(`${module.path} ${module.version}`);
    return { name, module, wanted, claimed, put: (found) => putModule(modCache, module, found, claimed) };
  });
  const records = mods.map((module): Parcel => {
    const name = `go.mod of ${module.path}@${module.version}`;
    const wanted = sums.get(`${module.path} ${module.version}/go.mod`);
    const put = ([content]: readonly Buffer[]): void =>
      putRecord(moduleRecord(modCache, module, 'mod'), content ?? Buffer.alloc(0));
    return { name, module, wanted, claimed: moduleHash(module.files), put };
  });
  const parcels = [...archives, ...records];
  const put = await putParcels(file, start, parcels);
  const doubts = parcels
    .filter((parcel) => parcel.wanted !== undefined && !put.has(parcel))
    .map(({ name }) => `${name} is not what go.sum says`);
  const came = archives.filter((parcel) => put.has(parcel)).map(({ module }) => module);
  return {
    whole: whole && doubts.length === 0,
    modules: came,
    home: modCache,
    doubts,
  };
}

/** Puts each parcel when its last file has come, if all are what go.sum says. Gives those that were put. */
async function putParcels(file: number, start: number, parcels: readonly Parcel[]): Promise<Set<Parcel>> {
  const put = new Set<Parcel>();
  const files = parcels.flatMap((parcel) => parcel.module.files.map((one) => ({ parcel, ...one })));
  let contents: Buffer[] = [];
  const take = (content: Buffer, index: number): true => {
    const one = files[index];
    if (one === undefined) return true;
    const { parcel } = one;
    if (parcel.wanted === parcel.claimed && sha256(content) === one.sha256) contents.push(content);
    if (parcel === files[index + 1]?.parcel) return true;
    if (contents.length === parcel.module.files.length) {
      parcel.put(contents);
      put.add(parcel);
    }
    contents = [];
    return true;
  };
  await readContents(
    file,
    start,
    files.map(({ size }) => size),
    take,
  );
  return put;
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
