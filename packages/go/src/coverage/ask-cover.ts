import { join } from 'node:path';
import { type Files, ToolError } from '@fairlead/core';
import { findMachineFault, machineFailure } from '../output/machine-fault.ts';
import { type GoRun, isFailedTool } from '../toolchain/toolchain.ts';
import { parseCoverageMetadata } from './metadata.ts';
import type { CoverageBlock } from './profile.ts';

/** What is needed to ask the cover tool. */
export interface BlockTool extends GoRun {
  readonly files: Files;
  /** Absolute path of the cover tool of the Go that runs the tests. */
  readonly cover: string;
}

/** Go files that the cover tool is to take for one package. */
export interface CoverQuestion {
  readonly importPath: string;
  /** Name in the package clause. */
  readonly name: string;
  readonly dir: string;
  /** Absolute. */
  readonly paths: readonly string[];
}

/**
 * Asks the cover tool for the blocks of a package; with `local` it names files by their paths, else as a profile does.
 *
 * @throws ToolError GO_BLOCKS_UNKNOWN when the tool does not answer.
 */
export async function askCover(
  { exec, env, signal, files, cover }: BlockTool,
  source: CoverQuestion,
  local: boolean,
): Promise<readonly CoverageBlock[]> {
  const folder = await files.makeTemporary('cover-');
  const inputs = source.paths;
  const outputs = ['vars.go', ...inputs.map((_, index) => `${index}.go`)].map((name) => join(folder, name));
  const metadata = join(folder, 'covmeta');
  const config = join(folder, 'config.json');
  const list = join(folder, 'outputs.txt');
  try {
    // the fields of CoverPkgConfig in cmd/internal/cov/covcmd
    await files.write(
      config,
      JSON.stringify({
        OutConfig: join(folder, 'fixup.json'),
        PkgPath: source.importPath,
        PkgName: source.name,
        Granularity: 'perblock',
        ModulePath: '',
        Local: local,
        EmitMetaFile: metadata,
      }),
    );
    await files.write(list, `${outputs.join('\n')}\n`);
    const args = ['-pkgcfg', config, '-mode', 'set', '-var', 'fairlead', '-outfilelist', list, ...inputs];
    await exec.run(cover, args, { cwd: source.dir, env, signal });
    // a package without functions has no meta-data
    if (((await files.stat(metadata))?.size ?? 0) === 0) return [];
    return parseCoverageMetadata(await files.readBytes(metadata));
  } catch (error) {
    if (error instanceof RangeError) throw unknown(source, error.message);
    if (isFailedTool(error)) {
      const fault = findMachineFault(error.lastLines.join('\n'));
      if (fault !== undefined) throw machineFailure(fault, `reading ${source.importPath}`);
      throw unknown(source, error.lastLines.at(-1) ?? error.message);
    }
    throw error;
  } finally {
    await files.remove(folder);
  }
}

function unknown({ importPath }: CoverQuestion, reason: string): ToolError {
  return new ToolError({
    code: 'GO_BLOCKS_UNKNOWN',
    message: `go tool cover does not say which statements ${importPath} has: ${reason}`,
    hint: 'run go vet in that package; if it is fine, set up another Go version',
    argv: ['go', 'tool', 'cover'],
  });
}
