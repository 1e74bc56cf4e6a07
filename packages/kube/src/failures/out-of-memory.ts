import { exitOf, MOST_EXITS, seeExit } from './exits.ts';
import type { ContainerClass } from './failure-class.ts';

/** A container is killed for the memory that it uses. */
export const outOfMemory: ContainerClass = {
  name: 'out-of-memory',
  of: 'container',
  grace: { times: MOST_EXITS },
  hint: 'raise the memory limit, or find what uses the memory',
  shows: 'container runs out of memory',
  see(view) {
    const exit = exitOf(view);
    if (exit?.last.reason !== 'OOMKilled') return undefined;
    const limit = view.spec?.resources?.limits?.['memory'];
    const allowed = limit === undefined ? "the node's memory" : `its memory limit of ${limit}`;
    return seeExit(view, exit.last, 'OOMKilled', `killed for using more than ${allowed}${exit.times}`);
  },
};
