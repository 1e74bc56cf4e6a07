import type { Clock } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { Holder } from './journal.ts';
import { HEARTBEAT_MS, readJournal, type StoredJournal } from './journal-store.ts';

/** A run that did not write for this long is dead. */
export const DEAD_AFTER_MS = 4 * HEARTBEAT_MS;
/** Then there is no need to watch. Both times are the cluster's, so the runners' clocks do not matter. */
const LONG_DEAD_MS = 3 * DEAD_AFTER_MS;

/**
 * Whether the journal's run is still there. An older attempt of our own run is not: it ended before we began. Else the
 * heartbeat decides; it is watched, since a run may be late.
 */
export async function isAlive(
  target: Target,
  clock: Clock,
  stored: StoredJournal,
  me: Pick<Holder, 'runId' | 'attempt'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { phase, holder, promoteWithinMs } = stored.journal;
  const age = target.kube.now() - Date.parse(stored.heartbeat);
  if (holder.runId === me.runId && Number(holder.attempt) < Number(me.attempt)) return false;
  if (phase === 'passed') return age < promoteWithinMs && !isSameRun(holder, me);
  if (age > LONG_DEAD_MS) return false;
  const until = clock.monotonic() + DEAD_AFTER_MS;
  while (clock.monotonic() < until) {
    await clock.sleep(1000, signal);
    const now = await readJournal(target);
    if (now === undefined) return false;
    if (now.heartbeat !== stored.heartbeat) return true;
  }
  return false;
}

/**
 * A later step of the run that left a passed canary behind: its own post step has not come yet, so it may begin anew.
 * Runs by hand have no id, so one of them knows nothing of another.
 */
function isSameRun(holder: Holder, me: Pick<Holder, 'runId' | 'attempt'>): boolean {
  return holder.runId !== '' && holder.runId === me.runId && holder.attempt === me.attempt;
}
