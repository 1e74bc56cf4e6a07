import { type Clock, ExternalError, errorMessage, FairleadError, type Logger } from '@fairlead/core';
import { rolloutStatus } from '@fairlead/kube';
import { getStable, type Target } from '../cluster/target.ts';
import type { Journal } from '../journal/journal.ts';
import { assertNotTakenOver, removeJournal } from '../journal/journal-store.ts';
import { openTraffic, providerOf } from '../traffic/registry.ts';
import { removeCanary, waitGone } from './remove-canary.ts';

/** How long undoing is tried again; a cancelled run is ended sooner by its runner, and its post step goes on. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;

/** What is true after the traffic went back. */
export interface UndoResult {
  readonly seconds: number;
  /** Seconds until the cluster said that the canary's share is 0. */
  readonly trafficSeconds: number;
  /** `3 of 3 ready`. */
  readonly stable: string;
  readonly stableReady: boolean;
}

/** What undoing needs beside the journal. */
export interface UndoTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Gives all traffic to stable, then removes the canary, then asks the cluster whether that is so. In this order, and
 * never cancelled. May be repeated from any point, and is, while the cluster is away.
 *
 * @throws ExternalError CANARY_UNDO_FAILED naming what is left; the journal stays, so the next run goes on from there.
 *   PolicyError CANARY_ABORTED when the workload has another run's canary by now; nothing was touched then.
 */
export async function endCanary(tools: UndoTools, journal: Journal): Promise<UndoResult> {
  const { clock, log } = tools;
  const stopwatch = new Stopwatch(clock);
  for (;;) {
    try {
      return await tryToEnd(tools, journal, stopwatch);
    } catch (error) {
      if (error instanceof FairleadError && error.code === 'CANARY_ABORTED') throw error;
      const again = error instanceof ExternalError && error.retryable;
      if (!again || stopwatch.ms >= PATIENCE_MS) throw undoFailed(tools.target, stopwatch, error);
      log.info(`${errorMessage(error)}; trying again`);
      await clock.sleep(PAUSE_MS);
    }
  }
}

/** Times of one undo, over all its tries. */
class Stopwatch {
  readonly #clock: Clock;
  readonly #started: number;
  /** Seconds until the canary's share was 0; undefined until then. */
  trafficSeconds: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#started = clock.monotonic();
  }

  get ms(): number {
    return this.#clock.monotonic() - this.#started;
  }
}

async function tryToEnd(
  { target, clock, log }: UndoTools,
  journal: Journal,
  stopwatch: Stopwatch,
): Promise<UndoResult> {
  await assertNotTakenOver(target, journal);
  const where = await takeTraffic(target, journal);
  stopwatch.trafficSeconds ??= stopwatch.ms / 1000;
  log.info(`the canary's share is 0 after ${stopwatch.trafficSeconds.toFixed(1)} s (${where})`);
  const { drainMs } = providerOf(journal.traffic);
  if (drainMs > 0) await clock.sleep(drainMs);
  await assertNotTakenOver(target, journal);
  await removeCanary(target, journal);
  await waitGone(target, clock, journal);
  const stable = await getStable(target);
  const status = stable === undefined ? undefined : rolloutStatus(stable);
  await removeJournal(target, journal);
  const result = {
    seconds: stopwatch.ms / 1000,
    trafficSeconds: stopwatch.trafficSeconds,
    stable: status?.message ?? 'deleted',
    stableReady: status?.done === true,
  };
  log.info(`canary removed after ${result.seconds.toFixed(1)} s; stable: ${result.stable}`);
  return result;
}

/** Weight to nothing, and read back. */
async function takeTraffic(target: Target, journal: Journal): Promise<string> {
  const provider = openTraffic(target, journal.traffic);
  await provider.clear();
  const { share, where } = await provider.read();
  if (share === 0) return where;
  throw new ExternalError({
    code: 'CANARY_UNDO_FAILED',
    message: `the canary still has ${share.toFixed(1)} % (${where})`,
    retryable: true, // somebody wrote at the same time
  });
}

function undoFailed({ workload }: Target, { trafficSeconds }: Stopwatch, cause: unknown): ExternalError {
  const cleared = trafficSeconds !== undefined;
  const what = cleared
    ? `all traffic is on stable, but the canary of ${workload} could not be removed`
    : `the canary of ${workload} could not be taken back`;
  return new ExternalError({
    code: 'CANARY_UNDO_FAILED',
    message: `${what}: ${errorMessage(cause)}`,
    hint: `run the action with command: abort${cleared ? '' : '; until then the canary may still get traffic'}`,
    cause,
  });
}
