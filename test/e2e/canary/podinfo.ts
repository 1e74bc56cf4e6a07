import { describe, expect } from 'vitest';
import { it } from '../support/canary-stage.ts';

/** The same rules, sooner; where its numbers are and what they mean is left to the action. */
const quickly = { 'step-duration': '12s', 'error-for': '6s', window: '4s', interval: '2s' } as const;

/** What is shown by which way: each takes its time. */
const FAULTS_BY = {
  replicas: ['failing', 'missing', 'slow', 'ending'],
  gateway: ['failing'],
} as const;
/** A service that nobody here wrote, by its own chart and metrics: no input says where its numbers are. */
export function describePodinfo(): void {
  describe.each([
    { way: 'replicas', gateway: false },
    { way: 'gateway', gateway: true },
  ] as const)('podinfo by its own chart, by $way', ({ way, gateway }) => {
    const name = (word: string): string => `podinfo-${word}-${way}`;

    it('a good version passes at the first try, and no request fails', async ({
      openPodinfo,
      podinfoImage,
    }) => {
      const bench = await openPodinfo(name('good'), await podinfoImage('stable'), { gateway });
      const load = await bench.load(40);
      const step = await bench.step({ image: await podinfoImage('good'), ...quickly });
      const main = await step.main();
      expect(main.outputs, main.log).toMatchObject({ outcome: 'passed' });
      expect(main.log).toContain('http_request_duration_seconds');
      await bench.helm(await podinfoImage('good'));
      expect((await step.post()).exitCode).toBe(0);
      const records = await load.stop();
      expect(records.filter(({ status }) => status !== 200)).toEqual([]);
      expect(new Set(records.map(({ commit }) => commit))).toEqual(new Set(['stable', 'good']));
      expect(await bench.objects()).toEqual([
        'Deployment podinfo',
        'Service podinfo',
        ...(gateway ? ['HTTPRoute podinfo'] : []),
      ]);
    });

    it.for(FAULTS_BY[way])('one that is %s is rolled back', async (fault, { openPodinfo, podinfoImage }) => {
      const bench = await openPodinfo(name(fault), await podinfoImage('stable'), { gateway });
      const load = await bench.load(40);
      const main = await (await bench.step({ image: await podinfoImage(fault), ...quickly })).main();
      expect(main.outputs, main.log).toMatchObject({ outcome: 'rolled-back', share: '0' });
      expect(main.exitCode).toBe(1);
      const records = await load.stop();
      expect(records.filter(({ commit, status }) => commit === 'stable' && status !== 200)).toEqual([]);
      expect((await bench.objects()).filter((each) => each.includes('canary'))).toEqual([]);
    });
  });

  describe('podinfo with few or no users', () => {
    it('nobody asks: that is no pass', async ({ openPodinfo, podinfoImage }) => {
      const bench = await openPodinfo('podinfo-silent', await podinfoImage('stable'));
      const limits = { ...quickly, 'metrics-timeout': '15s' };
      const main = await (await bench.step({ image: await podinfoImage('good'), ...limits })).main();
      expect(main.exitCode, main.log).toBe(1);
      expect(main.outputs['outcome'], main.log).toBe('no-data');
      expect((await bench.objects()).filter((each) => each.includes('canary'))).toEqual([]);
    });

    it('one request a second, a fifth of them failing: that is no pass', async ({
      openPodinfo,
      podinfoImage,
    }) => {
      const bench = await openPodinfo('podinfo-few', await podinfoImage('stable'));
      await bench.load(1);
      const limits = { ...quickly, 'metrics-timeout': '20s' };
      const main = await (await bench.step({ image: await podinfoImage('failing'), ...limits })).main();
      expect(main.exitCode, main.log).toBe(1);
      expect(main.outputs['outcome'], main.log).toMatch(/^(no-data|rolled-back)$/);
    });
  });
}
