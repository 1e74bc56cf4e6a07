import { type Clock, ExternalError, errorMessage, type Logger } from '@fairlead/core';
import { phaseOfRollout } from '@fairlead/kube';
import type { ImageChange } from '../cluster/containers.ts';
import type { Target } from '../cluster/target.ts';
import { giveOrder } from './give-order.ts';
import { getRollout, isPromoted } from './rollout.ts';
import { setImage } from './set-image.ts';

const POLL_MS = 1_000;
/** How long the controller may take to move the traffic after an abort. */
const ABORTED_WITHIN_MS = 15_000;

/** What going back needs. */
export interface TakeBackTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long the old version may take to be healthy again. */
  readonly timeoutMs: number;
}

/** What is true after it. */
export interface TakenBack {
  readonly seconds: number;
  /** `Healthy`, or the phase with what the controller says. */
  readonly rollout: string;
}

/**
 * Gives all traffic back: the update is aborted first, by which the controller moves the traffic, then the old image is
 * written back where it was us who changed it. May be repeated.
 *
 * @throws ExternalError CANARY_ROLLBACK_FAILED
 */
export async function takeBack(
  { target, clock, log, timeoutMs }: TakeBackTools,
  changed: ImageChange | undefined,
): Promise<TakenBack> {
  const started = clock.monotonic();
  try {
    const now = await getRollout(target);
    if (now === undefined) return { seconds: 0, rollout: 'deleted' };
    if (!isPromoted(now)) {
      await giveOrder(target, 'abort', now);
      await waitFor(target, clock, ABORTED_WITHIN_MS, ({ phase }) => phase === 'Degraded');
    }
    if (changed !== undefined && (await setImage(target, { from: changed.to, to: changed.from })))
      log.info(`image ${changed.from} is written back`);
    const wanted = changed === undefined ? 'Degraded' : 'Healthy'; // Argo calls an aborted update degraded
    const rollout = await waitFor(target, clock, timeoutMs, ({ phase }) => phase === wanted);
    return { seconds: (clock.monotonic() - started) / 1000, rollout };
  } catch (cause) {
    throw new ExternalError({
      code: 'CANARY_ROLLBACK_FAILED',
      message: `the Rollout ${target.workload} could not be brought back: ${errorMessage(cause)}`,
      hint: 'run the action with command: abort, then deploy the old image',
      cause,
    });
  }
}

async function waitFor(
  target: Target,
  clock: Clock,
  timeoutMs: number,
  isThere: (phase: ReturnType<typeof phaseOfRollout>) => boolean,
): Promise<string> {
  const until = clock.monotonic() + timeoutMs;
  for (;;) {
    const now = await getRollout(target);
    if (now === undefined) return 'deleted';
    const at = phaseOfRollout(now);
    const words = at.message === '' ? at.phase : `${at.phase}: ${at.message}`;
    if (isThere(at) || clock.monotonic() >= until) return words;
    await clock.sleep(POLL_MS);
  }
}
