import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';

/** The end of a command that finds no canary. */
export function nothingToDo(context: CanaryContext, { workload }: Target): void {
  context.log.notice(`there is no canary of ${workload}`);
  context.output('outcome', 'idle');
}
