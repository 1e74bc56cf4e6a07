import { join } from 'node:path';
import { type ForgedStep, forgeStep, type StepOptions } from '@fairlead/testkit';
import { type CanaryWorld, NEW_IMAGE } from '../../support/canary-world.ts';

/** A step of canary-rollback in a world, with steps of seconds. */
export async function canaryStep(world: CanaryWorld, onLine?: StepOptions['onLine']): Promise<ForgedStep> {
  const inputs = {
    workload: 'orders',
    image: NEW_IMAGE,
    'prometheus-url': world.prometheusUrl,
    kubeconfig: 'kubeconfig',
    'step-duration': '2s',
    'error-for': '1s',
    interval: '500ms',
    window: '1s',
    steps: '25,50',
  };
  const more = onLine === undefined ? {} : { onLine };
  const step = await forgeStep({ action: 'canary-rollback', inputs, ...more });
  await world.cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
  return step;
}
