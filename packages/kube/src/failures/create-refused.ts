import type { WorkloadClass } from './failure-class.ts';
import { refusalOf } from './refusals.ts';

/** The API server refuses the pods: an admission rule, Pod Security, a service account that is not there. */
export const createRefused: WorkloadClass = {
  name: 'create-refused',
  of: 'workload',
  grace: { ms: 5_000 },
  hint: 'the API server refuses the pods: look at the admission rule or the service account in the reason',
  shows: 'admission rule, Pod Security or service account refuses pods',
  see: refusalOf,
};
