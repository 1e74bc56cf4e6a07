import { oneLine } from '../words/text.ts';
import type { PodClass } from './failure-class.ts';
import { sinceFreed } from './room.ts';
import { blockedPod } from './volumes.ts';

/** Another pod still holds the volume. An old pod that is ending gives it back. */
export const volumeInUse: PodClass = {
  name: 'volume-in-use',
  of: 'pod',
  grace: { ms: 90_000 },
  hint: 'a volume for one node or pod (ReadWriteOnce) cannot be held by old and new pod at once: use strategy Recreate',
  shows: 'volume is held by another pod',
  lasts: '90 s after the last old pod has ended',
  see(view) {
    const blocked = blockedPod(view);
    if (
      blocked?.of !== 'volume' ||
      !/multi-attach|already (used|attached|exclusively|mounted)|in use/i.test(blocked.text)
    )
      return undefined;
    return {
      reason: blocked.event.reason ?? 'FailedAttachVolume',
      message: `volume cannot be mounted: ${oneLine(blocked.text, 240)}`,
      since: sinceFreed(blocked.since, view.room),
      suspended: view.room.expected,
    };
  },
};
