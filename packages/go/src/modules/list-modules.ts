import type { GoRun } from '../toolchain/toolchain.ts';
import { splitObjects } from './json-objects.ts';

/** A module of a build list, as `go list -m all` tells it. */
export interface ListedModule {
  readonly path: string;
  /** Empty for a module of the repository. */
  readonly version: string;
  /** Part of the repository: what is built, not what it needs. */
  readonly main: boolean;
  /** Needed only by what is needed. */
  readonly indirect: boolean;
  /** What stands for it: another module, or a folder. */
  readonly replace: { readonly path: string; readonly version: string } | undefined;
}

interface Listed {
  readonly Path?: string;
  readonly Version?: string;
  readonly Main?: boolean;
  readonly Indirect?: boolean;
  readonly Replace?: { readonly Path?: string; readonly Version?: string };
}

/** Lists all modules of the build list in a module's folder, itself included: as many as `go list -m all` has lines. */
export async function listModules(
  { exec, env, signal }: GoRun,
  { dir, goflags }: { readonly dir: string; readonly goflags: string },
): Promise<readonly ListedModule[]> {
  const args = ['list', '-m', '-json=Path,Version,Main,Indirect,Replace', 'all'];
  // a vendor folder does not know them all
  const flags = `${goflags.replace(/(^|\s)--?mod=\S+/g, '')} -mod=readonly`.trim();
  const { stdout } = await exec.run('go', args, { cwd: dir, env: { ...env, GOFLAGS: flags }, signal });
  return parseModules(stdout);
}

/** Reads the stream of JSON objects of `go list -m -json`. */
export function parseModules(text: string): readonly ListedModule[] {
  return splitObjects(text).map((object) => {
    const { Path = '', Version = '', Main = false, Indirect = false, Replace } = JSON.parse(object) as Listed;
    return {
      path: Path,
      version: Version,
      main: Main,
      indirect: Indirect,
      replace:
        Replace === undefined ? undefined : { path: Replace.Path ?? '', version: Replace.Version ?? '' },
    };
  });
}
