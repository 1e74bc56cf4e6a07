import { join } from 'node:path';
import { type Files, ToolError } from '@fairlead/core';
import { findMachineFault, machineFailure } from '../output/machine-fault.ts';
import { type GoRun, isFailedTool } from '../toolchain/toolchain.ts';
import { parseCoverageMetadata } from './metadata.ts';
import type { CoverageBlock } from './profile.ts';

/** A package whose blocks are asked for. */
export interface BlockSource {
  readonly importPath: string;
  /** Name in the package clause. */
  readonly name: string;
  readonly dir: string;
  /** Names of the Go files, without tests and without those that import "C". */
  readonly files: readonly string[];
}

/** A block that a profile must have. */
export interface ListedBlock extends CoverageBlock {
  /** Absolute path of the Go file that it stands in; a //line directive may name another one in `file`. */
  readonly source: string;
}

/** What is needed to ask the cover tool. */
export interface BlockTool extends GoRun {
  readonly files: Files;
  /** Absolute path of the cover tool of the Go that runs the tests. */
  readonly cover: string;
}

/**
 * The blocks that a coverage profile must have of a package, by the tool that `go test` instruments it with: it reads
 * the sources alone, compiles nothing and takes a few milliseconds.
 *
 * @throws ToolError GO_BLOCKS_UNKNOWN when the tool does not answer.
 */
export async function listBlocks(tool: BlockTool, source: BlockSource): Promise<readonly ListedBlock[]> {
  if (source.files.length === 0) return [];
  const blocks = await askCover(tool, source, false);
  const known = new Map<string, string>(
    source.files.map((name) => [`${source.importPath}/${name}`, join(source.dir, name)]),
  );
  if (blocks.every((block) => known.has(block.file)))
    return blocks.map((block) => ({ ...block, source: known.get(block.file) ?? '' }));
  // asked for local names, it gives the files as they are called, in the same order
  const local = await askCover(tool, source, true);
  return blocks.map((block, index) => ({ ...block, source: local[index]?.file ?? '' }));
}

async function askCover(
  { exec, env, signal, files, cover }: BlockTool,
  source: BlockSource,
  local: boolean,
): Promise<readonly CoverageBlock[]> {
  const folder = await files.makeTemporary('cover-');
  const inputs = source.files.map((name) => join(source.dir, name));
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

function unknown({ importPath }: BlockSource, reason: string): ToolError {
  return new ToolError({
    code: 'GO_BLOCKS_UNKNOWN',
    message: `go tool cover does not say which statements ${importPath} has: ${reason}`,
    hint: 'run go vet in that package; if it is fine, set up another Go version',
    argv: ['go', 'tool', 'cover'],
  });
}
