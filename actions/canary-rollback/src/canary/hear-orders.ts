import type { Logger } from '@fairlead/core';
import type { JournalKeeper } from '../journal/heartbeat.ts';
import type { Order } from '../journal/journal.ts';

/** Gives what somebody asks of the run at each call, and says it when it changes. */
export function hearOrders(keeper: JournalKeeper, log: Logger): () => Order | undefined {
  let heard: Order | undefined;
  return () => {
    const { order } = keeper;
    if (order?.kind !== heard?.kind) log.notice(wordsOf(order, heard));
    heard = order;
    return order;
  };
}

function wordsOf(order: Order | undefined, before: Order | undefined): string {
  switch (order?.kind) {
    case 'pause':
      return `${order.by} paused the canary: its weight is held, and the rules are heard, until somebody resumes it`;
    case 'promote':
      return `${order.by} promoted the canary: the steps that are left are passed over`;
    default:
      return `the canary was resumed, after ${before?.by} had paused it`;
  }
}
