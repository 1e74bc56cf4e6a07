import { timeOf } from '../facts/facts.ts';
import type { ContainerStatus, KubeEvent, Termination } from '../objects.ts';
import { oneLine } from '../words/text.ts';
import type { Sighting } from './failure-class.ts';
import type { ContainerView } from './views.ts';

/** How often a container may end before it is a loop. */
export const MOST_EXITS = 2;

/** How many times the container has ended. The count of restarts lags behind while it waits for the next start. */
export function exitsOf({ state, lastState, restartCount = 0 }: ContainerStatus): number {
  if (state?.terminated !== undefined) return restartCount + 1;
  if (state?.waiting !== undefined && lastState?.terminated !== undefined) return restartCount + 1;
  return restartCount;
}

/** A container that has ended and should not have. */
export interface Exit {
  readonly last: Termination;
  /** As the words of a message end: `, 3 times`. */
  readonly times: string;
}

/** The last end of a container that is to run; undefined when all is well, or may be well now. */
export function exitOf({ status, init }: ContainerView): Exit | undefined {
  const last = status.state?.terminated ?? status.lastState?.terminated;
  if (last === undefined || status.ready === true) return undefined;
  if (init && last.exitCode === 0) return undefined; // done, as it should be
  const exits = exitsOf(status);
  if (status.state?.running !== undefined && exits < MOST_EXITS) return undefined; // it may be fine now
  return { last, times: exits > 1 ? `, ${exits} times` : '' };
}

/** The sighting of an exit. While it runs again it may be well at last. */
export function seeExit(view: ContainerView, last: Termination, word: string, message: string): Sighting {
  const exits = exitsOf(view.status);
  const runs = view.status.state?.running !== undefined;
  const loops = exits >= MOST_EXITS && !runs;
  return {
    reason: loops && word !== 'OOMKilled' ? 'CrashLoopBackOff' : word,
    message,
    since: timeOf(last.finishedAt) ?? view.podStart,
    times: runs ? 0 : exits,
  };
}

/** What a probe said, without the words that every probe says. */
export function probeText({ message = '' }: KubeEvent): string {
  return oneLine(message.replace(/^\w+ probe (failed|errored):?\s*/i, ''), 200);
}
