import { randomUUID } from 'node:crypto';
import type { CanaryContext } from '../context.ts';
import type { Holder } from './journal.ts';

/** Characters of a reason that are kept. */
const LONGEST = 200;

/** This process as the holder of a journal. */
export function makeHolder({ event, inputs }: Pick<CanaryContext, 'event' | 'inputs'>): Holder {
  const { runId, runAttempt, runUrl, actor } = event;
  const reason = shortReason(inputs.reason);
  return {
    token: randomUUID(),
    runId,
    attempt: runAttempt,
    url: runUrl,
    actor,
    ...(reason === '' ? {} : { reason }),
  };
}

/** An alert may tell a story; a line of it is kept, for a text that is too long must not keep anybody from an abort. */
function shortReason(text: string | undefined): string {
  const line = (text ?? '').replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
