import { randomUUID } from 'node:crypto';
import type { CanaryContext } from '../context.ts';
import type { Holder } from './journal.ts';

/** This process as the holder of a journal. */
export function makeHolder({ event }: Pick<CanaryContext, 'event'>): Holder {
  const { runId, runAttempt, runUrl, actor } = event;
  return { token: randomUUID(), runId, attempt: runAttempt, url: runUrl, actor };
}
