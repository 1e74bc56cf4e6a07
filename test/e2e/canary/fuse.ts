import { setTimeout as sleep } from 'node:timers/promises';
import { badAnswers, countAnswers, secondsUntilGone, whenObserved } from '@fairlead/devtools';
import { describe, expect } from 'vitest';
import { it } from '../support/canary-stage.ts';

const LEASE_S = 30;

/** What happens when nobody of ours is alive. */
export function describeFuse(): void {
  describe.each([
    { way: 'replicas', gateway: false },
    { way: 'an overlay', gateway: true },
  ])('a run that is killed, by $way', ({ way, gateway }) => {
    const name = (word: string): string => `${word}-${gateway ? 'over' : 'ratio'}`;

    it('and nobody who comes: Kubernetes takes traffic and canary away within the lease and 15 s; no request fails', async ({
      open,
      stable,
      next,
    }) => {
      const bench = await open(name('burnt'), stable, { gateway });
      const before = await bench.atRest();
      const load = await bench.load();
      const kill = whenObserved((child) => child.kill('SIGKILL'));
      const step = await bench.step({ image: next, 'step-duration': '60s', lease: `${LEASE_S}s` }, kill);
      expect((await step.main()).signal).toBe('SIGKILL');
      const killed = Date.now();
      expect(await bench.state()).toMatchObject({ fuse: true, journal: true });
      expect(await secondsUntilGone(bench, LEASE_S + 15)).toBeDefined();
      await sleep(2_000);
      const records = await load.stop();
      expect(badAnswers(records)).toEqual([]);
      const counts = countAnswers(records);
      expect(counts['next']?.all, way).toBeGreaterThan(0);
      const lastOfCanary = Math.max(...records.filter(({ commit }) => commit === 'next').map(({ at }) => at));
      expect(lastOfCanary - killed).toBeLessThan((LEASE_S + 15) * 1000);
      expect(await bench.atRest()).toEqual(before);
    });

    it('leaves a fuse that is disarmed while stable cannot serve, and the canary serves on', async ({
      open,
      cluster,
      stable,
      next,
    }) => {
      const bench = await open(name('ill'), stable, { gateway });
      await bench.load(); // it ends with the test: without stable its requests may fail
      const remove = whenObserved(() => {
        const path = `/apis/apps/v1/namespaces/${bench.namespace}/deployments/orders`;
        void cluster.api.request('DELETE', path);
      });
      const inputs = { image: next, 'step-duration': '60s', lease: `${LEASE_S}s` };
      const main = await (await bench.step(inputs, remove)).main();
      expect(main.annotations.at(-1)?.message).toMatch(
        /^CANARY_STABLE_DOWN: .*nothing was deleted; its fuse is disarmed/,
      );
      await sleep((LEASE_S + 5) * 1000);
      const state = await bench.state();
      expect(state.deployments.map((each) => each.name)).toEqual(['orders-canary']);
      await bench.helm(stable);
      expect((await (await bench.step({ command: 'abort' })).main()).outputs).toMatchObject({
        outcome: 'aborted',
      });
      expect(await secondsUntilGone(bench, 15)).toBeDefined();
    });
  });

  it('a canary that passed is taken away when nobody promotes it within promote-within', async ({
    open,
    stable,
    next,
  }) => {
    const bench = await open('unpromoted', stable, { gateway: true });
    const load = await bench.load();
    const inputs = { image: next, steps: '25', finish: 'separate', 'promote-within': '60s' };
    expect((await (await bench.step(inputs)).main()).outputs).toMatchObject({ outcome: 'passed' });
    expect(await secondsUntilGone(bench, 75)).toBeGreaterThan(40);
    expect(badAnswers(await load.stop())).toEqual([]);
  });

  it('with gateway-mode: weights the route is edited, and written back', async ({ open, stable, next }) => {
    const bench = await open('weights', stable, { gateway: true });
    const inputs = { image: next, steps: '25', finish: 'separate', 'gateway-mode': 'weights' };
    const load = await bench.load();
    const main = await (await bench.step(inputs)).main();
    expect(main.log).toContain('no fuse: the weights of your own HTTPRoute orders are edited');
    expect(await bench.state()).toMatchObject({
      fuse: false,
      overlay: [],
      backends: ['orders 75', 'orders-canary 25'],
    });
    await (await bench.step({ command: 'abort' })).main();
    expect(await bench.state()).toMatchObject({ journal: false, backends: ['orders 1'] });
    expect(badAnswers(await load.stop())).toEqual([]);
  });
}
