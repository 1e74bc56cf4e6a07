import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import type { ClusterPaths } from '../paths.ts';
import { tailFile } from '../system/files.ts';
import { namespaceInode, nsenterArgv } from '../system/netns.ts';
import { patient } from '../system/patience.ts';
import {
  commandLine,
  identify,
  isAlive,
  type ProcessId,
  processesInNamespace,
  signalProcess,
} from '../system/processes.ts';
import { SYSTEM_PATH } from '../system/programs.ts';
import { waitFor } from '../system/wait.ts';
import type { NamespaceHttp } from './agent-client.ts';
import type { Daemon } from './daemons/daemon.ts';
import { isReady } from './ready.ts';
import type { RecordStore } from './record.ts';

/** Starts the long-running programs of one cluster. */
export interface Supervisor {
  /** Starts the program unless it runs already, and waits until it is ready. Says what it did. */
  ensure(daemon: Daemon): Promise<'started' | 'kept'>;
}

/** How long a program may take until it answers. */
const READY_LIMIT_MS = 120_000;

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
      const process = kept ? known : await start(daemon, paths);
      if (!kept) record.setDaemon(daemon.name, process);
      await waitUntilReady(daemon, process, paths, http, signal);
      return kept ? 'kept' : 'started';
    },
  };
}

/** Path of a program's log. */
function logPath(paths: ClusterPaths, name: string): string {
  return join(paths.logs, `${name}.log`);
}

async function start(daemon: Daemon, paths: ClusterPaths): Promise<ProcessId> {
  await endStrays(daemon, paths);
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

/** Ends copies of a program that a killed `up` had started and could not record any more; they hold its ports. */
async function endStrays(daemon: Daemon, paths: ClusterPaths): Promise<void> {
  const inode = namespaceInode(paths.name);
  if (inode === undefined) return;
  const wanted = daemon.argv.join('\n');
  const strays = processesInNamespace(inode).filter(({ pid }) => commandLine(pid).join('\n') === wanted);
  for (const stray of strays) signalProcess(stray, 'SIGKILL');
  await waitFor(() => (strays.some(isAlive) ? undefined : true), { timeoutMs: 5000, everyMs: 20 });
}

async function waitUntilReady(
  daemon: Daemon,
  process: ProcessId,
  paths: ClusterPaths,
  http: NamespaceHttp,
  signal: AbortSignal | undefined,
): Promise<void> {
  const limitMs = patient(READY_LIMIT_MS);
  const outcome = await waitFor<'ready' | 'ended'>(
    async () => {
      if (!isAlive(process)) return 'ended';
      return (await isReady(daemon, paths, http)) ? 'ready' : undefined;
    },
    { timeoutMs: limitMs, everyMs: 100, signal },
  );
  if (outcome === 'ready') return;
  const log = logPath(paths, daemon.name);
  throw new ToolError({
    code: outcome === 'ended' ? 'DAEMON_ENDED' : 'DAEMON_NOT_READY',
    message: `${daemon.name} ${outcome === 'ended' ? 'ended while starting' : `was not ready after ${limitMs / 1000} s`}; its log is ${log}`,
    hint: 'the last lines of the log are below; `npm run cluster -- down` then `up` starts from scratch',
    argv: daemon.argv,
    lastLines: tailFile(log, 12),
  });
}
