import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '@fairlead/devcluster';
import type { Bench } from '@fairlead/devtools';

/** Sees each line of a step's log while it runs. */
type OnLine = (line: string, child: ChildProcess) => void;

/** Acts once, when the log shows that the canary answers requests. */
export function whenObserved(act: (child: ChildProcess) => void): OnLine {
  let done = false;
  return (line, child) => {
    if (done || !/\| canary \d+ requests/.test(line)) return;
    done = true;
    act(child);
  };
}

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

/** Waits until nothing of ours is left; gives the seconds that it took, or undefined when some of it stays. */
export async function secondsUntilGone(bench: Bench, limit: number): Promise<number | undefined> {
  const started = performance.now();
  while (performance.now() - started < limit * 1000) {
    const { deployments, services, journal, fuse, overlay } = await bench.state();
    const left = [journal, fuse, overlay.length > 0, deployments.length > 1, services.length > 1];
    if (!left.includes(true)) return (performance.now() - started) / 1000;
    await sleep(500);
  }
  return undefined;
}
