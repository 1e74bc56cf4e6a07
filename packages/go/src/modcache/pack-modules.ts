import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeContents } from '../packs/contents.ts';
import { sha256, writeAll } from '../packs/pack-file.ts';
import { moduleFolder, moduleRecord } from './module-folders.ts';
import { MODULES, type ModuleIndex, type PackedModule } from './module-pack.ts';
import { type ModuleSums, type ModuleVersion, moduleHash } from './module-sums.ts';

/** What is to be packed. */
export interface ModulesToPack {
  readonly index: ModuleIndex;
  /** Bytes of the modules' files. */
  readonly bytes: number;
}

/**
 * Finds what a pack of modules would hold: of the modules that a build needs, those whose files are what go.sum says, and
 * all go.mod files that go.sum names. What was changed on this machine is left out, and the pack is not whole then.
 */
export function planModules(
  modCache: string,
  needed: readonly ModuleVersion[],
  sums: ModuleSums,
): ModulesToPack {
  const modules = needed.flatMap((module) => {
    const files = listFiles(moduleFolder(modCache, module));
    const name = `${module.path}@${module.version}`;
    const hash = moduleHash(files.map((one) => ({ ...one, name: `${name}/${one.name}` })));
    return hash === sums.get(`${module.path} ${module.version}`) ? [{ ...module, files }] : [];
  });
  const mods = [...sums].flatMap(([key, hash]): PackedModule[] => {
    const [path = '', version = ''] = key.endsWith('/go.mod') ? key.slice(0, -7).split(' ') : [];
    const file = moduleRecord(modCache, { path, version }, 'mod');
    if (version === '' || !existsSync(file)) return [];
    const content = readFileSync(file);
    const files = [{ name: 'go.mod', size: content.length, sha256: sha256(content) }];
    return moduleHash(files) === hash ? [{ path, version, files }] : [];
  });
  const bytes = modules.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0);
  return { index: { whole: modules.length === needed.length, modules, mods }, bytes };
}

/** Bytes of the files of modules, without a look into them. */
export function bytesOfModules(modCache: string, modules: readonly ModuleVersion[]): number {
  const sizes = modules.flatMap((module) =>
    plainFiles(moduleFolder(modCache, module)).map(({ size }) => size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Writes the pack into a folder that is to be saved; says whether all was still what it had been. */
export async function writeModules(
  modCache: string,
  folder: string,
  { index }: ModulesToPack,
): Promise<boolean> {
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
  return plainFiles(folder).map(({ path }) => {
    const content = readFileSync(path);
    return {
      name: relative(folder, path).split(sep).join('/'),
      size: content.length,
      sha256: sha256(content),
    };
  });
}

function plainFiles(folder: string): readonly { readonly path: string; readonly size: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(folder, name);
    const there = lstatSync(path);
    return there.isFile() ? [{ path, size: there.size }] : [];
  });
}
