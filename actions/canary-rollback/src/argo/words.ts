import { CancelledError, ExternalError, type FairleadError, PolicyError } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { ImageChange } from '../cluster/containers.ts';
import type { TakenBack } from './take-back.ts';

/** The same failure, with what was done about it. */
export function sayFailure(
  failure: FairleadError,
  back: TakenBack,
  change: ImageChange | undefined,
): FairleadError {
  const done = backWords(back, change);
  if (failure instanceof CancelledError) return new CancelledError(`${failure.during}; ${done}`);
  const message = `${failure.message}; ${done}`;
  const { code, hint, details, cause } = failure;
  const told = { code, message, hint, details, cause: cause ?? failure };
  return failure.kind === 'policy' ? new PolicyError(told) : new ExternalError(told);
}

/** What going back did, as the end of a sentence. */
export function backWords({ seconds, rollout }: TakenBack, change: ImageChange | undefined): string {
  const image =
    change === undefined ? 'the update is aborted' : `the image is ${shortImage(change.from)} again`;
  return `${image} (after ${seconds.toFixed(1)} s); the Rollout: ${rollout}`;
}
