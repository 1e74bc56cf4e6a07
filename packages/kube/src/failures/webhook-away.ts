import type { WorkloadClass } from './failure-class.ts';
import { refusalOf } from './refusals.ts';

/** An admission webhook does not answer: it may be restarting. */
export const webhookAway: WorkloadClass = {
  name: 'webhook-away',
  of: 'workload',
  grace: { ms: 45_000 },
  hint: 'look at the pods of the webhook that the message names',
  shows: 'admission webhook does not answer',
  see(view) {
    const refusal = refusalOf(view);
    return refusal !== undefined && /failed calling webhook/i.test(refusal.text) ? refusal : undefined;
  },
};
