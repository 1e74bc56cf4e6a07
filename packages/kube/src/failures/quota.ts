import type { WorkloadClass } from './failure-class.ts';
import { refusalOf } from './refusals.ts';
import { sinceFreed } from './room.ts';

/** Without events nobody tells when a controller tried again; its steps grow with the time that it waited. */
const UNTOLD_MS = 30_000;

/** A quota is used up. Old pods that end give it back, and the controller then has to try again. */
export const quota: WorkloadClass = {
  name: 'quota',
  of: 'workload',
  grace: { ms: 5_000 },
  hint: 'raise the quota, lower requests and limits, or let the old pods end first (maxSurge: 0)',
  shows: 'quota refuses pods',
  lasts: '5 s after the last old pod has ended and was not enough',
  see(view) {
    const refusal = refusalOf(view);
    if (refusal === undefined || !/exceeded quota/i.test(refusal.text)) return undefined;
    const { room } = view;
    const { freedAt } = room;
    const untried = freedAt !== undefined && refusal.lastAt !== undefined && refusal.lastAt <= freedAt;
    return {
      ...refusal,
      since: sinceFreed(refusal.since, room),
      graceMs: freedAt !== undefined && refusal.lastAt === undefined ? UNTOLD_MS : refusal.graceMs,
      suspended: room.expected || untried,
    };
  },
};
