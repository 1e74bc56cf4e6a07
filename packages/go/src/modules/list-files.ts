import { tagFlags } from '../flags/tags.ts';
import type { GoRun } from '../toolchain/toolchain.ts';
import { splitObjects } from './json-objects.ts';
import type { GoPackage } from './list-packages.ts';

/** The files of a package by what the go command does with them. Names, without folders. */
export interface GoFileNames {
  /** Go files that are compiled, without those that import "C". */
  readonly go: readonly string[];
  /** Go files that import "C". */
  readonly cgo: readonly string[];
  /** Test files, those of the `_test` package included. */
  readonly tests: readonly string[];
}

/** A package with its files. */
export interface PackageFiles extends Pick<GoPackage, 'importPath' | 'name' | 'dir'> {
  readonly files: GoFileNames;
}

/** What to list, and where. */
export interface ListFilesOptions {
  /** Folder that the patterns are relative to. */
  readonly dir: string;
  readonly patterns: readonly string[];
  readonly tags: readonly string[];
  /** Build with the race detector: it has a build tag of its own. */
  readonly race: boolean;
}

interface ListedFiles {
  readonly ImportPath?: string;
  readonly Name?: string;
  readonly Dir?: string;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly TestGoFiles?: readonly string[];
  readonly XTestGoFiles?: readonly string[];
}

/** Lists the files of packages for the platform in `run.env`, without loading dependencies. */
export async function listFiles(
  { exec, env, signal }: GoRun,
  { dir, patterns, tags, race }: ListFilesOptions,
): Promise<readonly PackageFiles[]> {
  const flags = [...tagFlags(tags), ...(race ? ['-race'] : [])];
  const fields = '-json=ImportPath,Name,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles';
  const args = ['list', '-find', '-e', fields, ...flags, '--', ...patterns];
  // PWD keeps the folders in the answer spelt as they were asked for, also below a symbolic link
  const { stdout } = await exec.run('go', args, { cwd: dir, env: { ...env, PWD: dir }, signal });
  return splitObjects(stdout).map((text) => {
    const listed = JSON.parse(text) as ListedFiles;
    return {
      importPath: listed.ImportPath ?? '',
      name: listed.Name ?? '',
      dir: listed.Dir ?? '',
      files: {
        go: listed.GoFiles ?? [],
        cgo: listed.CgoFiles ?? [],
        tests: [...(listed.TestGoFiles ?? []), ...(listed.XTestGoFiles ?? [])],
      },
    };
  });
}
