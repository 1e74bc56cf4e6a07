import {
  CancelledError,
  classifyError,
  ExternalError,
  type FairleadError,
  PolicyError,
} from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { StepEnd } from '../observe/observe-step.ts';
import type { Poll } from '../observe/timeline.ts';
import type { Limits } from '../verdict/types.ts';
import { percentWords, quantileWords, shareWords } from '../verdict/words.ts';
import { worstRouteWords } from '../verdict/worst-route.ts';
import { shortEvidence } from './evidence.ts';
import { type Rollback, rollbackWords } from './roll-back.ts';

type Failed = Extract<StepEnd, { kind: 'rollback' }>;

/** The verdict "no" with the numbers of both versions. */
export function failureOf(
  end: Failed,
  { sample, percent, share }: Pick<Poll, 'sample' | 'percent' | 'share'>,
  { image, limits }: { readonly image: string; readonly limits: Limits },
): PolicyError {
  return new PolicyError({
    code: end.code,
    message: `${shortImage(image)}: ${end.reason} at ${shareWords(percent, share)} of traffic${stableWords(end.rule, sample)}${routeWords(end, sample, limits)}`,
    hint: end.hint,
  });
}

/** Where a rule speaks of what happens to requests, and most of it happens on one route that it does not name itself. */
function routeWords({ about }: Failed, sample: Poll['sample'], limits: Limits): string {
  if (about === undefined || about.route !== undefined) return '';
  const words = worstRouteWords(sample, about.event, limits);
  return words === undefined ? '' : `; ${words}`;
}

function stableWords(rule: string, { stable }: Poll['sample']): string {
  if (stable === undefined) return '';
  if (rule === 'error-rate') return `; stable ${percentWords(stable.errorPercent)}`;
  if (rule === 'latency') return `; stable ${quantileWords(stable.p99)}`;
  return '';
}

/** The same failure, with what was done about it. */
export function withRollback(thrown: unknown, rollback: Rollback): FairleadError {
  const error = classifyError(thrown);
  const done = rollbackWords(rollback);
  if (error instanceof CancelledError) return new CancelledError(`${error.during}; ${done}`);
  const message = `${error.message}; ${done}`;
  const { code, hint, docs } = error;
  const { evidence } = rollback;
  const details =
    error.details.length > 0 || evidence === undefined ? error.details : shortEvidence(evidence);
  const told = { code, message, hint, details, docs, cause: error.cause ?? error };
  return error.kind === 'policy' ? new PolicyError(told) : new ExternalError(told);
}

/** The rollback failed: that comes first, since traffic may still go to the canary. The first failure is the evidence. */
export function withoutRollback(first: FairleadError, second: FairleadError): FairleadError {
  const { code, hint, message } = second;
  return new ExternalError({
    code,
    hint,
    message: `${message}; it was to be rolled back because: ${first.code}: ${first.message}`,
    details: first.details,
    cause: first,
  });
}
