import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { ToolError } from '../errors.ts';
import type { ClusterPaths } from '../paths.ts';
import { tailFile } from '../system/files.ts';
import { namespaceInode, nsenterArgv } from '../system/netns.ts';
import {
  commandLine,
  identify,
  isAlive,
  type ProcessId,
  processesInNamespace,
  signalProcess,
} from '../system/processes.ts';
import { run } from '../system/run.ts';
import { waitFor } from '../system/wait.ts';
import { findProgram, SYSTEM_PATH } from '../tools/debian.ts';
import type { NamespaceHttp } from './agent-client.ts';
import { apiCredentials } from './api.ts';
import type { Daemon } from './daemons.ts';
import type { RecordStore } from './record.ts';

/** Starts the long-running programs of one cluster. */
export interface Supervisor {
  /** Starts the program unless it runs already, and waits until it is ready. Says what it did. */
  ensure(daemon: Daemon): Promise<'started' | 'kept'>;
}

/** How long a program may take until it answers. */
const READY_LIMIT_MS = 60_000;

/** A supervisor over the cluster's record. */
export function createSupervisor(
  paths: ClusterPaths,
  record: RecordStore,
  http: NamespaceHttp,
  signal?: AbortSignal,
): Supervisor {
  return {
    ensure: async (daemon) => {
      const known = record.read().daemons[daemon.name];
      const kept = known !== undefined && isAlive(known);
      const process = kept ? known : start(daemon, paths);
      if (!kept) record.setDaemon(daemon.name, process);
      await waitUntilReady(daemon, process, paths, http, signal);
      return kept ? 'kept' : 'started';
    },
  };
}

/** Path of a program's log. */
export function logPath(paths: ClusterPaths, name: string): string {
  return join(paths.logs, `${name}.log`);
}

function start(daemon: Daemon, paths: ClusterPaths): ProcessId {
  endStrays(daemon, paths);
  for (const file of daemon.stale ?? []) rmSync(file, { force: true });
  mkdirSync(paths.logs, { recursive: true });
  const log = openSync(logPath(paths, daemon.name), 'a');
  const [file = '', ...args] = nsenterArgv(paths.name, daemon.argv);
  const child = spawn(file, args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: SYSTEM_PATH, HOME: paths.data, ...daemon.env },
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  const process = child.pid === undefined ? undefined : identify(child.pid);
  return process ?? { pid: child.pid ?? 0, started: '' };
}

/** Ends copies of a program that a killed `up` had started and could not record any more. */
function endStrays(daemon: Daemon, paths: ClusterPaths): void {
  const inode = namespaceInode(paths.name);
  if (inode === undefined) return;
  for (const stray of processesInNamespace(inode)) {
    const argv = commandLine(stray.pid);
    if (argv.join('\n') === daemon.argv.join('\n')) signalProcess(stray, 'SIGKILL');
  }
}

async function waitUntilReady(
  daemon: Daemon,
  process: ProcessId,
  paths: ClusterPaths,
  http: NamespaceHttp,
  signal: AbortSignal | undefined,
): Promise<void> {
  const outcome = await waitFor<'ready' | 'ended'>(
    async () => {
      if (!isAlive(process)) return 'ended';
      return (await isReady(daemon, paths, http)) ? 'ready' : undefined;
    },
    { timeoutMs: READY_LIMIT_MS, everyMs: 100, signal },
  );
  if (outcome === 'ready') return;
  const log = logPath(paths, daemon.name);
  throw new ToolError({
    code: outcome === 'ended' ? 'DAEMON_ENDED' : 'DAEMON_NOT_READY',
    message: `${daemon.name} ${outcome === 'ended' ? 'ended while starting' : `was not ready after ${READY_LIMIT_MS / 1000} s`}; its log is ${log}`,
    hint: 'the last lines of the log are below; `npm run cluster -- down` then `up` starts from scratch',
    argv: daemon.argv,
    lastLines: tailFile(log, 12),
  });
}

/** One look whether a running program answers. */
export async function isReady(daemon: Daemon, paths: ClusterPaths, http: NamespaceHttp): Promise<boolean> {
  try {
    if (daemon.name === 'containerd') return await containerdAnswers(paths);
    if (daemon.name === 'docker') return await dockerAnswers(paths);
    if (daemon.ready === undefined) return true;
    const tls = daemon.ready.startsWith('https:') ? apiCredentials(paths) : undefined;
    const asked = { url: daemon.ready, timeoutMs: 3000, ...(tls === undefined ? {} : { tls }) };
    return (await http.request(asked)).status === 200;
  } catch {
    return false;
  }
}

async function containerdAnswers(paths: ClusterPaths): Promise<boolean> {
  const argv = [
    findProgram('ctr') ?? 'ctr',
    '--address',
    paths.containerdSocket,
    '--connect-timeout',
    '1s',
    'version',
  ];
  return (await run(argv, { allowedCodes: [1], timeoutMs: 5000 })).code === 0;
}

function dockerAnswers(paths: ClusterPaths): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath: paths.dockerSocket, path: '/_ping', timeout: 3000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(false));
    call.end();
  });
}
