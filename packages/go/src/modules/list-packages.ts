import type { GoRun } from '../toolchain/toolchain.ts';
import type { GoModule } from './discover-modules.ts';
import { splitObjects } from './json-objects.ts';

/** A package as `go list` tells it, as far as it is asked for. */
export interface GoPackage {
  readonly importPath: string;
  /** Name in the package clause; empty when no file could be read. */
  readonly name: string;
  readonly dir: string;
  /** Whether a Go file that is no test counts for this platform and these tags. */
  readonly hasSources: boolean;
  /** What the go command has to say against it. */
  readonly error: string | undefined;
}

/** What to list. */
export interface ListOptions {
  /** Patterns relative to the module's folder; default: all. */
  readonly patterns?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

interface ListedPackage {
  readonly ImportPath?: string;
  readonly Name?: string;
  readonly Dir?: string;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly Error?: { readonly Pos?: string; readonly Err?: string };
}

/** Lists a module's packages for the platform in `run.env`, without loading dependencies, so nothing is downloaded. */
export async function listPackages(
  run: GoRun,
  module: GoModule,
  { patterns = ['./...'], tags = [] }: ListOptions = {},
): Promise<readonly GoPackage[]> {
  const flags = tags.length === 0 ? [] : [`-tags=${tags.join(',')}`];
  const { stdout } = await run.exec.run(
    'go',
    ['list', '-find', '-e', '-json=ImportPath,Name,Dir,Error,GoFiles,CgoFiles', ...flags, '--', ...patterns],
    // PWD keeps the folders in the answer spelt as they were asked for, also below a symbolic link;
    // without the proxy imports stay unresolved, which does not matter here
    { cwd: module.dir, env: { ...run.env, PWD: module.dir, GOPROXY: 'off' }, signal: run.signal },
  );
  return parseListing(stdout);
}

/** Reads the stream of JSON objects that `go list -json` prints. */
export function parseListing(text: string): readonly GoPackage[] {
  return splitObjects(text).map((object) => {
    const listed = JSON.parse(object) as ListedPackage;
    const { Pos: at = '', Err: what = '' } = listed.Error ?? {};
    return {
      importPath: listed.ImportPath ?? '',
      name: listed.Name ?? '',
      dir: listed.Dir ?? '',
      hasSources: [...(listed.GoFiles ?? []), ...(listed.CgoFiles ?? [])].length > 0,
      error: listed.Error === undefined ? undefined : [at, what].filter((part) => part !== '').join(': '),
    };
  });
}

/** The name that the go command gives a package's executable: the last element, without a major version. */
export function executableName(importPath: string): string {
  const elements = importPath.split('/');
  const last = elements.at(-1) ?? importPath;
  const previous = elements.at(-2);
  return previous !== undefined && /^v\d+$/.test(last) && last !== 'v0' && last !== 'v1' ? previous : last;
}
