import type { DeployContext } from '../context.ts';

const BEFORE = 'revision-before';
const DONE = 'done';

/** Leaves word for the post step that a change begins. `before`: the newest revision before it; 0 for none. */
export function saveBegin(context: DeployContext, before: number): void {
  context.saveState(BEFORE, before);
}

/** From here on nothing is left to finish: the change is healthy, or was rolled back as far as it can be. */
export function saveDone(context: DeployContext): void {
  context.saveState(DONE, true);
}

/** The newest revision before a change that was begun and not ended; undefined when nothing is left to finish. */
export function readSaved(context: DeployContext): number | undefined {
  return context.readState<boolean>(DONE) === true ? undefined : context.readState<number>(BEFORE);
}
