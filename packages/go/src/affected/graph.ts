import { tagFlags } from '../flags/tags.ts';
import { splitObjects } from '../modules/json-objects.ts';
import type { GoRun } from '../toolchain/toolchain.ts';

/** A package of a build and what it is made of. */
export interface GraphPackage {
  readonly importPath: string;
  readonly dir: string;
  /** Import paths, as the build resolves them. */
  readonly imports: readonly string[];
  /** Part of Go itself. */
  readonly standard: boolean;
  /** Path of its module; undefined where nobody knows it. */
  readonly module: string | undefined;
  readonly embeds: readonly string[];
  /** Has files that import "C": they may include any header. */
  readonly cgo: boolean;
  /** Why it could not be read, or is not there. */
  readonly error: string | undefined;
}

/** The packages of a build by import path. */
export type PackageGraph = ReadonlyMap<string, GraphPackage>;

interface Listed {
  readonly ImportPath?: string;
  readonly Dir?: string;
  readonly Imports?: readonly string[];
  readonly Standard?: boolean;
  readonly Module?: { readonly Path?: string };
  readonly EmbedPatterns?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly Error?: { readonly Err?: string };
}

/** What to list, and where. */
export interface GraphOptions {
  readonly dir: string;
  readonly patterns: readonly string[];
  readonly tags: readonly string[];
}

/** Lists packages with everything that they import, for the platform in `run.env`. What is missing is downloaded, if it can be. */
export async function listGraph(run: GoRun, { dir, patterns, tags }: GraphOptions): Promise<PackageGraph> {
  const fields = '-json=ImportPath,Dir,Imports,Standard,Module,EmbedPatterns,CgoFiles,Error';
  const flags = tagFlags(tags);
  const args = ['list', '-deps', '-e', fields, ...flags, '--', ...patterns];
  const { exec, env, signal } = run;
  // PWD keeps the folders in the answer spelt as they were asked for, also below a symbolic link
  const { stdout } = await exec.run('go', args, { cwd: dir, env: { ...env, PWD: dir }, signal });
  return parseGraph(stdout);
}

/** Reads what `go list -deps -json` prints. */
export function parseGraph(text: string): PackageGraph {
  return new Map(
    splitObjects(text).map((object) => {
      const listed = JSON.parse(object) as Listed;
      const importPath = listed.ImportPath ?? '';
      const node: GraphPackage = {
        importPath,
        dir: listed.Dir ?? '',
        imports: listed.Imports ?? [],
        standard: listed.Standard ?? false,
        module: listed.Module?.Path,
        embeds: listed.EmbedPatterns ?? [],
        cgo: (listed.CgoFiles ?? []).length > 0,
        error: listed.Error?.Err,
      };
      return [importPath, node] as const;
    }),
  );
}
