import { timeOf } from '../facts/facts.ts';
import type { Termination } from '../objects.ts';
import { exitOf, MOST_EXITS, probeText, seeExit } from './exits.ts';
import type { ContainerClass } from './failure-class.ts';
import type { ContainerView } from './views.ts';

/** A container ends by itself, or is ended by its liveness probe. One end may heal. Memory and init containers are asked before. */
export const crash: ContainerClass = {
  name: 'crash',
  of: 'container',
  grace: { times: MOST_EXITS },
  hint: 'read the last log lines: the container ends by itself',
  shows: 'container ends, or its liveness probe ends it',
  see(view) {
    const exit = exitOf(view);
    if (exit === undefined) return undefined;
    const { last, times } = exit;
    return seeExit(view, last, last.reason ?? 'Error', describeExit(view, last, times));
  },
};

/** How and why a container has ended, in words. */
export function describeExit({ events }: ContainerView, last: Termination, times: string): string {
  const liveness = events.findLast(({ message }) => /^Liveness probe failed/i.test(message ?? ''));
  const killed = events.some(
    ({ reason, message }) => reason === 'Killing' && /liveness/i.test(message ?? ''),
  );
  if (liveness !== undefined && killed)
    return `restarted because its liveness probe failed${times}: ${probeText(liveness)}`;
  return `${ranFor(last)} with exit code ${last.exitCode ?? 'unknown'}${times}`;
}

function ranFor({ startedAt, finishedAt }: Termination): string {
  const [from, to] = [timeOf(startedAt), timeOf(finishedAt)];
  const seconds = from === undefined || to === undefined ? undefined : Math.round((to - from) / 1000);
  return seconds === undefined || seconds <= 5 ? 'crashed at start' : `crashed after ${seconds} s`;
}
