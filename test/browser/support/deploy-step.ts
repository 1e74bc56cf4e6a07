import { type ForgedStep, startKubeServer } from '@fairlead/testkit';
import { onTestFinished } from 'vitest';
import { fakeHelmFolder, healthyRelease, helmStep } from '../../support/helm-step.ts';

/** A step of helm-deploy into a cluster of its own; its upgrade ends as `upgrade` says. */
export async function deployStep(upgrade?: string): Promise<ForgedStep> {
  const cluster = await startKubeServer(healthyRelease());
  onTestFinished(() => cluster.close());
  const bin = await fakeHelmFolder(upgrade);
  return helmStep(cluster, { 'stay-healthy': '1s' }, { PATH: `${bin}:/usr/bin:/bin` });
}
