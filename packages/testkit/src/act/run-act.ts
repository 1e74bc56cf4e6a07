import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLines } from '@fairlead/core';
import { type ActLine, ActRun } from './act-run.ts';

/** What a run of act needs. */
export interface ActOptions {
  /** The act binary. */
  readonly binary: string;
  /** The git repository whose workflow runs. */
  readonly repository: string;
  /** Workflow file, relative to the repository. */
  readonly workflow: string;
  readonly event?: string;
  readonly job?: string;
  /** File with the event's payload. */
  readonly eventFile?: string;
  /** The release tree, served as `fairlead-actions/fairlead@v1`. act's copies of it are put beside it. */
  readonly tree: string;
  /** Folder for act's own state; outside of it only temporary files are written. */
  readonly state: string;
  /** PATH of the steps; Node 24 first. */
  readonly path: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Environment of the steps. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders that are served for other actions, by `OWNER/NAME@REF`. */
  readonly repositories?: Readonly<Record<string, string>>;
  /** Folder of act's server of artifacts, which has one port of the machine; none: no server. */
  readonly artifacts?: string;
  /** Jobs at once; default: one for each processor. */
  readonly concurrentJobs?: number;
  /** Put before the command line, for example to enter a network namespace. */
  readonly wrap?: (argv: readonly string[]) => readonly string[];
  readonly onLine?: (line: ActLine, run: ActRun) => void;
  readonly signal?: AbortSignal;
}

/** How act ended. */
export interface ActResult {
  readonly exitCode: number | null;
  readonly run: ActRun;
}

/** Runs a workflow under real act in host mode with an explicit environment, and reads its log. */
export async function runAct(options: ActOptions): Promise<ActResult> {
  const home = join(options.state, 'home');
  await mkdir(home, { recursive: true });
  const argv = (options.wrap ?? ((args) => args))([options.binary, ...actArguments(options)]);
  const run = new ActRun();
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: options.repository,
    env: { PATH: options.path, HOME: home, TMPDIR: tmpdir(), ACT_DISABLE_VERSION_CHECK: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const abort = (): void => void child.kill('SIGINT');
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted === true) abort(); // too late for the listener
  const take = (text: string): void => {
    const line = run.add(text);
    if (line !== undefined) options.onLine?.(line, run);
  };
  readLines(child.stdout, take);
  readLines(child.stderr, take);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { exitCode, run };
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

function actArguments(options: ActOptions): readonly string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}): string[] =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  return [
    options.event ?? 'push',
    '--workflows',
    options.workflow,
    ...(options.job === undefined ? [] : ['--job', options.job]),
    ...(options.eventFile === undefined ? [] : ['--eventpath', options.eventFile]),
    '--platform',
    'ubuntu-latest=-self-hosted',
    '--artifact-server-addr',
    '127.0.0.1',
    '--cache-server-addr',
    '127.0.0.1',
    '--cache-server-path',
    join(options.state, 'cache-server'),
    '--action-cache-path',
    `${options.tree}-copies`, // one for each tree: in a folder that stays, they would pile up
    '--local-repository',
    `fairlead-actions/fairlead@v1=${options.tree}`,
    ...pairs('--local-repository', options.repositories),
    ...(options.artifacts === undefined ? [] : ['--artifact-server-path', options.artifacts]),
    ...(options.concurrentJobs === undefined ? [] : ['--concurrent-jobs', `${options.concurrentJobs}`]),
    ...pairs('--secret', { GITHUB_TOKEN: 'local-run-has-no-token', ...options.secrets }),
    ...pairs('--var', options.vars),
    ...pairs('--env', options.env),
    '--json',
  ];
}
