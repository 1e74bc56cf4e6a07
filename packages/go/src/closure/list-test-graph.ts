import { join } from 'node:path';
import { tagFlags } from '../flags/tags.ts';
import { splitObjects } from '../modules/json-objects.ts';
import type { GoRun } from '../toolchain/toolchain.ts';

/** One package of the import graph of test binaries, or a variant of one that is compiled for a test. */
export interface TestPart {
  /** As `go list` names it: `m/a`, `m/a [m/a.test]`, `m/a.test`. */
  readonly id: string;
  readonly importPath: string;
  readonly dir: string;
  readonly standard: boolean;
  readonly imports: readonly string[];
  /** Path and version of a module in the module cache; undefined for code that may change. */
  readonly fixed: string | undefined;
  /** Absolute paths of what the package is made of: Go, C, assembly, objects, embedded files. */
  readonly files: readonly string[];
  /** Absolute paths of its tests and of what they embed. */
  readonly testFiles: readonly string[];
  /** Files that constraints leave out. */
  readonly ignored: readonly string[];
  readonly usesC: boolean;
  readonly usesAssembly: boolean;
  /** The go command could not read all of it. */
  readonly broken: boolean;
}

/** What to list, and where. */
export interface TestGraphOptions {
  readonly dir: string;
  readonly patterns: readonly string[];
  readonly tags: readonly string[];
  readonly race: boolean;
  /** GOMODCACHE: what lies in it is what its version says. */
  readonly moduleCache: string;
}

const OWN = [
  'GoFiles',
  'CgoFiles',
  'CFiles',
  'CXXFiles',
  'MFiles',
  'HFiles',
  'FFiles',
  'SFiles',
  'SwigFiles',
  'SwigCXXFiles',
  'SysoFiles',
  'EmbedFiles',
] as const;
const OF_TESTS = ['TestGoFiles', 'XTestGoFiles', 'TestEmbedFiles', 'XTestEmbedFiles'] as const;
const IGNORED = ['IgnoredGoFiles', 'IgnoredOtherFiles'] as const;
const FIELDS = ['ImportPath', 'Dir', 'Standard', 'Imports', 'Module', 'Incomplete'];

type Lists = Readonly<
  Partial<Record<(typeof OWN)[number] | (typeof OF_TESTS)[number] | (typeof IGNORED)[number], string[]>>
>;

interface Listed extends Lists {
  readonly ImportPath: string;
  readonly Dir?: string;
  readonly Standard?: boolean;
  readonly Imports?: readonly string[];
  readonly Module?: ListedModule;
  readonly Incomplete?: boolean;
}

interface ListedModule {
  readonly Path: string;
  readonly Version?: string;
  readonly Replace?: ListedModule;
}

/** Lists the packages that the patterns match, their test binaries, and everything that those are made of. */
export async function listTestGraph(
  { exec, env, signal }: GoRun,
  { dir, patterns, tags, race, moduleCache }: TestGraphOptions,
): Promise<readonly TestPart[]> {
  const flags = [...tagFlags(tags), ...(race ? ['-race'] : [])];
  const fields = `-json=${[...FIELDS, ...OWN, ...OF_TESTS, ...IGNORED].join(',')}`;
  const args = ['list', '-deps', '-test', '-e', fields, ...flags, '--', ...patterns];
  const { stdout } = await exec.run('go', args, { cwd: dir, env: { ...env, PWD: dir }, signal });
  return parseTestGraph(stdout, moduleCache);
}

/** Reads what `go list -deps -test -json` prints. */
export function parseTestGraph(text: string, moduleCache: string): readonly TestPart[] {
  return splitObjects(text).map((object) => {
    const listed = JSON.parse(object) as Listed;
    const { ImportPath: id, Dir: dir = '' } = listed;
    const paths = (names: readonly (keyof Lists)[]): readonly string[] =>
      names
        .flatMap((name) => listed[name] ?? [])
        .map((file) => (file.startsWith('/') ? file : join(dir, file)));
    const has = (...names: (keyof Lists)[]): boolean => names.some((name) => (listed[name] ?? []).length > 0);
    return {
      id,
      importPath: id.replace(/ \[.*$/, ''),
      dir,
      standard: listed.Standard === true,
      imports: listed.Imports ?? [],
      fixed: fixedVersion(listed, moduleCache),
      files: paths(OWN),
      testFiles: paths(OF_TESTS),
      ignored: paths(IGNORED),
      usesC: has('CgoFiles', 'SwigFiles', 'SwigCXXFiles') || (listed.Imports ?? []).includes('C'),
      usesAssembly: has('SFiles'),
      broken: listed.Incomplete === true,
    };
  });
}

/** Only what lies in the module cache is what its version says; a folder that replaces a module may change. */
function fixedVersion({ Module: module, Dir: dir = '' }: Listed, moduleCache: string): string | undefined {
  const real = module?.Replace ?? module;
  if (real?.Version === undefined || moduleCache === '' || !dir.startsWith(`${moduleCache}/`))
    return undefined;
  return `${real.Path}@${real.Version}`;
}
