import type { FairleadError } from '../errors/fairlead-error.ts';
import { CancelledError } from '../errors/kinds.ts';
import type { Outcome } from '../report/report.ts';

/** How a run or a stage of it ended: what is the user's to mend is a failure, what could not be found out an error. */
export function outcomeOf(failure: FairleadError): Outcome {
  if (failure instanceof CancelledError) return 'cancelled';
  const { kind } = failure;
  return kind === 'policy' || kind === 'tool' || kind === 'input' ? 'failure' : 'error';
}
