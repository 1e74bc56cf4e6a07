import type { FairleadError } from '../errors/fairlead-error.ts';
import { CancelledError } from '../errors/kinds.ts';
import type { Outcome } from '../report/report.ts';

/** Codes of what befell a program, or kept it from running: they say nothing about what it was to look at. */
const UNCHECKED: ReadonlySet<string> = new Set(['TOOL_MISSING', 'TOOL_KILLED', 'TOOL_TIMEOUT', 'DISK_FULL']);

/** How a run or a stage of it ended: what is the user's to mend is a failure, what could not be found out an error. */
export function outcomeOf(failure: FairleadError): Outcome {
  if (failure instanceof CancelledError) return 'cancelled';
  const { kind, code, unchecked } = failure;
  if (unchecked) return 'error';
  if (kind === 'policy' || kind === 'input') return 'failure';
  return kind === 'tool' && !UNCHECKED.has(code) ? 'failure' : 'error';
}
