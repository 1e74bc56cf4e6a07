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
  return (await waitUntilGone(bench, limit)).seconds;
}

/** The same, and what of ours was seen last, or is still there. */
export async function waitUntilGone(
  bench: Bench,
  limit: number,
): Promise<{ readonly seconds: number | undefined; readonly last: readonly string[] }> {
  const started = performance.now();
  let last: readonly string[] = [];
  while (performance.now() - started < limit * 1000) {
    const state = await bench.state().catch(() => undefined); // an API server may be away for a moment
    const ours = state === undefined ? last : oursIn(state);
    if (state !== undefined && ours.length === 0)
      return { seconds: (performance.now() - started) / 1000, last };
    last = ours;
    await sleep(500);
  }
  return { seconds: undefined, last };
}

function oursIn({ deployments, services, journal, fuse, overlay }: State): readonly string[] {
  return [
    ...(journal ? ['journal'] : []),
    ...(fuse ? ['fuse'] : []),
    ...(overlay.length > 0 ? ['overlay'] : []),
    ...(deployments.length > 1 ? ['Deployment'] : []),
    ...(services.length > 1 ? ['Service'] : []),
  ];
}
