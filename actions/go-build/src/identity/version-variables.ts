import { type Files, InputError } from '@fairlead/core';
import type { GoModule, PackageStrings } from '@fairlead/go';
import type { Identity } from './identity.ts';
import { folderOf, type ModulePackages, readModulePackages } from './module-packages.ts';

/** One variable that the linker sets. */
export interface VersionVariable {
  /** `main.version`, `example.com/orders/internal/version.Commit`. */
  readonly symbol: string;
  readonly value: string;
}

/** What somebody without a variable for the version can add. */
export const VERSION_LINE = 'One line in package main is enough: var version = "dev"';

type Part = 'version' | 'commit' | 'date';

/** Names that are common in Go code, in order of preference; case and `_` do not count. */
const NAMES: Readonly<Record<Part, readonly string[]>> = {
  version: ['version'],
  commit: ['commit', 'gitcommit', 'revision', 'gitrevision', 'commithash', 'commitsha', 'githash', 'gitsha'],
  date: ['date', 'builddate', 'buildtime', 'commitdate'],
};

/** Packages of a dependency are set without being read: these spellings, which Go packages for versions have. */
const OUTSIDE: Readonly<Record<Part, readonly string[]>> = {
  version: ['Version'],
  commit: ['Commit', 'GitCommit', 'Revision'],
  date: ['Date', 'BuildDate'],
};

/** Packages of other modules that many programs have for their version; they are set when somebody names them. */
export const KNOWN_HOMES = ['github.com/prometheus/common/version'];

/** Packages below a module's folder that often hold the version. */
const USUAL_HOMES = [
  'internal/version',
  'version',
  'pkg/version',
  'internal/buildinfo',
  'pkg/buildinfo',
  'buildinfo',
  'internal/build',
  'cmd',
  'internal/cmd',
];

/** The main package that is linked. */
export interface Linked {
  readonly dir: string;
  readonly module: GoModule;
}

/**
 * Finds the variables to set for a main package. `where`: `auto`, `main`, `off` or an import path.
 *
 * @throws InputError when a named package of the module has none of the variables.
 */
export async function findVersionVariables(
  files: Files,
  where: string,
  { dir, module }: Linked,
  identity: Identity,
): Promise<readonly VersionVariable[]> {
  if (where === 'off') return [];
  const packages = readModulePackages(files, module);
  if (where === 'auto') return findAnywhere(packages, { dir, module }, identity);
  if (where !== 'main' && folderOf(where, module) === undefined) return outsideVariables(where, identity);
  const named = where === 'main' ? await packages.readFolder(dir) : await packages.read(where);
  const variables = setIn(where, named, identity);
  if (variables.length > 0) return variables;
  throw new InputError([
    {
      input: 'version-package',
      value: where,
      problem: 'has no string variable for a version',
      allowed:
        'a package with `var Version string` (Commit and Date are set too where they exist), auto or off',
    },
  ]);
}

/** Package main, else a usual home that it imports; one that has a version before one that has only other parts. */
async function findAnywhere(
  packages: ModulePackages,
  { dir, module }: Linked,
  identity: Identity,
): Promise<readonly VersionVariable[]> {
  let second = setIn('main', await packages.readFolder(dir), identity);
  if (hasVersion(second)) return second;
  for (const home of USUAL_HOMES) {
    const path = `${module.path}/${home}`;
    const variables = setIn(path, await packages.read(path), identity);
    if (variables.length === 0 || !(await packages.reaches(dir, path))) continue;
    if (hasVersion(variables)) return variables;
    if (second.length === 0) second = variables;
  }
  return second;
}

function hasVersion(variables: readonly VersionVariable[]): boolean {
  return variables.some(({ symbol }) => plainName(symbol.slice(symbol.lastIndexOf('.') + 1)) === 'version');
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

function setIn(
  path: string,
  strings: PackageStrings | undefined,
  identity: Identity,
): readonly VersionVariable[] {
  const known = strings?.variables ?? [];
  return (Object.keys(NAMES) as Part[]).flatMap((part) => {
    const name = pickName(NAMES[part], known);
    const value = identity[part];
    return name === undefined || value === '' ? [] : [{ symbol: `${path}.${name}`, value }];
  });
}

/** The first name that is there; of several spellings the one that other packages can read. */
function pickName(names: readonly string[], known: readonly string[]): string | undefined {
  for (const name of names) {
    const spellings = known.filter((variable) => plainName(variable) === name);
    const best = spellings.find((spelling) => /^\p{Lu}/u.test(spelling)) ?? spellings[0];
    if (best !== undefined) return best;
  }
  return undefined;
}

/** A package of a dependency cannot be read before it is downloaded; the linker ignores names that do not exist. */
function outsideVariables(path: string, identity: Identity): readonly VersionVariable[] {
  return (Object.keys(OUTSIDE) as Part[]).flatMap((part) =>
    identity[part] === ''
      ? []
      : OUTSIDE[part].map((name) => ({ symbol: `${path}.${name}`, value: identity[part] })),
  );
}
