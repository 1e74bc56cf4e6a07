import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LogAnnotation, readAnnotations, readFileCommands } from '@fairlead/core';
import { type ChildResult, type RunningChild, runChild } from './run-child.ts';
import {
  makeRunnerFiles,
  type RunnerFiles,
  readDeclaredInputs,
  runnerEnvironment,
  stepVariables,
} from './runner-environment.ts';
import { sourceArgv } from './source-argv.ts';

/** What a step is given. */
export interface StepOptions {
  /** The action's name, for the entries of its bundle in `actions/<name>/dist`; or the absolute path of one entry, which is given the phase as its argument (a `.ts` runs from source). */
  readonly action: string;
  /** `source`: run `src/main.ts` and `src/post.ts` directly; default `bundle`. */
  readonly from?: 'bundle' | 'source';
  /** Inputs by kebab-case name. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What a runtime gives by itself to actions that have such an input. */
  readonly runtimeInputs?: Readonly<Record<string, string>>;
  /** The workspace; default: a fresh empty folder. */
  readonly workspace?: string;
  /** More variables (GITHUB_*, tokens, KUBECONFIG, …); undefined takes away one that a runner sets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The event's payload. */
  readonly payload?: unknown;
  /** Put before the command line, for example to enter a network namespace. */
  readonly wrap?: (argv: readonly string[]) => readonly string[];
  /** Called with every line of output while the phase runs, with a handle on the process. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

/** What a phase left behind. */
export interface PhaseResult extends ChildResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  readonly addedPath: readonly string[];
  readonly summary: string;
  /** `::error::` and friends. */
  readonly annotations: readonly LogAnnotation[];
  readonly durationMs: number;
}

/** A step of a job: run `main`, then `post` with the state carried over, as the runner does. */
export interface ForgedStep {
  readonly workspace: string;
  readonly temp: string;
  main(): Promise<PhaseResult>;
  /** Also after a main that failed or was killed: the runner runs it all the same. */
  post(): Promise<PhaseResult>;
  /** The running child, or the last one. */
  child(): ChildProcess | undefined;
  /** The first line of the running phase that fits; rejects when the phase ends without it. */
  waitFor(pattern: RegExp): Promise<string>;
  /**
   * Cancels the running phase as the runner does: SIGINT, then SIGTERM to one that has not ended after 7.5 s, and
   * SIGKILL 2.5 s later. The phase's `signal` says whether it came to that.
   */
  interrupt(): void;
  /** SIGKILL to the running phase without warning: a runner that is lost, or out of memory. */
  kill(): void;
  /** Ends what still runs and removes the step's temporary folder. */
  dispose(): Promise<void>;
}

const REPOSITORY_ROOT = resolve(fileURLToPath(import.meta.url), '../../../../..');

/** Runs before the entry: an action is tested on the Node that `using: node24` gives it, or not at all. */
const NODE_CHECK =
  "if(!process.versions.node.startsWith('24.'))throw new Error('a step runs on Node 24, this is '+process.versions.node)";

/** Prepares a step with its own workspace, temporary folder and runner files. */
export async function forgeStep(options: StepOptions): Promise<ForgedStep> {
  const temp = await mkdtemp(join(tmpdir(), 'fairlead-runner-'));
  const workspace = options.workspace ?? join(temp, 'workspace');
  for (const folder of [workspace, join(temp, 'temp'), join(temp, 'tools'), join(temp, 'home')]) {
    await mkdir(folder, { recursive: true });
  }
  const declared = { ...(await declaredInputs(options.action)) };
  for (const [name, value] of Object.entries(options.runtimeInputs ?? {}))
    if (name in declared) declared[name] = value;
  let state: Readonly<Record<string, string>> = {};
  let handedOn: Readonly<Record<string, string>> = {};
  let running: RunningChild | undefined;
  const phase = async (name: 'main' | 'post'): Promise<PhaseResult> => {
    running = undefined; // lines of an earlier phase are not this one's
    const files = await makeRunnerFiles(join(temp, name), options.payload ?? {});
    const env = withoutUndefined({
      ...runnerEnvironment(workspace, temp),
      ...files,
      ...options.env,
      ...handedOn,
      ...stepVariables(options.inputs ?? {}, state, declared),
    });
    const argv = (options.wrap ?? ((args) => args))(entryArgv(options, name));
    const started = performance.now();
    running = runChild(argv, { cwd: workspace, env }, options.onLine ?? (() => {}));
    const result = await readPhase(await running.ended, files, started);
    state = { ...state, ...result.state };
    const path = [...result.addedPath.toReversed(), env['PATH'] ?? ''].join(delimiter);
    handedOn = { ...handedOn, ...result.exported, PATH: path };
    return result;
  };
  const signal = (name: NodeJS.Signals): void => {
    if (running === undefined) throw new Error('no phase of the step is running');
    running.process.kill(name);
  };
  return {
    workspace,
    temp,
    main: () => phase('main'),
    post: () => phase('post'),
    child: () => running?.process,
    waitFor: async (pattern) => {
      while (running === undefined) await new Promise((done) => setTimeout(done, 5)); // its files are being made
      return running.waitFor(pattern);
    },
    interrupt: () => {
      signal('SIGINT');
      running?.escalate([
        ['SIGTERM', 7500],
        ['SIGKILL', 2500],
      ]);
    },
    kill: () => signal('SIGKILL'),
    async dispose() {
      running?.process.kill('SIGKILL');
      await running?.ended.catch(() => undefined);
      // Go writes its counts from a child that outlives it by a moment
      await rm(temp, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function readPhase(ended: ChildResult, files: RunnerFiles, started: number): Promise<PhaseResult> {
  const durationMs = performance.now() - started;
  const text = (file: string): Promise<string> => readFile(file, 'utf8');
  return {
    ...ended,
    outputs: readFileCommands(await text(files.GITHUB_OUTPUT)),
    state: readFileCommands(await text(files.GITHUB_STATE)),
    exported: readFileCommands(await text(files.GITHUB_ENV)),
    addedPath: (await text(files.GITHUB_PATH)).split('\n').filter((line) => line !== ''),
    summary: await text(files.GITHUB_STEP_SUMMARY),
    annotations: readAnnotations(ended.log),
    durationMs,
  };
}

/** What the action's own `action.yml` declares; nothing for an entry that is not one of our actions. */
async function declaredInputs(action: string): Promise<Readonly<Record<string, string>>> {
  if (action.startsWith('/')) return {};
  return readDeclaredInputs(await readFile(join(REPOSITORY_ROOT, 'actions', action, 'action.yml'), 'utf8'));
}

function entryArgv({ action, from }: StepOptions, phase: 'main' | 'post'): readonly string[] {
  if (action.startsWith('/')) return [...nodeArgv(action), phase];
  const entry = from === 'source' ? `src/${phase}.ts` : `dist/${phase}.js`;
  return nodeArgv(join(REPOSITORY_ROOT, 'actions', action, entry));
}

function nodeArgv(entry: string): readonly string[] {
  const check = `--import=data:text/javascript,${NODE_CHECK}`;
  const [node, ...words] = entry.endsWith('.ts') ? sourceArgv(entry) : [process.execPath, entry];
  return [node, check, ...words];
}
