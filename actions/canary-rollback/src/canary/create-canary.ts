import { ExternalError, type Logger } from '@fairlead/core';
import type { OwnerReference } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';
import type { RunPlan } from '../plan/inspect.ts';
import { providerOf } from '../traffic/registry.ts';
import { cloneDeployment, cloneService } from './clone.ts';

/**
 * Makes the canary's objects. One that stable's Service reaches begins without pods, since each ready pod gets traffic at
 * once; else all pods can be ready before the first request.
 */
export async function createCanary(
  target: Target,
  plan: RunPlan,
  owner: OwnerReference | undefined,
  log: Logger,
): Promise<void> {
  const { kube } = target;
  const { reach, name: provider } = providerOf(plan.traffic);
  const apart = reach === 'apart';
  const replicas = apart ? (plan.steps.steps[0]?.replicas ?? 1) : 0;
  const { stable, service, container, image } = plan;
  try {
    await kube.create(
      cloneDeployment({ stable, service, container, image, replicas, reach, provider, owner }),
    );
    if (apart && service !== undefined) await kube.create(cloneService(service, stable.metadata.name, owner));
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_INVALID') {
      log.info('the cluster refused a copy of the stable objects; nothing was shifted');
    }
    throw error;
  }
}
