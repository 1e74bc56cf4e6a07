import { statSync } from 'node:fs';
import { chmod, mkdir, open, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { cacheRoot, type Environment } from '../paths.ts';
import { type Progress, silentProgress, withProgress } from '../progress.ts';
import { makeOnce } from '../system/make-once.ts';
import { markUsed, pruneCache, UNUSED_DAYS } from './cache.ts';
import { findGo, type GoToolchain, goEnvironment, runGo } from './go.ts';
import { buildArguments, QUICKER, toolKey } from './key.ts';
import type { Tool, ToolSpec } from './spec.ts';

/** What a toolbox needs; every field has a default. */
export interface ToolboxOptions {
  /** Folder of the cache; default `$XDG_CACHE_HOME/fairlead`. */
  readonly cacheDir?: string | undefined;
  readonly env?: Environment;
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Gives programs, building them at most once. */
export interface Toolbox {
  /** Folder of the cache. */
  readonly cacheDir: string;
  readonly env: Environment;
  readonly progress: Progress;
  /** The program, from the cache or freshly built; builds run one after another in the order of the calls. */
  ensure(spec: ToolSpec): Promise<Tool>;
  /** Those of the programs that would have to be built. */
  missing(specs: readonly ToolSpec[]): Promise<ToolSpec[]>;
  /** The machine's Go. Throws ToolError when there is none that can be used. */
  go(): Promise<GoToolchain>;
}

/** A toolbox over the cache folder. Several processes may use one folder at once: each tool is built by one of them. */
export function createToolbox(options: ToolboxOptions = {}): Toolbox {
  const env = options.env ?? process.env;
  const cacheDir = resolve(options.cacheDir ?? cacheRoot(env));
  const progress = options.progress ?? silentProgress;
  const known = new Map<string, Promise<Tool>>();
  let go: Promise<GoToolchain> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const findOnce = (): Promise<GoToolchain> => (go ??= findGo(env));

  const planOf = async (spec: ToolSpec): Promise<Build> => {
    const { version, platform } = await findOnce();
    const key = toolKey(spec, `${version} ${platform}`);
    return { spec, env, folder: join(cacheDir, 'tools', key), signal: options.signal };
  };
  const ensure = async (spec: ToolSpec): Promise<Tool> => {
    const plan = await planOf(spec);
    if (isBuilt(plan)) {
      await markUsed(plan.folder);
      return toolIn(plan, true);
    }
    // The network is free while another one builds.
    if (waiting++ > 0) fetchSources(plan);
    // One build at a time: each already uses all cores, and two at once would compile what they share twice.
    const turn = queue.then(() => {
      // Whoever has given up is told why once, and not by one line for each program that was to follow.
      options.signal?.throwIfAborted();
      return withProgress(progress, `building ${spec.name}`, () => build(plan, cacheDir, progress), outcome);
    });
    // After a failure its listeners come first: they may abort what was to follow.
    queue = turn.catch(() => nextTurn()).finally(() => waiting--);
    return turn;
  };
  return {
    cacheDir,
    env,
    progress,
    go: findOnce,
    missing: async (specs) => {
      const plans = await Promise.all(specs.map(planOf));
      return plans.filter((plan) => !isBuilt(plan)).map(({ spec }) => spec);
    },
    ensure: (spec) => {
      const id = JSON.stringify(spec);
      const found = known.get(id) ?? ensure(spec);
      known.set(id, found);
      return found;
    },
  };
}

interface Build {
  readonly spec: ToolSpec;
  readonly env: Environment;
  /** Final folder; exists only with the whole program in it. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

function outcome(tool: Tool): string {
  return tool.kept ? 'built by another process' : 'built';
}

function toolIn({ spec, folder }: Build, kept: boolean): Tool {
  return { name: spec.name, path: join(folder, spec.binary), folder, kept };
}

/** Whether the program is in the cache; one that lost its content when the machine lost its power is not. */
function isBuilt({ spec, folder }: Build): boolean {
  return (statSync(join(folder, spec.binary), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

async function build(plan: Build, cacheDir: string, progress: Progress): Promise<Tool> {
  const made = await makeOnce(plan.folder, (half) => compile(plan, half), {
    signal: plan.signal,
    isWhole: () => isBuilt(plan),
  });
  if (made === 'made') tellPruned(await pruneCache(cacheDir), progress);
  return toolIn(plan, made === 'kept');
}

function tellPruned(gone: readonly string[], progress: Progress): void {
  if (gone.length > 0) progress.line(`unused for ${UNUSED_DAYS} days, removed: ${gone.join(', ')}`);
}

/** Downloads what a build needs, as far as that can be done; what could not be had is told by the build. */
function fetchSources({ spec, env, signal }: Build): void {
  if (spec.kind !== 'module') return;
  const tags = (spec.tags ?? []).join(',');
  const list = ['list', '-deps', '-tags', tags, '-f', '{{.Name}}', spec.package];
  runGo(`fetching ${spec.name}`, list, { cwd: spec.folder, env: goEnvironment(env), signal }).catch(() => {});
}

async function compile({ spec, env, signal }: Build, half: string): Promise<void> {
  const temporary = join(half, 'tmp');
  await mkdir(temporary);
  const own = { ...goEnvironment(env), GOTMPDIR: temporary, GOBIN: half };
  const flags = [...buildArguments(spec), ...QUICKER];
  const argv =
    spec.kind === 'module'
      ? ['build', ...flags, '-o', join(half, spec.binary), spec.package]
      : ['install', ...flags, `${spec.package}@${spec.version}`];
  const cwd = spec.kind === 'module' ? spec.folder : half;
  await runGo(`building ${spec.name}`, argv, { cwd, env: own, signal });
  await rm(temporary, { recursive: true, force: true });
  const program = join(half, spec.binary);
  await chmod(program, 0o755);
  const names = spec.kind === 'module' ? (spec.names ?? []) : [];
  for (const name of names) await symlink(spec.binary, join(half, name));
  await writeToDisk(program);
}

/** The folder's final name says that it is whole: that must be true after a power cut, too. */
async function writeToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}
