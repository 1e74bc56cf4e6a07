import { type Clock, ExternalError, errorMessage, FairleadError, type Logger } from '@fairlead/core';
import { rolloutStatus } from '@fairlead/kube';
import { getStable, type Target } from '../cluster/target.ts';
import { disarmFuse, removeFuse } from '../fuse/fuse.ts';
import type { Journal } from '../journal/journal.ts';
import { assertNotTakenOver, removeJournal } from '../journal/journal-store.ts';
import { openTraffic, providerOf } from '../traffic/registry.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { removeCanary, waitGone } from './remove-canary.ts';
import { assertStableServes } from './stable-serves.ts';

/** How long a rollback is tried again; a cancelled run is ended sooner by its runner, and its post step goes on. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;
/** Longest time to look at pods that go with their traffic: users meet them meanwhile. */
const HASTY_MS = 1_000;
/** The same for pods that no user reaches any more; a node that died does not give its logs. */
const DRAINING_MS = 3_000;

/** What is true after the traffic went back. */
export interface Rollback {
  readonly seconds: number;
  /** Seconds until the cluster said that the canary's share is 0. */
  readonly trafficSeconds: number;
  /** `3 of 3 ready`. */
  readonly stable: string;
  readonly stableReady: boolean;
  /** What the shares stood in is gone, so nobody knows where traffic goes. */
  readonly lost: boolean;
  /** What the canary left behind, where that was asked for. */
  readonly evidence: Evidence | undefined;
}

/** What a rollback needs beside the journal. */
export interface RollbackTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the canary failed, so that what it leaves behind is worth keeping. */
  readonly keepEvidence?: boolean;
  /** Monotonic time until which the journal stays, so that the run whose canary is ended reads by whom. */
  readonly toldUntil?: number;
}

/**
 * Gives all traffic to stable, then removes the canary, then asks the cluster whether that is so. In this order, and
 * never cancelled. May be repeated from any point, and is, while the cluster is away.
 *
 * @throws ExternalError CANARY_STABLE_DOWN when stable cannot serve: nothing was changed. ExternalError
 *   CANARY_ROLLBACK_FAILED naming what is left; the journal stays, so the next run goes on from there. PolicyError
 *   CANARY_ABORTED when the workload has another run's canary by now; nothing was touched then.
 */
export async function endCanary(tools: RollbackTools, journal: Journal): Promise<Rollback> {
  const { clock, log } = tools;
  const stopwatch = new Stopwatch(clock);
  for (;;) {
    try {
      return await tryToEnd(tools, journal, stopwatch);
    } catch (error) {
      if (error instanceof FairleadError && error.code === 'CANARY_ABORTED') throw error;
      if (error instanceof ExternalError && error.code === 'CANARY_STABLE_DOWN')
        throw await keepServing(tools, journal, error);
      // What is gone already was taken by the fuse, or by somebody who ends the same canary.
      const again = error instanceof ExternalError && (error.retryable || error.code === 'KUBE_NOT_FOUND');
      if (!again || stopwatch.ms >= PATIENCE_MS)
        throw rollbackFailed(tools.target, journal, stopwatch, error);
      log.info(`${errorMessage(error)}; trying again`);
      await clock.sleep(PAUSE_MS);
    }
  }
}

/** Nobody but the canary can serve: Kubernetes must not take it away either. */
async function keepServing(
  { target, log }: RollbackTools,
  { fuse }: Journal,
  down: ExternalError,
): Promise<ExternalError> {
  if (fuse === undefined) return down;
  let said = 'its fuse is disarmed';
  try {
    await disarmFuse(target, fuse);
  } catch (error) {
    said = `its fuse could not be disarmed, so it will end soon (${errorMessage(error)})`;
    log.warn(said);
  }
  const { code, hint, message } = down;
  return new ExternalError({ code, hint, message: `${message}; ${said}`, cause: down });
}

/** Times of one rollback, over all its tries, and what was seen on the way. */
class Stopwatch {
  readonly #clock: Clock;
  readonly #started: number;
  /** Seconds until the canary's share was 0; undefined until then. */
  trafficSeconds: number | undefined;
  evidence: Evidence | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#started = clock.monotonic();
  }

  get ms(): number {
    return this.#clock.monotonic() - this.#started;
  }
}

async function tryToEnd(
  { target, clock, log, keepEvidence = false, toldUntil = 0 }: RollbackTools,
  journal: Journal,
  stopwatch: Stopwatch,
): Promise<Rollback> {
  await assertNotTakenOver(target, journal);
  const traffic = openTraffic(target, journal.traffic);
  await assertStableServes(target, clock, journal.traffic.service, await traffic.read());
  const { drainMs } = providerOf(journal.traffic);
  const podsStay = drainMs > 0;
  const gather = async (limitMs: number): Promise<void> => {
    if (keepEvidence) stopwatch.evidence ??= await collectEvidence(target, clock, limitMs);
  };
  if (!podsStay) await gather(HASTY_MS);
  await traffic.clear();
  const { share, where, lost } = await traffic.read();
  if (share !== 0) throw stillServing(share, where);
  stopwatch.trafficSeconds ??= stopwatch.ms / 1000;
  log.info(`the canary's share is 0 after ${stopwatch.trafficSeconds.toFixed(1)} s (${where})`);
  if (podsStay) await Promise.all([clock.sleep(drainMs), gather(DRAINING_MS)]);
  await assertNotTakenOver(target, journal);
  await traffic.end();
  await removeCanary(target, journal);
  await waitGone(target, clock, journal);
  const stable = await getStable(target);
  const status = stable === undefined ? undefined : rolloutStatus(stable);
  if (clock.monotonic() < toldUntil) await clock.sleep(toldUntil - clock.monotonic());
  if (journal.fuse !== undefined) await removeFuse(target, journal.fuse);
  await removeJournal(target, journal);
  const result = {
    seconds: stopwatch.ms / 1000,
    trafficSeconds: stopwatch.trafficSeconds,
    stable: status?.message ?? 'deleted',
    stableReady: status?.done === true,
    lost: lost !== undefined,
    evidence: stopwatch.evidence,
  };
  log.info(`canary removed after ${result.seconds.toFixed(1)} s; stable: ${result.stable}`);
  return result;
}

function stillServing(share: number, where: string): ExternalError {
  return new ExternalError({
    code: 'CANARY_ROLLBACK_FAILED',
    message: `the canary still has ${share.toFixed(1)} % (${where})`,
    retryable: true, // somebody wrote at the same time
  });
}

const ABORT = 'run the action with command: abort';

function rollbackFailed(
  { workload }: Target,
  { fuse }: Journal,
  { trafficSeconds }: Stopwatch,
  cause: unknown,
): ExternalError {
  const cleared = trafficSeconds !== undefined;
  const what = cleared
    ? `all traffic is on stable, but the canary of ${workload} could not be removed`
    : `the canary of ${workload} could not be rolled back`;
  return new ExternalError({
    code: 'CANARY_ROLLBACK_FAILED',
    message: `${what}: ${errorMessage(cause)}`,
    hint:
      fuse === undefined
        ? `${ABORT}${cleared ? '' : '; until then the canary may still get traffic'}`
        : `${ABORT}, or wait: its fuse takes it away`,
    cause,
  });
}

/** What a rollback did, as the end of a sentence. */
export function rollbackWords({ seconds, stable, stableReady, lost }: Rollback): string {
  const took = `${seconds.toFixed(1)} s`;
  const back = lost
    ? `the canary is removed (after ${took})`
    : `traffic is back on stable (rolled back in ${took})`;
  return stableReady ? back : `${back}, but stable is not well: ${stable}`;
}
