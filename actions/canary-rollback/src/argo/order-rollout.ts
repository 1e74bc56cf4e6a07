import { errorMessage, InputError } from '@fairlead/core';
import type { Rollout } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';
import { showDryRun } from '../commands/dry-run.ts';
import type { CanaryContext } from '../context.ts';
import { makeHolder } from '../journal/holder.ts';
import { holderWords } from '../journal/journal.ts';
import { giveOrder } from './give-order.ts';
import { noteOrder } from './order-note.ts';
import { patchOf, type RolloutOrder } from './patches.ts';
import { getRollout } from './rollout.ts';

const OUTCOMES = {
  pause: 'paused',
  resume: 'resumed',
  promote: 'promoted',
  abort: 'aborted',
  retry: 'retried',
} as const;

/** Gives an order to the controller of a Rollout; a run that follows it sees what becomes of it. */
export function orderRollout(order: RolloutOrder): (context: CanaryContext, target: Target) => Promise<void> {
  return async (context, target) => {
    const { log } = context;
    const rollout = await rolloutOrProblem(context, target);
    const { spec, status } = patchOf(order, rollout);
    if (spec === undefined && status === undefined) {
      const words = `there is nothing to ${order} about the Rollout ${target.workload}`;
      log.notice(words);
      return context.settle('idle', words);
    }
    if (context.inputs.dryRun) return showDryRun(context, `would ${order} the Rollout ${target.workload}`);
    const by = holderWords(makeHolder(context));
    try {
      await noteOrder(target, { order, by, at: new Date(target.kube.now()).toISOString() });
    } catch (error) {
      log.info(`who gives the order could not be noted at the Rollout: ${errorMessage(error)}`); // no abort hangs on that
    }
    await giveOrder(target, order, rollout);
    const words = `the controller was asked to ${order} the Rollout ${target.workload} by ${by}`;
    log.notice(words);
    context.settle(OUTCOMES[order], words);
    context.summarize(words);
  };
}

/** The Rollout of the workload. @throws InputError naming workload when there is none */
export async function rolloutOrProblem({ inputs }: CanaryContext, target: Target): Promise<Rollout> {
  const rollout = await getRollout(target);
  if (rollout !== undefined) return rollout;
  const problem = `is no Rollout in namespace ${target.namespace}`;
  throw new InputError([
    { input: 'workload', value: inputs.workload, problem, allowed: 'the name of a Rollout' },
  ]);
}
