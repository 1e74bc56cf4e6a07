import { posix } from 'node:path';
import { tagFlags } from '../flags/tags.ts';
import { findMachineFault, machineFailure } from '../output/machine-fault.ts';
import { type GoRun, isFailedTool } from '../toolchain/toolchain.ts';
import type { GoModule } from './discover-modules.ts';
import { splitObjects } from './json-objects.ts';

/** A package as `go list` tells it, as far as it is asked for. */
export interface GoPackage {
  readonly importPath: string;
  /** Name in the package clause; empty when no file could be read. */
  readonly name: string;
  readonly dir: string;
  readonly files: GoFileNames;
  /** Which of the patterns it matches. */
  readonly patterns: readonly string[];
  /** What the go command has to say against it. */
  readonly error: string | undefined;
}

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
export type PackageFiles = Pick<GoPackage, 'importPath' | 'name' | 'dir' | 'files'>;

/** Whether a Go file that is no test counts for this platform and these tags. */
export function hasSources({ files }: Pick<GoPackage, 'files'>): boolean {
  return files.go.length + files.cgo.length > 0;
}

/** What to list. */
export interface ListOptions {
  /** Patterns relative to the module's folder; default: all. */
  readonly patterns?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Build with the race detector: it has a build tag of its own. */
  readonly race?: boolean;
  /** Path of the module's own go.mod without its requirements (`bareModFile`): it is asked with this first. */
  readonly bare?: string | undefined;
}

interface ListedPackage {
  readonly ImportPath?: string;
  readonly Name?: string;
  readonly Dir?: string;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly TestGoFiles?: readonly string[];
  readonly XTestGoFiles?: readonly string[];
  readonly Match?: readonly string[];
  readonly Error?: { readonly Pos?: string; readonly Err?: string };
}

/**
 * Lists a module's packages for the platform in `run.env`, without loading dependencies. Nothing is downloaded, except
 * where Go cannot even list without the go.mod files of all dependencies: below `go 1.17`, or with a go.work
 * (https://go.dev/ref/mod#graph-pruning). Then it is asked again with the proxy of the environment.
 *
 * @throws ToolError TOOL_FAILED when the listing failed; DISK_FULL or TOOL_KILLED when the machine did it.
 */
export async function listPackages(
  run: GoRun,
  module: GoModule,
  options: ListOptions = {},
): Promise<readonly GoPackage[]> {
  const packages = parseListing(await list(run, module, options), options.patterns);
  for (const { error } of packages) {
    const fault = error === undefined ? undefined : findMachineFault(error);
    if (fault !== undefined) throw machineFailure(fault, `listing the packages of ${module.path}`);
  }
  return packages;
}

/** A large repository on a slow disk takes its time. */
const LIST_MS = 10 * 60_000;

async function list(
  { exec, env, signal }: GoRun,
  { dir }: GoModule,
  { patterns = ['./...'], tags = [], race = false, bare }: ListOptions,
): Promise<string> {
  const flags = [...tagFlags(tags), ...(race ? ['-race'] : [])];
  const fields = '-json=ImportPath,Name,Dir,Error,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Match';
  const ask = (...more: readonly string[]): readonly string[] => [
    'list',
    '-find',
    '-e',
    fields,
    ...flags,
    ...more,
    '--',
    ...patterns,
  ];
  const args = ask();
  // PWD keeps the folders in the answer spelt as they were asked for, also below a symbolic link
  const options = { cwd: dir, env: { ...env, PWD: dir }, signal };
  const offline = { ...options, env: { ...options.env, GOPROXY: 'off' }, timeoutMs: LIST_MS };
  if (bare !== undefined) {
    const listed = await exec.ask('go', ask('-mod=readonly', `-modfile=${bare}`), {
      ...offline,
      okCodes: 'any',
    });
    if (listed.exitCode === 0 && !/"Error": /.test(listed.stdout)) return listed.stdout;
  }
  try {
    const { stdout } = await exec.ask('go', args, offline);
    if (!wantsProxy(stdout)) return stdout;
  } catch (error) {
    if (!isFailedTool(error) || !wantsProxy(error.lastLines.join('\n'))) throw error;
  }
  return (await exec.run('go', args, options)).stdout;
}

/** Whether the go command missed nothing but what a proxy could have given it. */
function wantsProxy(text: string): boolean {
  return /disabled by GOPROXY=off/.test(text);
}

/** Reads the stream of JSON objects that `go list -json` prints. */
export function parseListing(text: string, asked: readonly string[] = []): readonly GoPackage[] {
  const spelt = new Map(asked.map((pattern) => [cleanPattern(pattern), pattern]));
  return splitObjects(text).map((object) => {
    const listed = JSON.parse(object) as ListedPackage;
    const { GoFiles: go = [], CgoFiles: cgo = [], TestGoFiles: own = [], XTestGoFiles: outer = [] } = listed;
    const { Pos: at = '', Err: what = '' } = listed.Error ?? {};
    return {
      importPath: listed.ImportPath ?? '',
      name: listed.Name ?? '',
      dir: listed.Dir ?? '',
      files: { go, cgo, tests: [...own, ...outer] },
      patterns: (listed.Match ?? []).map((pattern) => spelt.get(pattern) ?? pattern),
      error: listed.Error === undefined ? undefined : [at, what].filter((part) => part !== '').join(': '),
    };
  });
}

/** A pattern as the go command spells it in its answer: without a slash at the end, and with what `..` leads to. */
function cleanPattern(pattern: string): string {
  const clean = posix.normalize(pattern).replace(/(.)\/$/, '$1');
  return pattern.startsWith('./') && clean !== '.' ? `./${clean}` : clean;
}

/** The name that the go command gives a package's executable: the last element, without a major version. */
export function executableName(importPath: string): string {
  const elements = importPath.split('/');
  const last = elements.at(-1) ?? importPath;
  const previous = elements.at(-2);
  return previous !== undefined && /^v\d+$/.test(last) && last !== 'v0' && last !== 'v1' ? previous : last;
}
