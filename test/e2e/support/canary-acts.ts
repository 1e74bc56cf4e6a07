import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Cluster } from '@fairlead/devcluster';

/** What a runner does with a cancelled step (https://docs.github.com/actions, "workflow cancellation"). */
export function endAsRunner(child: ChildProcess): void {
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGTERM'), 7_500).unref();
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
}

/** Passes connections on inside the cluster's network namespace, so that one client can lose its server. */
export function startRelay(cluster: Cluster, from: number, to: number): ChildProcess {
  const script = join(import.meta.dirname, 'relay.ts');
  const [command = '', ...args] = cluster.nsenterArgv([process.execPath, script, String(from), String(to)]);
  return spawn(command, args, { stdio: 'ignore' });
}
