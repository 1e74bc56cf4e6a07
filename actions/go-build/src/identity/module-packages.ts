import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import { type GoModule, importPaths, type PackageStrings, readStrings } from '@fairlead/go';

/** The packages of one module, each read once, as far as versions need them. */
export interface ModulePackages {
  /** The strings of a package of the module; undefined for one of another module. */
  read(importPath: string): Promise<PackageStrings | undefined>;
  readFolder(dir: string): Promise<PackageStrings>;
  /** Whether what lies in a folder imports a package of the module, by whichever way. */
  reaches(dir: string, importPath: string): Promise<boolean>;
}

/** Reads packages of a module when they are asked for. */
export function readModulePackages(files: Files, module: GoModule): ModulePackages {
  const texts = new Map<string, Promise<readonly string[]>>();
  const strings = new Map<string, Promise<PackageStrings>>();
  const load = (dir: string): Promise<readonly string[]> => once(texts, dir, () => readSources(files, dir));
  const readFolder = (dir: string): Promise<PackageStrings> =>
    once(strings, dir, async () => {
      const sources = await load(dir);
      const plain = readStrings(sources);
      const others = new Map<string, PackageStrings>();
      for (const path of plain.imports) {
        const folder = folderOf(path, module);
        if (folder !== undefined && folder !== dir) others.set(path, readStrings(await load(folder)));
      }
      if (others.size === 0) return plain;
      return readStrings(sources, (path, name) => others.get(path)?.constants.has(name) ?? false);
    });
  const reaches = async (dir: string, importPath: string): Promise<boolean> => {
    const seen = new Set([dir]);
    const open = [dir];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      for (const path of (await load(folder)).flatMap(importPaths)) {
        if (path === importPath) return true;
        const next = folderOf(path, module);
        if (next !== undefined && !seen.has(next)) open.push(next);
        if (next !== undefined) seen.add(next);
      }
    }
    return false;
  };
  return {
    readFolder,
    reaches,
    read: async (path) => {
      const dir = folderOf(path, module);
      return dir === undefined ? undefined : readFolder(dir);
    },
  };
}

/** The folder of an import path; undefined when it is of another module. */
export function folderOf(importPath: string, module: GoModule): string | undefined {
  if (importPath === module.path) return module.dir;
  return importPath.startsWith(`${module.path}/`)
    ? join(module.dir, importPath.slice(module.path.length + 1))
    : undefined;
}

async function readSources(files: Files, dir: string): Promise<readonly string[]> {
  const names = (await files.list(dir)).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  const texts: string[] = [];
  for (const name of names)
    if ((await files.stat(join(dir, name)))?.kind === 'file')
      texts.push(await files.readText(join(dir, name)));
  return texts;
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
