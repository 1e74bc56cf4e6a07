import type { PackageFiles } from '@fairlead/go';
import type { ModulePlan } from '../../src/plan/plan.ts';

/** A module in a folder, with its packages. */
export function moduleOf(dir: string, path: string, packages: readonly PackageFiles[] = []): ModulePlan {
  const file = { module: path, go: '1.26', toolchain: undefined, use: [] };
  const module = { dir, path, file, workFile: undefined, vendored: false };
  return { module, cwd: dir, env: { OF: path }, patterns: ['./...'], packages, unreadable: [] };
}

/** A package of the module `m` in /w, with the names of its files. */
export function packageOf(name: string, files: Partial<PackageFiles['files']> = {}): PackageFiles {
  return {
    importPath: `m/${name}`,
    name,
    dir: `/w/${name}`,
    files: { go: [], cgo: [], tests: [], ...files },
  };
}
