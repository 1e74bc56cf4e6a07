import { join } from 'node:path';
import { type ForgedStep, forgeStep, type StepOptions } from '@fairlead/testkit';
import { type CanaryWorld, NEW_IMAGE } from './canary-world.ts';

/** Steps of seconds. */
const QUICK: Readonly<Record<string, string>> = {
  'step-duration': '2s',
  'error-for': '1s',
  interval: '500ms',
  window: '1s',
  steps: '25,50',
};

/** A quick step of canary-rollback in a world. */
export async function canaryStep(
  world: CanaryWorld,
  inputs: Readonly<Record<string, string>> = {},
  onLine?: StepOptions['onLine'],
  event: Pick<StepOptions, 'env' | 'payload' | 'from'> = {},
): Promise<ForgedStep> {
  const step = await forgeStep({
    action: 'canary-rollback',
    inputs: {
      workload: 'orders',
      image: NEW_IMAGE,
      'prometheus-url': world.prometheusUrl,
      kubeconfig: 'kubeconfig',
      ...QUICK,
      ...inputs,
    },
    ...(onLine === undefined ? {} : { onLine }),
    ...event,
  });
  await world.cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
  return step;
}
