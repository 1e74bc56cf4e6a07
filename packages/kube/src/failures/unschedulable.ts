import type { PodClass } from './failure-class.ts';
import { sinceFreed } from './room.ts';
import { waitingForNode } from './scheduling.ts';

/** The autoscaler said that it adds a node. */
const SCALE_UP_MS = 300_000;

/** No node has room for the pod. An old pod that is ending may give it. */
export const unschedulable: PodClass = {
  name: 'unschedulable',
  of: 'pod',
  grace: { ms: 60_000 },
  hint: 'lower the requests, or add nodes that fit; the message counts the reasons per node',
  shows: 'no node takes the pod',
  lasts: '60 s after the last old pod has ended, 5 min when the autoscaler adds a node',
  see(view) {
    const waiting = waitingForNode(view);
    if (waiting === undefined) return undefined;
    const { events, room } = view;
    const growing = events.some(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'Nominated');
    return {
      reason: 'Unschedulable',
      message: `no node takes the pod: ${waiting.text}`,
      since: sinceFreed(waiting.since, room),
      graceMs: growing ? SCALE_UP_MS : undefined,
      suspended: room.expected,
    };
  },
};
