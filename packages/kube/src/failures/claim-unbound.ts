import { oneLine } from '../words/text.ts';
import type { PodClass } from './failure-class.ts';
import { waitingForNode } from './scheduling.ts';

/** What no provisioner will change. */
const FOR_EVER = /no storage class is set|storageclass\S* "[^"]*" not found/i;
const FOR_EVER_MS = 30_000;

/** A claim has no volume. Why stands in the events of the claim, not in what the scheduler says. */
export const claimUnbound: PodClass = {
  name: 'claim-unbound',
  of: 'pod',
  grace: { ms: 60_000 },
  hint: 'give the claim a storage class that the cluster has (`kubectl get storageclass`), or a volume',
  shows: 'claim of a volume gets no volume',
  lasts: '60 s, without a storage class 30 s',
  see(view) {
    const waiting = waitingForNode(view);
    if (waiting === undefined || !/unbound immediate PersistentVolumeClaims/i.test(waiting.text))
      return undefined;
    const event = view.claimEvents.findLast(({ reason }) => reason !== 'WaitForFirstConsumer');
    const name = event?.involvedObject?.name;
    const why = event?.message === undefined ? '' : `: ${oneLine(event.message, 240)}`;
    return {
      reason: event?.reason ?? 'Unschedulable',
      message: `no node takes the pod: ${name === undefined ? 'a claim' : `claim ${name}`} has no volume${why}`,
      since: waiting.since,
      graceMs: FOR_EVER.test(why) ? FOR_EVER_MS : undefined,
    };
  },
};
