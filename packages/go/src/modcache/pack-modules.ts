import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeContents } from '../packs/contents.ts';
import { sha256, writeAll } from '../packs/pack-file.ts';
import { moduleFolder, moduleRecord } from './module-folders.ts';
import { MODULES, type ModuleIndex, type PackedModule } from './module-pack.ts';
import { type ModuleSums, moduleHash, type NeededModule } from './module-sums.ts';
import { usedFiles } from './used-files.ts';

/**
 * What a pack would hold of modules, as far as their files are what go.sum says: what was changed on this machine is left
 * out. `apart`: only the files that a build reads, for a module cache of our own.
 */
export function packedModules(
  modCache: string,
  needed: readonly NeededModule[],
  sums: ModuleSums,
  apart: boolean,
): readonly PackedModule[] {
  return needed.flatMap(({ path, version, folders }) => {
    const folder = moduleFolder(modCache, { path, version });
    const all = listFiles(folder);
    if (!isAsPinned({ path, version }, all, sums)) return [];
    const read = (name: string): string => readFileSync(join(folder, name), 'latin1');
    const names = all.map(({ name }) => name);
    const used = apart ? usedFiles(names, folders, read) : undefined;
    const files = all.filter(({ name }) => used?.has(name) ?? true);
    const others = all.flatMap(({ name, sha256 }) => ((used?.has(name) ?? true) ? [] : [{ name, sha256 }]));
    return [{ path, version, files, others }];
  });
}

function isAsPinned(
  { path, version }: Pick<PackedModule, 'path' | 'version'>,
  files: PackedModule['files'],
  sums: ModuleSums,
): boolean {
  const named = files.map((one) => ({ ...one, name: `${path}@${version}/${one.name}` }));
  return moduleHash(named) === sums.get(`${path} ${version}`);
}

/** The go.mod files that go.sum names, as far as they are there and as it says. */
export function packedMods(modCache: string, sums: ModuleSums): readonly PackedModule[] {
  return [...sums].flatMap(([key, hash]): PackedModule[] => {
    const [path = '', version = ''] = key.endsWith('/go.mod') ? key.slice(0, -7).split(' ') : [];
    const file = moduleRecord(modCache, { path, version }, 'mod');
    if (version === '' || !existsSync(file)) return [];
    const content = readFileSync(file);
    const files = [{ name: 'go.mod', size: content.length, sha256: sha256(content) }];
    return moduleHash(files) === hash ? [{ path, version, files, others: [] }] : [];
  });
}

/** Bytes that a pack has of modules, without compression. */
export function bytesOfModules(modules: readonly PackedModule[]): number {
  return modules.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0);
}

/** Writes the pack into a folder that is to be saved; says whether all was still what it had been. */
export async function writeModules(modCache: string, folder: string, index: ModuleIndex): Promise<boolean> {
  mkdirSync(join(folder, MODULES), { recursive: true });
  const pack = openSync(join(folder, MODULES, 'pack'), 'wx');
  try {
    writeAll(pack, Buffer.from(`${JSON.stringify(index)}\n`));
    return await writeContents(pack, filesOf(modCache, index));
  } finally {
    closeSync(pack);
  }
}

function* filesOf(modCache: string, { modules, mods }: ModuleIndex): Generator<Uint8Array | undefined> {
  const read = (path: string, wanted: string): Uint8Array | undefined => {
    const content = readFileSync(path);
    return sha256(content) === wanted ? content : undefined;
  };
  for (const module of modules)
    for (const { name, sha256: wanted } of module.files)
      yield read(join(moduleFolder(modCache, module), name), wanted);
  for (const module of mods) yield read(moduleRecord(modCache, module, 'mod'), module.files[0]?.sha256 ?? '');
}

/** The plain files below a folder; what is no plain file makes the module another one than go.sum names. */
function listFiles(folder: string): PackedModule['files'] {
  return plainFiles(folder).map((path) => {
    const content = readFileSync(path);
    return {
      name: relative(folder, path).split(sep).join('/'),
      size: content.length,
      sha256: sha256(content),
    };
  });
}

function plainFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile());
}
