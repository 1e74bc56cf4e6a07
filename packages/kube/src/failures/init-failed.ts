import { exitOf, MOST_EXITS, seeExit } from './exits.ts';
import type { ContainerClass } from './failure-class.ts';

/** A container that is to come to its end before the others start does not end well. Memory is asked before. */
export const initFailed: ContainerClass = {
  name: 'init-failed',
  of: 'container',
  grace: { times: MOST_EXITS },
  hint: 'read the last log lines of the init container',
  shows: 'init container fails',
  see(view) {
    const exit = view.init ? exitOf(view) : undefined;
    if (exit === undefined) return undefined;
    const message = `init container ended with exit code ${exit.last.exitCode ?? 'unknown'}${exit.times}`;
    return seeExit(view, exit.last, exit.last.reason ?? 'Error', message);
  },
};
