import { CancelledError, errorMessage } from '@fairlead/core';
import { lastDeployed } from '@fairlead/helm';
import type { DeployContext } from '../context.ts';
import { type BadEnd, failureOf } from '../publish/failure.ts';
import { tellFailure, tellSettlement } from '../publish/outputs.ts';
import { summarizeFailure } from '../publish/summary.ts';
import { interrupted, leftToPost, rollBack, type Settlement, untouched } from '../release/roll-back.ts';
import type { Deadline } from '../rollout/deadline.ts';
import type { Prepared } from './prepare.ts';
import { saveDone } from './saved.ts';

/** A change that was begun. */
interface Begun {
  /** The newest revision before it; 0 for none. */
  readonly before: number;
  readonly deadline: Deadline;
}

/** Rolls back a deploy that went wrong, and fails with one line that says why and what was done about it. */
export async function rollBackAndFail(
  context: DeployContext,
  prepared: Prepared,
  { end, ...begun }: Begun & { readonly end: BadEnd },
): Promise<never> {
  tellFailure(context, end);
  const settled = await settle(context, prepared, end, begun);
  tellSettlement(context, settled);
  await tellRevision(context, prepared);
  const failure = failureOf(end, settled);
  const name = end.kind === 'smoke' ? 'smoke test' : 'rollout';
  context.report.addVerdict({ name, outcome: 'failure', reason: failure.message });
  summarizeFailure(context, end, settled);
  throw failure;
}

async function settle(
  context: DeployContext,
  prepared: Prepared,
  end: BadEnd,
  begun: Begun,
): Promise<Settlement> {
  if (end.kind === 'cancelled') return end.during === undefined ? interrupted : leftToPost;
  if (end.kind !== 'busy') return rollBackOrSay(context, prepared, begun);
  saveDone(context); // what is there is the other run's: the post step must not touch it either
  return untouched;
}

/** What keeps us from rolling back must not hide why it was to be done. The post step then tries again. */
async function rollBackOrSay(
  context: DeployContext,
  prepared: Prepared,
  { before, deadline }: Begun,
): Promise<Settlement> {
  try {
    const settled = await context.stage('roll back', () => rollBack(context, prepared, before, deadline));
    saveDone(context);
    return settled;
  } catch (error) {
    if (error instanceof CancelledError) return interrupted;
    const problem = errorMessage(error);
    const words = `it could not be rolled back (${problem}); the post step tries again`;
    return { ...interrupted, words, problem };
  }
}

async function tellRevision(context: DeployContext, { helm }: Prepared): Promise<void> {
  if (context.signal.aborted) return;
  try {
    context.output('revision', String(lastDeployed(await helm.history())?.revision ?? ''));
  } catch (error) {
    context.log.warn(`the revision in force is not known: ${errorMessage(error)}`);
  }
}
