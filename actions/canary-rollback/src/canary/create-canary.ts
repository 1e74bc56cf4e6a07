import { ExternalError, type Logger } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { Holder, Journal } from '../journal/journal.ts';
import type { RunPlan } from '../plan/inspect.ts';
import { providerOf } from '../traffic/registry.ts';
import { cloneDeployment, cloneService } from './clone.ts';

/** The journal's first entry. */
export function firstJournal(plan: RunPlan, holder: Holder, startedAt: Date): Journal {
  return {
    schemaVersion: 2,
    phase: 'preparing',
    holder,
    startedAt: startedAt.toISOString(),
    workload: plan.stable.metadata.name,
    container: plan.container.name,
    traffic: plan.traffic,
    stableImage: plan.container.image,
    canaryImage: plan.image.text,
    canaryDigest: plan.image.digest,
    steps: plan.steps.steps,
    step: -1,
  };
}

/**
 * Makes the canary's objects. One that stable's Service reaches begins without pods, since each ready pod gets traffic at
 * once; else all pods can be ready before the first request.
 */
export async function createCanary({ kube }: Target, plan: RunPlan, log: Logger): Promise<void> {
  const { reach, name: provider } = providerOf(plan.traffic);
  const apart = reach === 'apart';
  const replicas = apart ? (plan.steps.steps[0]?.replicas ?? 1) : 0;
  const { stable, service, container, image } = plan;
  try {
    await kube.create(cloneDeployment({ stable, service, container, image, replicas, reach, provider }));
    if (apart) await kube.create(cloneService(service, stable.metadata.name));
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_INVALID') {
      log.info('the cluster refused a copy of the stable objects; nothing was shifted');
    }
    throw error;
  }
}
