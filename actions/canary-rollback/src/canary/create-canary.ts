import { ExternalError, type Logger } from '@fairlead/core';
import type { Deployment, OwnerReference } from '@fairlead/kube';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';
import { makeCopies } from '../configuration/make-copies.ts';
import type { RunPlan } from '../plan/inspect.ts';
import { providerOf } from '../traffic/registry.ts';
import { cloneBaseline, cloneDeployment, cloneService } from './clone.ts';

/**
 * Makes the canary's objects. One that stable's Service reaches begins without pods, since each ready pod gets traffic at
 * once; else all pods can be ready before the first request. Pods that need copies of configuration come after those.
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
  const first = apart ? (plan.steps.steps[0]?.replicas ?? 1) : 0;
  const { stable, service, image, baseline } = plan;
  const { source, container, copies } = plan.configuration;
  const replicas = copies.length === 0 ? first : 0;
  try {
    const made = await kube.create<Deployment>(
      cloneDeployment({ stable, source, service, container, image, replicas, reach, provider, owner }),
    );
    await makeCopies(target, copies, made);
    if (replicas !== first) await scale(target, made, first);
    if (baseline) await kube.create(cloneBaseline(stable, first, owner));
    if (apart && service !== undefined) await kube.create(cloneService(service, stable.metadata.name, owner));
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_INVALID') {
      log.info('the cluster refused a copy of the stable objects; nothing was shifted');
    }
    throw error;
  }
}

async function scale({ kube, namespace }: Target, { metadata }: Deployment, replicas: number): Promise<void> {
  await kube.mergePatch({ ...kinds.deployment, namespace, name: metadata.name }, { spec: { replicas } });
}
