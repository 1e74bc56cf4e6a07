import { CancelledError, type ExecResult, FairleadError } from '@fairlead/core';
import { helmReason, isBusy } from '@fairlead/helm';

/** How helm itself ended. */
export type HelmEnd =
  | { readonly kind: 'done' }
  /** Helm or the API server refused it, or helm was ended from outside. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Another run is at the release; helm did not begin. */
  | { readonly kind: 'busy'; readonly reason: string };

/** A helm at work. */
export interface HelmRun {
  /** Resolves when helm has ended, in whatever way. */
  readonly ended: Promise<void>;
  /** How it ended; undefined while it is at work. @throws what is no answer of helm's but a bug of ours. */
  end(): HelmEnd | undefined;
}

/** Lets helm run; a run that is interrupted or killed is an ending like any other. */
export function startHelm(
  change: (signal: AbortSignal) => Promise<ExecResult>,
  signal: AbortSignal,
): HelmRun {
  let end: HelmEnd | undefined;
  let bug: unknown;
  const ended = change(signal).then(
    (result) => {
      end = readEnd(result);
    },
    (error: unknown) => {
      end = { kind: 'refused', reason: error instanceof FairleadError ? error.message : '' };
      if (error instanceof CancelledError) end = { kind: 'refused', reason: 'helm was interrupted' };
      else if (!(error instanceof FairleadError)) bug = error;
    },
  );
  return {
    ended,
    end() {
      if (bug !== undefined) throw bug;
      return end;
    },
  };
}

function readEnd({ exitCode, stderr }: ExecResult): HelmEnd {
  if (exitCode === 0) return { kind: 'done' };
  const reason = helmReason(stderr) ?? `helm ended with exit code ${exitCode}`;
  return { kind: isBusy(reason) ? 'busy' : 'refused', reason };
}
