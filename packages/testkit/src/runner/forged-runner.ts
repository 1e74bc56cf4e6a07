import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a step is given. */
export interface StepOptions {
  /** The action's name, for its bundle `actions/<name>/dist/index.js`; or an absolute path to an entry (a `.ts` runs from source). */
  readonly action: string;
  /** `source`: run `src/main.ts` directly; default `bundle`. */
  readonly from?: 'bundle' | 'source';
  /** Inputs by kebab-case name. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The workspace; default: a fresh empty folder. */
  readonly workspace?: string;
  /** More variables (GITHUB_*, tokens, KUBECONFIG, …). */
  readonly env?: Readonly<Record<string, string>>;
  /** The event's payload. */
  readonly payload?: unknown;
  /** Put before the command line, for example to enter a network namespace. */
  readonly wrap?: (argv: readonly string[]) => readonly string[];
  /** Called with every line of output while the phase runs, with a handle on the process. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

/** What a phase left behind. */
export interface PhaseResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and error in the order of arrival. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  readonly addedPath: readonly string[];
  readonly summary: string;
  /** `::error::` and friends, without annotations' properties. */
  readonly annotations: readonly {
    readonly level: string;
    readonly message: string;
    readonly properties: string;
  }[];
  readonly durationMs: number;
}

/** A step of a job: run `main`, then `post` with the state carried over, as the runner does. */
export interface ForgedStep {
  readonly workspace: string;
  readonly temp: string;
  main(): Promise<PhaseResult>;
  post(): Promise<PhaseResult>;
  /** The running child, for signals. */
  child(): ChildProcess | undefined;
}

const REPOSITORY_ROOT = resolve(fileURLToPath(import.meta.url), '../../../../..');

/** Prepares a step with its own workspace, temporary folder and runner files. */
export async function forgeStep(options: StepOptions): Promise<ForgedStep> {
  const temp = await mkdtemp(join(tmpdir(), 'fairlead-runner-'));
  const workspace = options.workspace ?? join(temp, 'workspace');
  for (const folder of [workspace, join(temp, 'temp'), join(temp, 'tools'), join(temp, 'home')]) {
    await mkdir(folder, { recursive: true });
  }
  let state: Readonly<Record<string, string>> = {};
  let child: ChildProcess | undefined;
  const phase = async (name: string): Promise<PhaseResult> => {
    const files = await runnerFiles(join(temp, name), options.payload ?? {});
    const env = {
      ...runnerEnvironment(workspace, temp),
      ...files.env,
      ...options.env,
      ...prefixed('STATE_', state, (key) => key),
      ...prefixed('INPUT_', options.inputs ?? {}, (key) => key.toUpperCase()),
    };
    const argv = (options.wrap ?? ((args) => args))(entryArgv(options));
    const started = performance.now();
    child = spawn(argv[0] ?? '', argv.slice(1), { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = await collect(child, options.onLine);
    const result: PhaseResult = {
      ...ended,
      outputs: readFileCommands(await readFile(files.env.GITHUB_OUTPUT, 'utf8')),
      state: readFileCommands(await readFile(files.env.GITHUB_STATE, 'utf8')),
      exported: readFileCommands(await readFile(files.env.GITHUB_ENV, 'utf8')),
      addedPath: (await readFile(files.env.GITHUB_PATH, 'utf8')).split('\n').filter((line) => line !== ''),
      summary: await readFile(files.env.GITHUB_STEP_SUMMARY, 'utf8'),
      annotations: readAnnotations(ended.log),
      durationMs: performance.now() - started,
    };
    state = { ...state, ...result.state };
    return result;
  };
  return { workspace, temp, main: () => phase('main'), post: () => phase('post'), child: () => child };
}

function entryArgv({ action, from }: StepOptions): readonly string[] {
  if (action.startsWith('/')) return nodeArgv(action);
  const entry = from === 'source' ? 'src/main.ts' : 'dist/index.js';
  return nodeArgv(join(REPOSITORY_ROOT, 'actions', action, entry));
}

function nodeArgv(entry: string): readonly string[] {
  return [process.execPath, ...(entry.endsWith('.ts') ? ['--conditions=fairlead-source'] : []), entry];
}

function runnerEnvironment(workspace: string, temp: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: join(temp, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/orders',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'test',
    GITHUB_ACTOR: 'octocat',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: join(temp, 'temp'),
    RUNNER_TOOL_CACHE: join(temp, 'tools'),
  };
}

async function runnerFiles(folder: string, payload: unknown) {
  await mkdir(folder, { recursive: true });
  const env = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_PATH: join(folder, 'path'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
  };
  for (const file of Object.values(env)) await writeFile(file, '');
  await writeFile(env.GITHUB_EVENT_PATH, JSON.stringify(payload));
  return { env };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>, spell: (key: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + spell(key), value]));
}

function collect(
  child: ChildProcess,
  onLine: StepOptions['onLine'],
): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null; log: string }> {
  let log = '';
  let rest = '';
  const feed = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    log += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine?.(line, child);
  };
  child.stdout?.on('data', feed);
  child.stderr?.on('data', feed);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (exitCode, signal) => done({ exitCode, signal, log }));
  });
}

/** Reads the runner's file commands: `name=value` and `name<<delimiter … delimiter`. */
export function readFileCommands(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const heredoc = /^(.+?)<<(.+)$/.exec(line);
    if (heredoc !== null) {
      const end = lines.indexOf(heredoc[2] ?? '', index + 1);
      found[heredoc[1] ?? ''] = lines.slice(index + 1, end).join('\n');
      index = end;
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) found[line.slice(0, at)] = line.slice(at + 1);
  }
  return found;
}

function readAnnotations(log: string): PhaseResult['annotations'] {
  return [...log.matchAll(/^::(error|warning|notice)(?: ([^:]*(?:%3A[^:]*)*))?::(.*)$/gm)].map((match) => ({
    level: match[1] ?? '',
    properties: match[2] ?? '',
    message: (match[3] ?? '').replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%'),
  }));
}
