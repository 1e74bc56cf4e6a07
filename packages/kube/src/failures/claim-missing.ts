import type { PodClass } from './failure-class.ts';
import { waitingForNode } from './scheduling.ts';

/** A volume names a claim that does not exist; the scheduler notices it first. */
export const claimMissing: PodClass = {
  name: 'claim-missing',
  of: 'pod',
  grace: { ms: 30_000 },
  hint: 'create the claim (PersistentVolumeClaim) that the volume names, or correct the name',
  shows: 'claim of a volume missing',
  see(view) {
    const waiting = waitingForNode(view);
    const claim = /persistentvolumeclaim "([^"]+)" (not found|is being deleted)/i.exec(waiting?.text ?? '');
    if (waiting === undefined || claim === null) return undefined;
    const message = `no node takes the pod: PersistentVolumeClaim ${claim[1]} ${claim[2]}`;
    return { reason: 'Unschedulable', message, since: waiting.since };
  },
};
