import { basename, join } from 'node:path';
import { type Files, mapLimited, ToolError } from '@fairlead/core';
import { askCover, type BlockTool } from './ask-cover.ts';
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

/** Files that one call of the cover tool is given: their paths must fit on a command line. */
const FILES_AT_ONCE = 400;
/** Cover tools that run at once. */
const TOOLS_AT_ONCE = 2;

/**
 * The blocks that a coverage profile must have of each package, in the order of the packages, by the tool that `go test`
 * instruments them with: it reads the sources alone and compiles nothing. Most packages are asked for together, for starting
 * it takes longer than its answer. A file without functions has no blocks, and is not asked about: tables of megabytes are.
 *
 * @throws ToolError GO_BLOCKS_UNKNOWN when the tool does not answer.
 */
export async function listBlocks(
  tool: BlockTool,
  sources: readonly BlockSource[],
): Promise<readonly (readonly ListedBlock[])[]> {
  const found = new Map<BlockSource, readonly ListedBlock[]>();
  const { plain, odd } = await sortSources(tool.files, sources);
  await mapLimited(inBatches(plain), TOOLS_AT_ONCE, async (batch) => {
    const blocks = await listTogether(tool, batch);
    for (const one of batch) found.set(one.source, blocks?.get(one.dir) ?? (await listAlone(tool, one)));
  });
  await mapLimited(odd, TOOLS_AT_ONCE, async (one) => found.set(one.source, await listAlone(tool, one)));
  return sources.map((source) => found.get(source) ?? []);
}

/** What is to be asked, by whether a comment may give lines other names: of such packages the tool says more one by one. */
async function sortSources(
  files: Pick<Files, 'readText'>,
  sources: readonly BlockSource[],
): Promise<{ readonly plain: readonly Question[]; readonly odd: readonly Question[] }> {
  const plain: Question[] = [];
  const odd: Question[] = [];
  for (const source of sources) {
    const about: string[] = [];
    let mayRename = false;
    for (const name of source.files) {
      const text = await files.readText(join(source.dir, name)).catch(() => UNREADABLE);
      if (!text.includes('func')) continue;
      about.push(name);
      mayRename ||= text.includes('//line ') || text.includes('/*line ');
    }
    if (about.length > 0) (mayRename ? odd : plain).push({ ...source, files: about, source });
  }
  return { plain, odd };
}

/** A package as the tool is asked about it: without the files that have no function. */
interface Question extends BlockSource {
  readonly source: BlockSource;
}

/** Instead of what cannot be read, so that the tool is asked: it says why. */
const UNREADABLE = '//line func';

function inBatches(sources: readonly Question[]): readonly (readonly Question[])[] {
  const batches: Question[][] = [];
  let room = 0;
  for (const source of sources) {
    if (source.files.length > room) {
      batches.push([]);
      room = FILES_AT_ONCE;
    }
    batches.at(-1)?.push(source);
    room -= source.files.length;
  }
  return batches;
}

/** The blocks by folder; undefined where the tool does not take them together. Asked for local names, it gives whole paths. */
async function listTogether(
  tool: BlockTool,
  batch: readonly BlockSource[],
): Promise<ReadonlyMap<string, readonly ListedBlock[]> | undefined> {
  const [first] = batch;
  if (first === undefined || batch.length === 1) return undefined;
  const owners = new Map(batch.flatMap((source) => pathsOf(source).map((path) => [path, source] as const)));
  try {
    const blocks = await askCover(tool, { ...first, paths: [...owners.keys()] }, true);
    const listed = new Map(batch.map(({ dir }): [string, ListedBlock[]] => [dir, []]));
    for (const block of blocks) {
      const owner = owners.get(block.file);
      if (owner === undefined) throw new RangeError(`it names ${block.file}, which it was not given`);
      const file = `${owner.importPath}/${basename(block.file)}`;
      listed.get(owner.dir)?.push({ ...block, file, source: block.file });
    }
    return listed;
  } catch (error) {
    // asked for one after the other, the tool names the package that it cannot read
    if (error instanceof ToolError && error.code === 'GO_BLOCKS_UNKNOWN') return undefined;
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function listAlone(tool: BlockTool, source: BlockSource): Promise<readonly ListedBlock[]> {
  const paths = pathsOf(source);
  const blocks = await askCover(tool, { ...source, paths }, false);
  const known = new Map(
    source.files.map((name, index) => [`${source.importPath}/${name}`, paths[index] ?? '']),
  );
  if (blocks.every((block) => known.has(block.file)))
    return blocks.map((block) => ({ ...block, source: known.get(block.file) ?? '' }));
  // asked for local names, it gives the files as they are called, in the same order
  const local = await askCover(tool, { ...source, paths }, true);
  return blocks.map((block, index) => ({ ...block, source: local[index]?.file ?? '' }));
}

function pathsOf({ dir, files }: BlockSource): readonly string[] {
  return files.map((name) => join(dir, name));
}
