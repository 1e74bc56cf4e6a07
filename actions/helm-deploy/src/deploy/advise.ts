import type { Rendered } from '@fairlead/helm';
import { podSpecOf } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import { autoscalerOf, findAutoscalers, readAutoscaler } from '../rollout/autoscalers.ts';
import type { Prepared } from './prepare.ts';

/** Says what is allowed and hurts: a chart that sets the number of pods of what an autoscaler scales. */
export async function advise(
  { log }: DeployContext,
  { kube }: Prepared,
  { objects, workloads }: Rendered,
): Promise<void> {
  const { namespace } = kube.target;
  const namespaces = [...new Set(workloads.map((workload) => workload.namespace))];
  const live = await findAutoscalers(kube, namespaces);
  const known = [...live, ...objects.flatMap((object) => readAutoscaler(object, namespace))];
  for (const object of objects.filter((one) => podSpecOf(one) !== undefined)) {
    const { replicas } = (object['spec'] ?? {}) as { readonly replicas?: number };
    const { kind, metadata } = object;
    const subject = { kind, namespace: metadata.namespace ?? namespace, name: metadata.name };
    const scaler = autoscalerOf(subject, known);
    if (scaler === undefined || replicas === undefined) continue;
    log.warn(
      `${kind} ${metadata.name}: the chart renders replicas: ${replicas}, and autoscaler ${scaler.name} scales it: each deploy sets it back until the autoscaler looks again; leave replicas out of the chart`,
    );
  }
}
