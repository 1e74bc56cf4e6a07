import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CanaryWorld, canaryStep, openCanaryWorld } from '@fairlead/devtools';
import type { ActResult } from '@fairlead/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ActLab, type ActRepository, jobsOf, storyOf } from '../support/act-lab.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** What an alert does to a canary that a run observes, by the example. */
export function describeAlert(openedLab: () => ActLab): void {
  let repository: ActRepository;
  let world: CanaryWorld;

  beforeAll(async () => {
    const workflow = await readFile(join(ROOT, 'workflows-examples/canary-by-hand.yml'), 'utf8');
    repository = await openedLab().open('alerted', { '.github/workflows/canary-by-hand.yml': workflow });
    world = await openCanaryWorld();
  });

  afterAll(() => world?.close());

  it('TRG-04 it arrives as repository_dispatch, its payload as inputs, and ends the canary, which says why', async () => {
    const kubeconfig = join(openedLab().folder, 'kubeconfig');
    await world.cluster.writeKubeconfig(kubeconfig, 'shop');
    const payload = JSON.parse(await readFile(join(ROOT, 'test/fixtures/alert.json'), 'utf8')) as object;
    let alert: Promise<ActResult> | undefined;
    const step = await canaryStep(
      world,
      { 'step-duration': '120s' },
      (line) => {
        if (!line.includes('| canary ')) return;
        alert ??= repository.run('canary-by-hand.yml', 'repository_dispatch', {
          payload,
          env: { KUBECONFIG: kubeconfig },
        });
      },
      { from: 'source' },
    );
    const observed = await step.main();
    const told = await alert;
    if (told === undefined) throw new Error(`nothing was observed: ${observed.log}`);
    expect(told.exitCode, storyOf(told)).toBe(0);
    expect(jobsOf(told)).toEqual({ canary: 'success' });
    expect(told.run.step('canary', 'canary-rollback')?.outputs).toMatchObject({
      outcome: 'aborted',
      share: '0',
    });
    expect(observed.outputs).toMatchObject({ outcome: 'aborted' });
    expect(observed.annotations.at(-1)?.message).toMatch(
      /^CANARY_ABORTED: the canary of orders was rolled back by run \d+ of nektos\/act.* because of "HighErrorRate" while/,
    );
    expect(world.names()).toEqual([
      'Deployment orders',
      'HTTPRoute orders',
      'Namespace shop',
      'Service orders',
    ]);
    expect(world.share()).toBe(0);
    await step.dispose();
  });
}
