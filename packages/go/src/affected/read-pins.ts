import { dirname, relative } from 'node:path';
import type { Files, Repository } from '@fairlead/core';
import type { GoModule } from '../modules/discover-modules.ts';
import { parseGoVersion } from '../toolchain/go-version.ts';
import { compareModFiles, compareSums, type FileChange, type ModuleChanges } from './module-changes.ts';

/** What go.mod, go.sum, go.work and their kin say differently, for the packages of one module. */
export interface PinChanges {
  /** Different for every package. */
  readonly everywhere: readonly string[];
  /** Different for the packages of a module of the repository, by module path. */
  readonly within: ReadonlyMap<string, readonly string[]>;
  /** Another version or other content, by module path. */
  readonly modules: ReadonlyMap<string, string>;
}

/** What the files are read with. */
export interface PinOptions {
  readonly files: Files;
  readonly repo: Pick<Repository, 'root' | 'fileAt'>;
  readonly base: string;
  /** Absolute paths that differ from the base. */
  readonly paths: readonly string[];
  readonly show: (path: string) => string;
}

/** A module of the repository that a build is made with. */
type LocalModule = Pick<GoModule, 'dir' | 'path'>;

/** A go.mod larger than this is none. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Compares what pins the modules of one build: those of its own module, of its go.work, and of modules beside it. */
export async function readPins(
  { workFile, dir, vendored, file }: GoModule,
  locals: readonly LocalModule[],
  options: PinOptions,
): Promise<PinChanges> {
  const changed = new Set(options.paths);
  const compare = async (path: string, how: (change: FileChange) => ModuleChanges): Promise<ModuleChanges> =>
    changed.has(path) ? how(await readChange(path, options)) : NOTHING;
  const everywhere: ModuleChanges[] = [];
  if (workFile !== undefined)
    everywhere.push(await compare(workFile, compareModFiles), await compare(`${workFile}.sum`, compareSums));
  const within = new Map<string, readonly string[]>();
  const sums: ModuleChanges[] = [];
  for (const local of locals) {
    const mod = await compare(`${local.dir}/go.mod`, compareModFiles);
    within.set(local.path, mod.whole);
    sums.push(mod, await compare(`${local.dir}/go.sum`, compareSums));
  }
  const all = [...everywhere, ...sums];
  const modules = new Map(all.flatMap((changes) => [...changes.modules]));
  const whole = everywhere.flatMap((changes) => changes.whole);
  const list = `${workFile === undefined ? dir : dirname(workFile)}/vendor/modules.txt`;
  // it follows go.mod; by itself nobody knows what it means
  if (vendored && changed.has(list) && modules.size === 0) whole.push(options.show(list));
  // below go 1.17 go.mod does not name all that it leads to, so another version may move any other
  const go = parseGoVersion(file.go ?? '');
  if (go === undefined || (go.major === 1 && go.minor < 17)) whole.push(...modules.values());
  return { everywhere: whole, within, modules };
}

const NOTHING: ModuleChanges = { modules: new Map(), whole: [] };

async function readChange(path: string, { files, repo, base, show }: PinOptions): Promise<FileChange> {
  const old = await repo.fileAt(base, relative(repo.root, path), MOST_BYTES);
  const after = (await files.stat(path))?.kind === 'file' ? await files.readText(path) : undefined;
  return { name: show(path), before: old.state === 'file' ? old.text : undefined, after };
}
