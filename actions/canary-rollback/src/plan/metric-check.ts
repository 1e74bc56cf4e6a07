import { CancelledError, ExternalError, errorMessage } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import type { Prometheus } from '../metrics/prometheus.ts';

/** What a look at Prometheus needs. */
export interface MetricCheck {
  readonly prometheus: Prometheus;
  readonly context: CanaryContext;
  readonly target: Target;
}

/** What a look says or throws, in words; throws on what keeps it from looking: no answer, or trouble that may pass. */
export async function explain(look: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CancelledError || keptFromLooking(error)) throw error;
    return errorMessage(error);
  }
}

/** Whether nothing was found out: nobody answered, or who answered has trouble that may pass. */
function keptFromLooking(error: unknown): error is ExternalError {
  return error instanceof ExternalError && (error.code === 'HTTP_FAILED' || error.retryable);
}

/** Asks Prometheus; what keeps it from answering is told under our own code. @throws ExternalError CANARY_METRICS_UNREACHABLE */
export async function asking<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code !== 'HTTP_FAILED') throw error;
    throw new ExternalError({
      code: 'CANARY_METRICS_UNREACHABLE',
      message: `the Prometheus at ${url}: ${error.message}`,
      hint: 'check prometheus-url or prometheus-service, and that the runner reaches it; nothing was changed',
      retryable: true,
      cause: error,
    });
  }
}
