import { lastParts } from '../words/text.ts';
import type { PodClass } from './failure-class.ts';
import { blockedPod } from './volumes.ts';

/** The node cannot make the sandbox in which the pod's containers run. */
export const sandbox: PodClass = {
  name: 'sandbox',
  of: 'pod',
  grace: { ms: 90_000 },
  hint: "look at the node's network and container runtime",
  shows: 'no sandbox for the pod',
  see(view) {
    const blocked = blockedPod(view);
    if (blocked?.of !== 'sandbox') return undefined;
    const message = `no sandbox for the pod: ${lastParts(blocked.text)}`;
    return { reason: blocked.event.reason ?? 'FailedCreatePodSandBox', message, since: blocked.since };
  },
};
