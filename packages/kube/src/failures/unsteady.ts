import { timeOf } from '../facts/facts.ts';
import { describeExit } from './crash.ts';
import { exitsOf, MOST_EXITS } from './exits.ts';
import type { ContainerClass } from './failure-class.ts';

/** A container was ready and ends all the same, again and again: healthy is more than one moment. */
export const unsteady: ContainerClass = {
  name: 'unsteady',
  of: 'container',
  grace: { times: MOST_EXITS },
  hint: 'read the last log lines and the liveness probe: the container becomes ready and does not stay so',
  shows: 'container ends after it was ready, while `stay-healthy` lasts',
  see(view) {
    const { status, readyExits, podStart } = view;
    const exits = exitsOf(status);
    const last = status.state?.terminated ?? status.lastState?.terminated;
    if (readyExits === undefined || last === undefined || exits <= readyExits) return undefined;
    const message = `does not stay ready: ${describeExit(view, last, exits > 1 ? `, ${exits} times` : '')}`;
    return {
      reason: last.reason ?? 'Error',
      message,
      since: timeOf(last.finishedAt) ?? podStart,
      times: exits,
    };
  },
};
