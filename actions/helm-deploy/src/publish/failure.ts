import { CancelledError, ExternalError, type FairleadError, PolicyError, ToolError } from '@fairlead/core';
import { grantHint, readMissingRight } from '@fairlead/kube';
import { releaseIsBusy } from '../release/busy.ts';
import type { Settlement } from '../release/roll-back.ts';
import type { ChangeEnd } from '../rollout/change.ts';
import { describeAnswer } from '../smoke/answer.ts';
import type { SmokeFailure } from '../smoke/smoke-test.ts';
import { evidenceLines } from './evidence.ts';

/** A change that did not end well, or was cancelled. */
export type BadEnd =
  | Exclude<ChangeEnd, { readonly kind: 'healthy' }>
  | SmokeFailure
  /** `during`: what was going on once helm had ended. */
  | { readonly kind: 'cancelled'; readonly during?: string };

/** The one line of a failed deploy, with what was done about it. Pure. */
export function failureOf(end: BadEnd, settled: Settlement): FairleadError {
  if (end.kind === 'cancelled') return new CancelledError(`${end.during ?? 'deploying'}; ${settled.words}`);
  if (end.kind === 'busy')
    return releaseIsBusy(`another run is at the release: ${end.reason}; ${settled.words}`);
  if (end.kind === 'forbidden') return forbidden(end.reason, settled);
  if (end.kind === 'smoke') return smokeFailed(end, settled);
  const code = settled.problem === undefined ? undefined : 'HELM_ROLLBACK_FAILED';
  if (end.kind === 'refused') {
    return new ToolError({
      code: code ?? 'HELM_UPGRADE_FAILED',
      message: `${end.reason}; ${settled.words}`,
      hint: hintFor(end.reason),
      argv: ['helm', 'upgrade'],
    });
  }
  const [cause, ...others] = end.causes;
  const late = end.late && cause.reason !== 'Timeout' ? ' at the timeout' : '';
  const message = `${cause.summary}${late}; ${settled.words}`;
  const details = [...evidenceLines(cause), ...others.map((other) => `also: ${other.summary}`)];
  if (code !== undefined) return new ExternalError({ code, message, hint: cause.hint, details });
  return new PolicyError({ code: 'HELM_ROLLOUT_FAILED', message, hint: cause.hint, details });
}

/** The check before helm saw something else: the chart makes it up anew, or somebody changed the cluster in between. */
function forbidden(reason: string, { words, problem }: Settlement): FairleadError {
  const message = `what helm applied is not what was checked: ${reason}; ${words}`;
  const hint =
    'the chart renders otherwise the second time: look for lookup, random values and Capabilities in it';
  return problem === undefined
    ? new PolicyError({ code: 'HELM_POLICY', message, hint })
    : new ExternalError({ code: 'HELM_ROLLBACK_FAILED', message, hint });
}

/** The pods are well, and what people would ask is not. */
function smokeFailed({ failed }: SmokeFailure, { words, problem }: Settlement): FairleadError {
  const [first, ...others] = failed;
  const message = `${describeAnswer(first)}; ${words}`;
  const hint =
    'all pods were ready: look at the route to them (ingress, Service, certificate) and at what the service itself needs; smoke-timeout says how long it may take';
  const details = others.map((other) => `also: ${describeAnswer(other)}`);
  return problem === undefined
    ? new PolicyError({ code: 'HELM_SMOKE_FAILED', message, hint, details })
    : new ExternalError({ code: 'HELM_ROLLBACK_FAILED', message, hint, details });
}

function hintFor(reason: string): string {
  const right = readMissingRight(reason);
  if (right !== undefined) return grantHint(right);
  if (/namespaces "[^"]+" not found/.test(reason))
    return 'make the namespace first, or set create-namespace: true';
  if (/field is immutable/i.test(reason))
    return 'the field cannot be changed: give the object a new name, or delete it first';
  if (/conflict/i.test(reason)) return 'another manager owns the field that the message names';
  if (/cannot be imported into the current release|invalid ownership metadata/i.test(reason))
    return 'the object exists and belongs to something else: remove it, or label it for this release';
  return 'read the reason: it is what helm or the API server said';
}
