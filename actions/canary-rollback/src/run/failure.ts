import {
  CancelledError,
  classifyError,
  ExternalError,
  type FairleadError,
  PolicyError,
} from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { UndoResult } from '../canary/undo.ts';
import type { RuleName } from '../verdict/types.ts';
import { percentWords, quantileWords, shareWords } from '../verdict/words.ts';
import type { StepEnd } from './observe-step.ts';
import type { Poll } from './timeline.ts';

const CODE: Readonly<Record<RuleName, string>> = {
  'error-rate': 'CANARY_FAILED',
  latency: 'CANARY_FAILED',
  restarts: 'CANARY_FAILED',
  readiness: 'CANARY_FAILED',
  pause: 'CANARY_PAUSE_EXPIRED',
  'no-data': 'CANARY_NO_DATA',
  'metrics-down': 'CANARY_METRICS_DOWN',
};

const HINT: Readonly<Record<string, string>> = {
  CANARY_FAILED: 'look at the errors of the new version: its log, its dashboards, the charts of the report',
  CANARY_PAUSE_EXPIRED: 'find out why the new version is slow, or raise max-p99',
  CANARY_NO_DATA:
    'lengthen step-duration, lower min-requests, or check metric, pod-label and namespace-label',
  CANARY_METRICS_DOWN:
    'bring Prometheus back, or correct what the message names; metrics-timeout is how long a gap may last',
};

/** The verdict "no" with the numbers of both versions. */
export function failureOf(
  end: Extract<StepEnd, { kind: 'rollback' }>,
  { sample, percent, share }: Pick<Poll, 'sample' | 'percent' | 'share'>,
  image: string,
): PolicyError {
  const code = CODE[end.rule];
  return new PolicyError({
    code,
    message: `${shortImage(image)}: ${end.reason} at ${shareWords(percent, share)} of traffic${stableWords(end.rule, sample)}`,
    hint: HINT[code],
  });
}

function stableWords(rule: RuleName, { stable }: Poll['sample']): string {
  if (stable === undefined) return '';
  if (rule === 'error-rate') return `; stable ${percentWords(stable.errorPercent)}`;
  if (rule === 'latency' || rule === 'pause') return `; stable ${quantileWords(stable.p99)}`;
  return '';
}

/** The same failure, with what was done about it. */
export function withUndo(thrown: unknown, undo: UndoResult): FairleadError {
  const error = classifyError(thrown);
  const back = `traffic is back on stable (undone in ${undo.seconds.toFixed(1)} s)`;
  const unwell = undo.stableReady ? '' : `, but stable is not well: ${undo.stable}`;
  const message = `${error.message}; ${back}${unwell}`;
  if (error instanceof CancelledError) return new CancelledError(message.replace(/^cancelled while /, ''));
  const { code, hint, details, docs } = error;
  const told = { code, message, hint, details, docs, cause: error.cause ?? error };
  return error.kind === 'policy' ? new PolicyError(told) : new ExternalError(told);
}

/** The undo failed: that comes first, since traffic may still go to the canary. The first failure is the evidence. */
export function withoutUndo(first: FairleadError, second: FairleadError): FairleadError {
  const { code, hint, message } = second;
  return new ExternalError({
    code,
    hint,
    message: `${message}; it was to be taken back because: ${first.code}: ${first.message}`,
    details: first.details,
    cause: first,
  });
}
