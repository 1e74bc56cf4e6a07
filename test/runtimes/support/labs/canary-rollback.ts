import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type CanaryWorld, NEW_IMAGE, openCanaryWorld } from '@fairlead/devtools';
import type { ForgedStep } from '@fairlead/testkit';
import { type Job, outputsOf } from '../job.ts';
import type { ActionLab } from '../lab.ts';

/** What passed is remembered beside stable, which owns it. */
const HISTORY = 'ConfigMap orders-fairlead-history';

/** canary-rollback through a whole release: canary, promotion by another step, the end. */
export const canaryRollback: ActionLab = {
  action: 'canary-rollback',
  async work(job) {
    const world = await openCanaryWorld();
    try {
      const step = await prepare(job, world, {});
      const { outcome = 'no outcome' } = outputsOf(await job.main(step));
      world.promote();
      const end = job.runtime.profile.post ? await inPost(step) : await byCommand(job, world);
      const left = world
        .names()
        .filter((name) => name.includes('canary') || name.includes('fairlead'))
        .filter((name) => name !== HISTORY);
      if (left.length > 0) throw new Error(`the canary has left ${left.join(', ')}`);
      return [outcome, end];
    } finally {
      await world.close();
    }
  },
  async workLong(job) {
    const world = await openCanaryWorld();
    const step = await prepare(job, world, { 'step-duration': '60s' });
    return { step, begun: /\| canary /, close: () => world.close() };
  },
};

async function inPost(step: ForgedStep): Promise<string> {
  const { exitCode, log } = await step.post();
  if (exitCode !== 0) throw new Error(`post ended with ${exitCode}:\n${log}`);
  return 'finished in post';
}

/** Where nobody runs post steps, a step with `command: finish` does its work. */
async function byCommand(job: Job, world: CanaryWorld): Promise<string> {
  const step = await prepare(job, world, { command: 'finish' });
  const { outcome } = outputsOf(await job.main(step));
  return `${outcome} by \`command: finish\``;
}

async function prepare(
  job: Job,
  world: CanaryWorld,
  more: Readonly<Record<string, string>>,
): Promise<ForgedStep> {
  const workspace = await mkdtemp(join(job.folder, 'canary-'));
  await world.cluster.writeKubeconfig(join(workspace, 'kubeconfig'), 'shop');
  const quick = { 'step-duration': '1s', 'error-for': '1s', interval: '500ms', window: '1s', steps: '50' };
  const inputs = {
    workload: 'orders',
    route: 'orders',
    image: NEW_IMAGE,
    kubeconfig: 'kubeconfig',
    'prometheus-url': world.prometheusUrl,
    ...quick,
    ...more,
  };
  return job.step({ action: 'canary-rollback', inputs, workspace });
}
