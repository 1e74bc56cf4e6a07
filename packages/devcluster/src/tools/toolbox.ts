import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheRoot, type Environment } from '../paths.ts';
import { type Progress, silentProgress, withProgress } from '../progress.ts';
import { type Lock, tryLock } from '../system/lock.ts';
import { identify } from '../system/processes.ts';
import { run } from '../system/run.ts';
import { waitFor } from '../system/wait.ts';
import { endWithParent, findGo, type GoToolchain, goEnvironment } from './go.ts';
import { buildArguments, toolKey } from './key.ts';
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
  /** The machine's Go. */
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
  const findOnce = (): Promise<GoToolchain> => (go ??= findGo(env));

  const ensure = async (spec: ToolSpec): Promise<Tool> => {
    const { version, platform } = await findOnce();
    const key = toolKey(spec, `${version} ${platform}`);
    const build: Build = { spec, env, folder: join(cacheDir, 'tools', key), signal: options.signal };
    if (existsSync(build.folder)) return toolIn(build, true);
    // One build at a time: each already uses all cores, and two at once would compile what they share twice.
    const turn = queue.then(() =>
      withProgress(progress, `building ${spec.name}`, () => buildLocked(build), outcome),
    );
    queue = turn.catch(() => {});
    return turn;
  };
  return {
    cacheDir,
    env,
    progress,
    go: findOnce,
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

function toolIn(build: Build, kept: boolean): Tool {
  const { name, binary } = build.spec;
  return { name, path: join(build.folder, binary), folder: build.folder, kept };
}

async function buildLocked(build: Build): Promise<Tool> {
  const lock = await takeLock(build);
  if (lock === undefined) return toolIn(build, true);
  try {
    if (existsSync(build.folder)) return toolIn(build, true);
    await removeHalfBuilds(build.folder);
    const half = `${build.folder}.half-${process.pid}`;
    await mkdir(join(half, 'tmp'), { recursive: true });
    await compile(build, half);
    await rm(join(half, 'tmp'), { recursive: true, force: true });
    await chmod(join(half, build.spec.binary), 0o755);
    await rename(half, build.folder);
    return toolIn(build, false);
  } finally {
    lock.release();
  }
}

/** Waits for the lock, or for the tool when another process builds it. */
async function takeLock(build: Build): Promise<Lock | undefined> {
  const options = { timeoutMs: 30 * 60_000, everyMs: 500, signal: build.signal };
  const taken = await waitFor<Lock | 'there'>(() => {
    if (existsSync(build.folder)) return 'there';
    const lock = tryLock(`${build.folder}.lock`);
    return 'release' in lock ? lock : undefined;
  }, options);
  return taken === 'there' ? undefined : taken;
}

async function removeHalfBuilds(folder: string): Promise<void> {
  const parent = join(folder, '..');
  for (const name of await readdir(parent)) {
    const pid = /\.half-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || (identify(Number(pid)) !== undefined && Number(pid) !== process.pid)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function compile(build: Build, half: string): Promise<void> {
  const { spec } = build;
  const env = { ...goEnvironment(build.env), GOTMPDIR: join(half, 'tmp') };
  if (spec.kind === 'module') {
    const argv = ['go', 'build', ...buildArguments(spec), '-o', join(half, spec.binary), spec.package];
    await run(endWithParent(argv), { cwd: spec.folder, env, signal: build.signal });
    return;
  }
  const argv = ['go', 'install', ...buildArguments(spec), `${spec.package}@${spec.version}`];
  await run(endWithParent(argv), { cwd: half, env: { ...env, GOBIN: half }, signal: build.signal });
}

/** One program, without a toolbox of one's own. */
export function ensureTool(spec: ToolSpec, options: ToolboxOptions = {}): Promise<Tool> {
  return createToolbox(options).ensure(spec);
}
