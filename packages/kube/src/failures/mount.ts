import { oneLine } from '../words/text.ts';
import type { PodClass } from './failure-class.ts';
import { blockedPod } from './volumes.ts';

/** Any other trouble with a volume. */
export const mount: PodClass = {
  name: 'mount',
  of: 'pod',
  grace: { ms: 90_000 },
  hint: 'look at the volume and its driver: the message is what the node says',
  shows: 'other trouble with a volume',
  see(view) {
    const blocked = blockedPod(view);
    if (blocked?.of !== 'volume') return undefined;
    const message = `volume cannot be mounted: ${oneLine(blocked.text, 240)}`;
    return { reason: blocked.event.reason ?? 'FailedMount', message, since: blocked.since };
  },
};
