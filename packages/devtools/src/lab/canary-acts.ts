import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, State } from './orders-lab.ts';

/** Acts once, when the log shows that the canary answers requests. */
export function whenObserved(
  act: (child: ChildProcess) => void,
): (line: string, child: ChildProcess) => void {
  let done = false;
  return (line, child) => {
    if (done || !/\| canary \d+ requests/.test(line)) return;
    done = true;
    act(child);
  };
}

/** Waits until nothing of ours is left; gives the seconds that it took, or undefined when some of it stays. */
export async function secondsUntilGone(bench: Bench, limit: number): Promise<number | undefined> {
  const started = performance.now();
  while (performance.now() - started < limit * 1000) {
    const state = await bench.state().catch(() => undefined); // an API server may be away for a moment
    if (state !== undefined && !hasOurs(state)) return (performance.now() - started) / 1000;
    await sleep(500);
  }
  return undefined;
}

function hasOurs({ deployments, services, journal, fuse, overlay }: State): boolean {
  return journal || fuse || overlay.length > 0 || deployments.length > 1 || services.length > 1;
}
