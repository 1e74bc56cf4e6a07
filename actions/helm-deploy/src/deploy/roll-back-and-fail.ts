import { CancelledError, errorMessage } from '@fairlead/core';
import type { DeployContext } from '../context.ts';
import { lastDeployed } from '../helm/history.ts';
import { type BadEnd, failureOf } from '../publish/failure.ts';
import { summarizeFailure } from '../publish/summary.ts';
import { interrupted, type Undone, undo, untouched } from '../release/roll-back.ts';
import type { Deadline } from '../rollout/deadline.ts';
import type { Prepared } from './prepare.ts';
import { saveDone } from './saved.ts';

/** A change that was begun. */
interface Begun {
  /** The newest revision before it; 0 for none. */
  readonly before: number;
  readonly deadline: Deadline;
}

/** Undoes a deploy that went wrong, and fails with one line that says why and what was done about it. */
export async function undoAndFail(
  context: DeployContext,
  prepared: Prepared,
  { end, ...begun }: Begun & { readonly end: BadEnd },
): Promise<never> {
  tellFailure(context, end);
  const undone = await settle(context, prepared, end, begun);
  context.output('status', undone.status);
  context.output('failed-revision', String(undone.failedRevision ?? ''));
  context.output('restored-revision', String(undone.restoredRevision ?? ''));
  await tellRevision(context, prepared);
  const failure = failureOf(end, undone);
  context.report.addVerdict({ name: 'rollout', outcome: 'failure', reason: failure.message });
  summarizeFailure(context, end, undone);
  throw failure;
}

function tellFailure(context: DeployContext, end: BadEnd): void {
  const { host, inputs } = context;
  context.output('status', 'failed');
  const tell = (object: string, reason: string): void => {
    context.output('failed-object', object);
    context.output('failure-reason', host.redact(reason)); // others wrote parts of it
  };
  const release = `Release ${inputs.release}`;
  if (end.kind === 'cancelled') tell(release, 'cancelled');
  else if (end.kind !== 'unhealthy') tell(release, end.reason);
  else {
    const [{ object, container, message, reason }] = end.causes;
    const where = container === undefined ? '' : `container ${container}: `;
    tell(object, `${where}${message} (${reason})`);
  }
}

async function settle(
  context: DeployContext,
  prepared: Prepared,
  end: BadEnd,
  begun: Begun,
): Promise<Undone> {
  if (end.kind === 'cancelled') return interrupted;
  if (end.kind !== 'busy') return undoOrSay(context, prepared, begun);
  saveDone(context); // what is there is the other run's: the post step must not touch it either
  return untouched;
}

/** What keeps us from undoing must not hide why it was to be undone. The post step then tries again. */
async function undoOrSay(
  context: DeployContext,
  prepared: Prepared,
  { before, deadline }: Begun,
): Promise<Undone> {
  try {
    const undone = await context.stage('roll back', () => undo(context, prepared, before, deadline));
    saveDone(context);
    return undone;
  } catch (error) {
    if (error instanceof CancelledError) return interrupted;
    const problem = errorMessage(error);
    const words = `it could not be undone (${problem}); the post step tries again`;
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
