import { relative } from 'node:path';
import { executableName, type GoModule, type GoTree, moduleAround } from '@fairlead/go';
import { locate } from './package-patterns.ts';
import type { Build } from './read-build.ts';

/** An entry of `builds` and the package that it means. */
export interface PlacedBuild extends Build {
  /** Where it stands among the entries. */
  readonly index: number;
  readonly dir: string;
  readonly module: GoModule;
  readonly importPath: string;
  /** Name of the binary. */
  readonly name: string;
}

/** The packages of entries; without those that lie in no module. */
export function placeBuilds(
  builds: readonly Build[],
  tree: GoTree,
  workingDirectory: string,
): readonly PlacedBuild[] {
  return [...builds.entries()].flatMap(([index, build]) => {
    const dir = locate(build.package, tree, workingDirectory).base;
    const module = moduleAround(tree.modules, dir);
    if (module === undefined) return [];
    const below = relative(module.dir, dir).replaceAll('\\', '/');
    const importPath = below === '' ? module.path : `${module.path}/${below}`;
    return [{ ...build, index, dir, module, importPath, name: build.name ?? executableName(importPath) }];
  });
}
