import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { refreshPods, settle } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { last, names, onlyStable } from './world/views.ts';
import type { World } from './world/world.ts';

/** Runs a command by another run at a moment of the clock. */
function meanwhile(world: World, at: number, command: string): { outcome: Promise<string> | undefined } {
  const other: { outcome: Promise<string> | undefined } = { outcome: undefined };
  world.clock.at(at, () => {
    other.outcome = world.main({ command }, '2002');
  });
  return other;
}

describe('by hand (CAN-22)', () => {
  it('pause holds the weight, the rules are heard, and resume lets it go on', async () => {
    const world = createWorld();
    const paused = meanwhile(world, 30_000, 'pause');
    const resumed = meanwhile(world, 200_000, 'resume');
    expect(await world.main()).toBe('success');
    expect(await paused.outcome).toBe('success');
    expect(await resumed.outcome).toBe('success');
    const log = world.log.join('\n');
    expect(log).toContain('notice: run 1001 of octocat was asked to pause the canary of orders');
    expect(log).toContain('notice: run 2002 of octocat paused the canary: its weight is held');
    expect(log).toContain('notice: the canary was resumed, after run 2002 of octocat had paused it');
    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(260_000); // the second step comes after the pause
    expect(log.match(/▸ step 2 of 2/g)).toHaveLength(1);
  });

  it('a canary that is paused is rolled back all the same when a rule says so', async () => {
    const world = createWorld();
    meanwhile(world, 30_000, 'pause');
    world.behave = (at) => ({ errors: at > 120_000 ? 0.5 : 0 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_FAILED');
    expect(world.clock.monotonic()).toBeGreaterThan(120_000);
    expect(names(world)).toEqual(onlyStable);
  });

  it('a canary that is paused lives on: its fuse is lengthened, and status says who asked', async () => {
    const world = createWorld();
    meanwhile(world, 30_000, 'pause');
    const status = meanwhile(world, 600_000, 'status');
    meanwhile(world, 610_000, 'resume');
    expect(await world.main()).toBe('success');
    expect(await status.outcome).toBe('success');
    expect(world.log.join('\n')).toContain('pause, by run 2002 of octocat');
  });

  it('promote passes over the steps that are left, at the share that it has', async () => {
    const world = createWorld({ gateway: true });
    const promoted = meanwhile(world, 20_000, 'promote');
    expect(await world.main()).toBe('success');
    expect(await promoted.outcome).toBe('success');
    expect(world.log.join('\n')).toContain(
      'run 2002 of octocat promoted the canary: the steps that are left',
    );
    expect(world.outputs).toMatchObject({ share: '25' });
    expect(world.clock.monotonic()).toBeLessThan(30_000);
    expect(names(world)).toContain('Deployment orders-canary');
    expect(world.outputs['reason']).toContain(
      'was promoted by run 2002 of octocat, not by the rules, in step 1 of 2 in ',
    );
  });

  it('promote before the first step lets no canary pass that has had no request', async () => {
    const world = createWorld({ gateway: true });
    meanwhile(world, 5_000, 'promote');
    world.podsReady = false;
    world.clock.at(8_000, () => {
      world.podsReady = true;
      refreshPods(world);
      const canary = world.kube
        .objects()
        .find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'orders-canary');
      if (canary !== undefined) world.kube.put(settle(canary as Deployment, true));
    });
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain('▸ step 1 of 2: 25 %');
    expect(world.log.join('\n')).not.toContain('▸ step 2 of 2');
    expect(world.outputs['share']).toBe('25');
  });

  it.each(['pause', 'resume', 'promote'])('%s changes nothing where nobody observes', async (command) => {
    const none = createWorld();
    expect(await none.main({ command })).toBe('success');
    expect(none.outputs['outcome']).toBe('idle');
    const passed = createWorld();
    await passed.main();
    const calls = passed.calls().length;
    expect(await passed.main({ command }, '2002')).toBe('failure');
    expect(last(passed)).toContain(
      'CANARY_NOT_OBSERVED: no run observes the canary of orders: its phase is passed',
    );
    expect(passed.calls()).toHaveLength(calls);
    const dead = createWorld();
    dead.diesAt = 'patch Deployment orders-canary';
    await dead.main();
    dead.diesAt = undefined;
    dead.clock.advance(21_000);
    expect(await dead.main({ command }, '2002')).toBe('failure');
    expect(last(dead)).toContain('run 1001 of octocat gave no sign of life for 21 s');
  });

  it('a dry run says whom it would ask', async () => {
    const world = createWorld();
    world.diesAt = 'patch Deployment orders-canary';
    await world.main();
    world.diesAt = undefined;
    const calls = world.calls().length;
    expect(await world.main({ command: 'pause', 'dry-run': 'true' }, '2002')).toBe('success');
    expect(world.log.join('\n')).toContain('would ask run 1001 of octocat to pause the canary');
    expect(world.calls()).toHaveLength(calls);
  });

  it.each([
    ['by replicas', false],
    ['by an overlay', true],
  ])(
    'an abort is seen within a second, by a run that polls rarely, and it names who asked, %s',
    async (_, gateway) => {
      const world = createWorld({ gateway });
      let rolling = 0;
      const abort = meanwhile(world, 70_300, 'abort');
      world.clock.at(71_350, () => {
        rolling = world.log.filter((line) => line.includes('▸ roll the canary back')).length;
      });
      expect(await world.main({ interval: '60s', 'step-duration': '3m', steps: '25' })).toBe('failure');
      expect(await abort.outcome).toBe('success');
      expect(world.log.filter((line) => line.startsWith('error: '))).toEqual([
        expect.stringContaining(
          'CANARY_ABORTED: the canary of orders was rolled back by run 2002 of octocat',
        ),
      ]);
      expect(rolling).toBe(2); // a second later: the abort, and the run that heard of it
      expect(world.clock.monotonic()).toBeLessThan(80_000);
    },
  );
});
