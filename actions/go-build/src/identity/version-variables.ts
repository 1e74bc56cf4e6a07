import { join } from 'node:path';
import { type Files, InputError } from '@fairlead/core';
import { findStringVariables, type GoModule } from '@fairlead/go';
import type { Identity } from './identity.ts';

/** One variable that the linker sets. */
export interface VersionVariable {
  /** `main.version`, `example.com/orders/internal/version.Commit`. */
  readonly symbol: string;
  readonly value: string;
}

type Part = 'version' | 'commit' | 'date';

/** Spellings that are common in Go code, in order of preference. */
const NAMES: Readonly<Record<Part, readonly string[]>> = {
  version: ['Version', 'version'],
  commit: ['Commit', 'commit', 'GitCommit', 'gitCommit', 'Revision', 'revision'],
  date: ['Date', 'date', 'BuildDate', 'buildDate'],
};

/** Packages below a module's folder that often hold the version. */
const USUAL_HOMES = ['internal/version', 'version', 'pkg/version', 'internal/buildinfo'];

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
  linked: Linked,
  identity: Identity,
): Promise<readonly VersionVariable[]> {
  if (where === 'off') return [];
  if (where !== 'auto' && where !== 'main' && folderOf(where, linked.module) === undefined)
    return outsideVariables(where, identity);
  for (const [path, dir] of candidates(where, linked)) {
    const variables = setIn(path, await variablesIn(files, dir), identity);
    if (variables.length > 0) return variables;
  }
  if (where === 'auto') return [];
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

function candidates(where: string, { dir, module }: Linked): readonly (readonly [string, string])[] {
  if (where === 'main') return [['main', dir]];
  if (where !== 'auto') return [[where, folderOf(where, module) ?? '']];
  return [
    ['main', dir],
    ...USUAL_HOMES.map((home) => [`${module.path}/${home}`, join(module.dir, home)] as const),
  ];
}

function folderOf(importPath: string, module: GoModule): string | undefined {
  if (importPath === module.path) return module.dir;
  return importPath.startsWith(`${module.path}/`)
    ? join(module.dir, importPath.slice(module.path.length + 1))
    : undefined;
}

async function variablesIn(files: Files, dir: string): Promise<ReadonlySet<string>> {
  const names = (await files.list(dir)).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  const sources = await Promise.all(names.map((name) => files.readText(join(dir, name))));
  return new Set(sources.flatMap((source) => findStringVariables(source)));
}

function setIn(path: string, known: ReadonlySet<string>, identity: Identity): readonly VersionVariable[] {
  return (Object.keys(NAMES) as Part[]).flatMap((part) => {
    const name = NAMES[part].find((spelling) => known.has(spelling));
    const value = identity[part];
    return name === undefined || value === '' ? [] : [{ symbol: `${path}.${name}`, value }];
  });
}

/** A package of a dependency cannot be read before it is downloaded; the linker ignores names that do not exist. */
function outsideVariables(path: string, identity: Identity): readonly VersionVariable[] {
  return (Object.keys(NAMES) as Part[]).flatMap((part) =>
    identity[part] === ''
      ? []
      : NAMES[part]
          .filter((name) => /^[A-Z]/.test(name))
          .map((name) => ({ symbol: `${path}.${name}`, value: identity[part] })),
  );
}
