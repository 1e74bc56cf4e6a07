import { errorMessage, FairleadError } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import type { Prometheus } from '../metrics/prometheus.ts';

/** What a look at Prometheus needs. */
export interface MetricCheck {
  readonly prometheus: Prometheus;
  readonly context: CanaryContext;
  readonly target: Target;
}

/** What a look says or throws, in words. */
export async function explain(look: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof FairleadError && error.code === 'CANCELLED') throw error;
    return errorMessage(error);
  }
}
