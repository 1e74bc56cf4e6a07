import { type Clock, ExternalError, type Logger } from '@fairlead/core';
import type { JournalKeeper } from '../journal/heartbeat.ts';
import type { Traffic } from '../traffic/provider.ts';

const HELD_WITHIN_MS = 30_000;
const POLL_MS = 250;

/** What waiting needs. */
export interface HeldTools {
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keeper: JournalKeeper;
  readonly signal: AbortSignal;
}

/**
 * Waits until the share that was set holds: before that, requests tell of the share before.
 *
 * @throws ExternalError CANARY_ROUTE_REFUSED
 */
export async function waitHeld({ traffic, clock, log, keeper, signal }: HeldTools): Promise<void> {
  const until = clock.monotonic() + HELD_WITHIN_MS;
  let said = '';
  for (;;) {
    const why = await traffic.pending();
    if (why === undefined) return;
    if (clock.monotonic() >= until)
      throw new ExternalError({
        code: 'CANARY_ROUTE_REFUSED',
        message: `${why}, after ${HELD_WITHIN_MS / 1000} s`,
        hint: 'read the conditions in the status of that HTTPRoute, and the log of its gateway',
      });
    if (why !== said) log.info(`waiting: ${why}`);
    said = why;
    await keeper.beat();
    await clock.sleep(POLL_MS, signal);
  }
}
