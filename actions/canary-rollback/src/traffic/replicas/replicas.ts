import { rightsOn } from '../../cluster/rights.ts';
import { getCanary, replicasOf } from '../../cluster/target.ts';
import { planReplicaSteps } from '../plan-shares.ts';
import type { Provider } from '../provider.ts';
import { openReplicas } from './scale-canary.ts';

const RIGHTS = rightsOn('apps', 'deployments', 'patch');

/** The number of pods behind one Service. */
export const replicas: Provider = {
  name: 'replicas',
  by: 'the number of pods',
  strategies: ['canary'],
  heldIn: "the replicas of the canary's Deployment",
  readme: `**\`replicas\`** needs nothing but the Service: c canary pods beside n stable ones get about c/(n+c) of the requests. The action takes the number of pods that comes nearest to each step and says what the real share is. Steps that need equally many pods become one. With as many canary pods as stable ones (the default maximum) the share is 50 %. The share that is told is that of its ready pods among all.

- Clients that keep connections open shift later than those that do not.
- A HorizontalPodAutoscaler or PodDisruptionBudget of stable selects by labels, and so counts the canary's pods too.`,
  rights: RIGHTS,
  reach: 'shared',
  drainMs: 0,
  noFuse: () => undefined,
  plan: async ({ percents, stable, maxReplicas, baseline }) => ({
    kind: 'ready',
    data: {},
    rights: RIGHTS,
    steps: planReplicaSteps(percents, replicasOf(stable), maxReplicas, baseline),
  }),
  readData: (data) => (typeof data === 'object' && data !== null ? {} : undefined),
  open: (target) => openReplicas(target),
  findStray: async (target, { made }) =>
    made === 'replicas' || (await getCanary(target)) !== undefined ? {} : undefined,
  mayBeIgnored: () => false,
  placeOf: () => 'the number of pods',
};
