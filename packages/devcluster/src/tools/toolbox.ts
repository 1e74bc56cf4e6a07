import { existsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheRoot, type Environment } from '../paths.ts';
import { type Progress, silentProgress, withProgress } from '../progress.ts';
import { makeOnce } from '../system/make-once.ts';
import { findGo, type GoToolchain, goEnvironment, runGo } from './go.ts';
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
    const plan: Build = { spec, env, folder: join(cacheDir, 'tools', key), signal: options.signal };
    if (existsSync(plan.folder)) return toolIn(plan, true);
    // One build at a time: each already uses all cores, and two at once would compile what they share twice.
    const turn = queue.then(() =>
      withProgress(progress, `building ${spec.name}`, () => build(plan), outcome),
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

function toolIn({ spec, folder }: Build, kept: boolean): Tool {
  return { name: spec.name, path: join(folder, spec.binary), folder, kept };
}

async function build(plan: Build): Promise<Tool> {
  const made = await makeOnce(plan.folder, (half) => compile(plan, half), plan.signal);
  return toolIn(plan, made === 'kept');
}

async function compile({ spec, env, signal }: Build, half: string): Promise<void> {
  const temporary = join(half, 'tmp');
  await mkdir(temporary);
  const own = { ...goEnvironment(env), GOTMPDIR: temporary, GOBIN: half };
  const flags = buildArguments(spec);
  const argv =
    spec.kind === 'module'
      ? ['build', ...flags, '-o', join(half, spec.binary), spec.package]
      : ['install', ...flags, `${spec.package}@${spec.version}`];
  const cwd = spec.kind === 'module' ? spec.folder : half;
  await runGo(argv, { cwd, env: own, signal });
  await rm(temporary, { recursive: true, force: true });
  await chmod(join(half, spec.binary), 0o755);
}

/** One program, without a toolbox of one's own. */
export function ensureTool(spec: ToolSpec, options: ToolboxOptions = {}): Promise<Tool> {
  return createToolbox(options).ensure(spec);
}
