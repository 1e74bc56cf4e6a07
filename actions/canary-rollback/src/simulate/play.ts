import { seededRandom } from '@fairlead/core';
import { type JudgeOptions, secondsToRollback } from './judge-looks.ts';
import type { Scenario } from './scenario.ts';
import { looksAt, type Traffic } from './traffic.ts';

/** What rules make of many canaries. */
export interface Played {
  readonly runs: number;
  /** How many were rolled back. */
  readonly stopped: number;
  /** Seconds over all runs; undefined where fewer than half, or than nine of ten, were rolled back. */
  readonly median: number | undefined;
  readonly p90: number | undefined;
}

/** The canary as described, and one that is as good as stable on the same traffic: what stops that one is a false alarm. */
export interface Simulation {
  readonly bad: Played;
  readonly healthy: Played;
}

/** Plays a scenario; `pause` is called between two canaries, so that a run that is cancelled ends. */
export async function playScenario(
  { traffic, runs, seed }: Scenario,
  options: JudgeOptions,
  pause: () => Promise<void>,
): Promise<Simulation> {
  const play = async (of: Traffic): Promise<Played> => {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      await pause();
      const looks = looksAt(of, options.intervalMs, seededRandom(seed * 10_000 + run));
      const seconds = secondsToRollback(looks, of, options);
      if (seconds !== undefined) times.push(seconds);
    }
    return playedOf(times, runs);
  };
  return {
    bad: await play(traffic),
    healthy: await play({ ...traffic, canaryErrors: traffic.stableErrors }),
  };
}

function playedOf(times: readonly number[], runs: number): Played {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.floor(share * runs)];
  return { runs, stopped: times.length, median: at(0.5), p90: at(0.9) };
}
