import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';

/** The end of a command that finds no canary. */
export function nothingToDo(context: CanaryContext, { workload }: Target): void {
  const words = `there is no canary of ${workload}`;
  context.log.notice(words);
  context.settle('idle', words);
}
