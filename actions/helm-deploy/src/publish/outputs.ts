import type { DeployContext } from '../context.ts';
import type { Settlement } from '../release/roll-back.ts';
import type { BadEnd } from './failure.ts';

/** Outputs that only a failure fills. */
const OF_FAILURES = ['failed-object', 'failed-revision', 'restored-revision'] as const;

/** Empties what a deploy that is healthy has not. */
export function tellNoFailure(context: DeployContext): void {
  for (const name of OF_FAILURES) context.output(name, '');
}

/** What failed, before anything is done about it. */
export function tellFailure(context: DeployContext, end: BadEnd): void {
  context.output('failed-object', failedObject(context, end));
}

function failedObject({ inputs }: DeployContext, end: BadEnd): string {
  if (end.kind === 'unhealthy') return end.causes[0].object;
  return end.kind === 'smoke' ? end.failed[0].address : `Release ${inputs.release}`;
}

/** What was done about it. */
export function tellSettlement(context: DeployContext, settled: Settlement): void {
  context.settle(settled.outcome);
  context.output('failed-revision', String(settled.failedRevision ?? ''));
  context.output('restored-revision', String(settled.restoredRevision ?? ''));
}
