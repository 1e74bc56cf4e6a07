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
import { percentWords, quantileWords, shareWords } from '../verdict/words.ts';
import { worstRouteWords } from '../verdict/worst-route.ts';
import { shortEvidence } from './evidence.ts';
import { type Rollback, rollbackWords } from './roll-back.ts';

type Failed = Extract<StepEnd, { kind: 'rollback' }>;

/** The verdict "no" with the numbers of both versions. */
export function failureOf(
  end: Failed,
  { sample, percent, share }: Pick<Poll, 'sample' | 'percent' | 'share'>,
  image: string,
): PolicyError {
  return new PolicyError({
    code: end.code,
    message: `${shortImage(image)}: ${end.reason} at ${shareWords(percent, share)} of traffic${stableWords(end.rule, sample)}${routeWords(end, sample)}`,
    hint: end.hint,
  });
}

/** Where a rule speaks of errors, and most of them are on one route that it does not name itself. */
function routeWords({ rule, reason }: Failed, sample: Poll['sample']): string {
  const isAll = rule === 'error-rate' || (rule === 'evidence' && !reason.startsWith('errors on '));
  const words = isAll ? worstRouteWords(sample) : undefined;
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
  const message = `${error.message}; ${rollbackWords(rollback)}`;
  if (error instanceof CancelledError) return new CancelledError(message.replace(/^cancelled while /, ''));
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
