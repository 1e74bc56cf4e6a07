import { type Clock, ExternalError, errorMessage, type Logger } from '@fairlead/core';
import { canaryName } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import {
  getCanary,
  getService,
  getStable,
  listCanaryPods,
  rolloutOf,
  type Target,
} from '../cluster/target.ts';
import type { Journal } from '../journal/journal.ts';
import { removeJournal } from '../journal/journal-store.ts';
import { openProvider } from '../traffic/open-provider.ts';

/** Gateways take up a changed route with a delay, two seconds by default in one of them; the canary answers until then. */
const GATEWAY_DRAIN_MS = 3_000;
/** How long the canary's pods may need until they have been told to end. */
const GONE_WITHIN_MS = 15_000;
const POLL_MS = 250;

/** What is true after the traffic went back. */
export interface UndoResult {
  readonly seconds: number;
  /** Seconds until no request went to the canary any more. */
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
 * never cancelled. May be repeated from any point.
 *
 * @throws ExternalError CANARY_UNDO_FAILED naming what is left; the journal stays, so the next run goes on from there.
 */
export async function endCanary({ target, clock, log }: UndoTools, journal: Journal): Promise<UndoResult> {
  const started = clock.monotonic();
  const seconds = (): number => (clock.monotonic() - started) / 1000;
  try {
    const provider = openProvider(target, journal);
    await provider.clear();
    const { share, where } = await provider.read();
    if (share > 0) throw new Error(`the canary still has ${share.toFixed(1)} % (${where})`);
    const trafficSeconds = seconds();
    log.info(`no traffic to the canary any more after ${trafficSeconds.toFixed(1)} s (${where})`);
    if (journal.provider === 'gateway') await clock.sleep(GATEWAY_DRAIN_MS);
    await removeCanary(target, journal);
    await verifyGone(target, clock, journal);
    const stable = await getStable(target);
    const status = stable === undefined ? undefined : rolloutOf(stable);
    await removeJournal(target);
    const result = {
      seconds: seconds(),
      trafficSeconds,
      stable: status?.message ?? 'deleted',
      stableReady: status?.done === true,
    };
    log.info(`canary removed after ${result.seconds.toFixed(1)} s; stable: ${result.stable}`);
    return result;
  } catch (error) {
    throw new ExternalError({
      code: 'CANARY_UNDO_FAILED',
      message: `the canary of ${target.workload} could not be taken back: ${errorMessage(error)}`,
      hint: 'run the action with command: abort; until then the canary may still get traffic',
      cause: error,
    });
  }
}

async function removeCanary({ kube, namespace, workload }: Target, journal: Journal): Promise<void> {
  await kube.remove({ ...kinds.deployment, namespace, name: canaryName(workload) });
  if (journal.provider === 'gateway') {
    await kube.remove({ ...kinds.service, namespace, name: canaryName(journal.service) });
  }
}

/** Waits until nothing of the canary is left but pods that drain. */
async function verifyGone(target: Target, clock: Clock, journal: Journal): Promise<void> {
  const until = clock.monotonic() + GONE_WITHIN_MS;
  for (;;) {
    const left = await findLeft(target, journal);
    if (left.length === 0) return;
    if (clock.monotonic() >= until)
      throw new Error(`still there after ${GONE_WITHIN_MS / 1000} s: ${left.join(', ')}`);
    await clock.sleep(POLL_MS);
  }
}

async function findLeft(target: Target, journal: Journal): Promise<readonly string[]> {
  const service =
    journal.provider === 'gateway' ? getService(target, canaryName(journal.service)) : undefined;
  const [canary, clone, pods] = await Promise.all([getCanary(target), service, listCanaryPods(target)]);
  return [canary, clone, ...pods]
    .filter((object) => object !== undefined)
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}
