import {
  type Bench,
  badAnswers,
  countAnswers,
  makeLimitedUser,
  rulesOfReadme,
  whenObserved,
} from '@fairlead/devtools';
import { describe, expect } from 'vitest';
import { endAsRunner, startRelay } from '../support/canary-acts.ts';
import { it } from '../support/canary-stage.ts';

async function expectOnlyStable(bench: Bench, image: string): Promise<void> {
  const state = await bench.atRest();
  expect(state.deployments).toEqual([{ name: 'orders', image, replicas: 3, ready: 3 }]);
  expect(state.services).toEqual(['orders']);
  expect(state.journal).toBe(false);
  expect(state.fuse).toBe(false);
  expect(state.overlay).toEqual([]);
  expect(state.generation).toBeLessThanOrEqual(1); // nobody has written to the user's route
}
/** What a run does to traffic and canary, by both ways. */
export function describeRollback(): void {
  describe.each([
    { way: 'replica ratio', gateway: false },
    { way: 'gateway weights', gateway: true },
  ])('by $way', ({ gateway }) => {
    const name = (word: string): string => `${word}-${gateway ? 'route' : 'ratio'}`;
    const backends = gateway ? ['orders 1'] : [];

    it('passes a good version, is promoted by helm, and finishes in post; no request fails', async ({
      open,
      stable,
      next,
    }) => {
      const bench = await open(name('good'), stable, { gateway });
      const load = await bench.load();
      const step = await bench.step({ image: next });
      const main = await step.main();
      expect(main.log).toContain('step passed');
      expect(main.exitCode).toBe(0);
      expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
      expect((await bench.state()).deployments).toHaveLength(2);
      await bench.helm(next);
      const post = await step.post();
      expect(post.log).toContain('the canary is removed');
      expect(post.exitCode).toBe(0);
      const records = await load.stop();
      expect(badAnswers(records)).toEqual([]);
      expect(countAnswers(records)).toMatchObject({ stable: { bad: 0 }, next: { bad: 0 } });
      await expectOnlyStable(bench, next);
      expect((await bench.state()).backends).toEqual(backends);
    });

    it('catches a bad version and rolls it back; stable never fails', async ({ open, stable, failing }) => {
      const bench = await open(name('bad'), stable, { gateway });
      const load = await bench.load();
      const main = await (await bench.step({ image: failing })).main();
      const counts = countAnswers(await load.stop());
      const errors = main.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
      expect(errors).toEqual([
        expect.stringMatching(
          /^CANARY_FAILED: orders@sha256:[0-9a-f]{12}: errors: \d\d\.\d % against 0\.0 % of stable \(.+\) at 25 % of traffic; traffic is back on stable \(rolled back in \d+\.\d s\)$/,
        ),
      ]);
      expect(main.exitCode).toBe(1);
      expect(main.summary).toContain('| 25 % | 25.0 % |');
      expect(counts['failing']?.bad).toBeGreaterThan(0);
      expect(counts['stable']?.bad).toBe(0);
      expect(counts['nobody']).toBeUndefined();
      await expectOnlyStable(bench, stable);
      expect((await bench.state()).backends).toEqual(backends);
    });

    it('SIGINT in the middle of a step: weights restored, canary gone, stable untouched', async ({
      open,
      stable,
      next,
    }) => {
      const bench = await open(name('sigint'), stable, { gateway });
      const load = await bench.load();
      const ending = whenObserved(endAsRunner);
      const step = await bench.step({ image: next, 'step-duration': '60s' }, ending);
      const main = await step.main();
      expect(main.log).toContain("the canary's share is 0 after");
      expect(main.exitCode).toBe(1);
      expect(main.outputs).toMatchObject({ outcome: 'aborted', share: '0' });
      await expectOnlyStable(bench, stable);
      expect((await bench.state()).backends).toEqual(backends);
      expect(badAnswers(await load.stop())).toEqual([]);
      expect((await step.post()).exitCode).toBe(0);
    });

    it('kill in the middle of a step: the journal is enough for post, and for the next run', async ({
      open,
      stable,
      next,
    }) => {
      const bench = await open(name('kill'), stable, { gateway });
      const load = await bench.load();
      const kill = whenObserved((child) => child.kill('SIGKILL'));
      const dead = await bench.step({ image: next, 'step-duration': '60s' }, kill);
      expect((await dead.main()).signal).toBe('SIGKILL');
      expect(await bench.state()).toMatchObject({ journal: true });
      expect((await dead.post()).exitCode).toBe(0);
      await expectOnlyStable(bench, stable);
      const again = await bench.step(
        { image: next, 'step-duration': '60s' },
        whenObserved((child) => child.kill('SIGKILL')),
      );
      await again.main();
      const status = await (await bench.step({ command: 'status' })).main();
      expect(status.outputs).toMatchObject({ outcome: 'observing', share: '25' });
      const later = await (await bench.step({ image: next, steps: '25' })).main();
      expect(later.log).toContain('it is rolled back first');
      expect(later.outputs).toMatchObject({ outcome: 'passed' });
      expect((await (await bench.step({ command: 'abort' })).main()).outputs).toMatchObject({
        outcome: 'aborted',
      });
      await expectOnlyStable(bench, stable);
      expect((await bench.state()).backends).toEqual(backends);
      expect(badAnswers(await load.stop())).toEqual([]);
    });
  });

  describe('whatever the way', () => {
    it('an image that crashes at start never gets traffic, and the reason is named', async ({
      open,
      stable,
      crashing,
    }) => {
      const bench = await open('crash', stable, { gateway: true });
      const main = await (await bench.step({ image: crashing })).main();
      expect(main.annotations.at(-1)?.message).toMatch(
        /^CANARY_NOT_READY: .*container orders.*traffic is back on stable/,
      );
      await expectOnlyStable(bench, stable);
    });

    it('CAN-12: a drill kills the pods of the canary alone; it is rolled back by itself, and the seconds are told', async ({
      open,
      stable,
    }) => {
      const bench = await open('drill', stable, { gateway: true });
      const load = await bench.load();
      const step = await bench.step({
        command: 'drill',
        image: '',
        'drill-after': '5s',
        'drill-budget': '120s',
        interval: '1s',
      });
      const main = await step.main();
      const records = await load.stop();
      expect(main.outputs['outcome'], main.log).toBe('drilled');
      const told = JSON.parse(main.outputs['drill'] ?? '') as Record<string, number>;
      expect(told).toMatchObject({ fault: 'pod-kill', by: 'cluster' });
      expect(told['recoverySeconds']).toBeLessThanOrEqual(told['budgetSeconds'] ?? 0);
      expect(countAnswers(records)['stable']?.bad ?? 0).toBe(0);
      await expectOnlyStable(bench, stable);
    });

    it('an image that does not exist is named at once', async ({ open, stable }) => {
      const bench = await open('missing', stable);
      const image = `${stable.split('@')[0]}@sha256:${'0'.repeat(64)}`;
      const main = await (await bench.step({ image })).main();
      expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_NOT_READY: .*not found/);
      expect(main.durationMs).toBeLessThan(60_000);
      await expectOnlyStable(bench, stable);
    });

    it('holds the weight while Prometheus is silent, then rolls the canary back', async ({
      open,
      cluster,
      stable,
      next,
    }) => {
      const bench = await open('silent', stable);
      const load = await bench.load();
      const relay = startRelay(cluster, 9_199, 9_090);
      const silence = whenObserved(() => relay.kill('SIGKILL'));
      const inputs = {
        image: next,
        'prometheus-url': 'http://127.0.0.1:9199',
        'step-duration': '60s',
        'metrics-timeout': '6s',
      };
      const main = await (await bench.step(inputs, silence)).main();
      relay.kill('SIGKILL');
      expect(main.log).toContain('no metrics: no answer from');
      expect(main.annotations.at(-1)?.message).toMatch(
        /^CANARY_METRICS_DOWN: .*no usable metrics for \d+(\.\d)? s: .*ECONNREFUSED.*at 25 % of traffic; traffic is back on stable/,
      );
      expect(badAnswers(await load.stop())).toEqual([]);
      await expectOnlyStable(bench, stable);
    });

    it('pauses and alerts when it is slow, holds the weight, and is rolled back when that lasts (CAN-02)', async ({
      open,
      stable,
      slow,
    }) => {
      const bench = await open('slow', stable, { gateway: true });
      const load = await bench.load();
      let paused: ReturnType<Bench['state']> | undefined;
      const look = (line: string): void => {
        if (line.includes('paused for ')) paused ??= bench.state();
      };
      const inputs = {
        image: slow,
        'step-duration': '20s',
        'p99-for': '5s',
        'pause-timeout': '6s',
        'latency-action': 'pause',
      };
      const main = await (await bench.step(inputs, look)).main();
      const messages = (level: string): string[] =>
        main.annotations.filter((each) => each.level === level).map(({ message }) => message);
      expect(messages('warning').filter((message) => !message.includes('has no request of a user'))).toEqual([
        expect.stringMatching(
          /^canary paused at 25 % of traffic: P99 was \d(\.\d+)? s \(limit 2 s\) for \d+(\.\d)? s; the weight is held$/,
        ),
      ]);
      expect((await paused)?.overlay).toEqual(['orders 75', 'orders-canary 25']);
      expect(messages('error')).toEqual([
        expect.stringMatching(
          /^CANARY_PAUSE_EXPIRED: .*P99 did not come back within 2 s during a pause of .*; stable \d+(\.\d)? ms; traffic is back/,
        ),
      ]);
      expect(badAnswers(await load.stop())).toEqual([]);
      await expectOnlyStable(bench, stable);
      expect((await bench.state()).backends).toEqual(['orders 1']);
    });

    it('an abort by hand ends the run that observes, which says who did it', async ({
      open,
      stable,
      next,
    }) => {
      const bench = await open('aborted', stable, { gateway: true });
      const load = await bench.load();
      let abort: Promise<unknown> | undefined;
      const begin = whenObserved(() => {
        abort = bench.step({ command: 'abort' }).then((step) => step.main());
      });
      const main = await (await bench.step({ image: next, 'step-duration': '60s' }, begin)).main();
      expect(await abort).toMatchObject({ exitCode: 0, outputs: { outcome: 'aborted' } });
      expect(main.outputs).toMatchObject({ outcome: 'aborted', share: '0' });
      expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_ABORTED: .*traffic is back on stable/);
      expect(badAnswers(await load.stop())).toEqual([]);
      await expectOnlyStable(bench, stable);
      expect((await bench.state()).backends).toEqual(['orders 1']);
    });

    it('needs no rights but those that the README names, and names one that is missing', async ({
      open,
      cluster,
      stable,
      next,
    }) => {
      const bench = await open('few', stable, { gateway: true });
      const load = await bench.load();
      const rules = await rulesOfReadme('canary-rollback');
      const kubeconfig = await makeLimitedUser(cluster, 'few', 'canary', rules);
      const main = await (await bench.step({ image: next, kubeconfig, steps: '25' })).main();
      expect(main.log).not.toMatch(/forbidden|not allowed/);
      expect(main.outputs).toMatchObject({ outcome: 'passed' });
      expect((await (await bench.step({ command: 'status', kubeconfig })).main()).outputs).toMatchObject({
        outcome: 'passed',
        share: '25',
      });
      await (await bench.step({ command: 'abort', kubeconfig })).main();
      await expectOnlyStable(bench, stable);
      const missing = `${stable.split('@')[0]}@sha256:${'0'.repeat(64)}`;
      const failed = await (await bench.step({ image: missing, kubeconfig })).main();
      expect(failed.annotations.at(-1)?.message).toMatch(/^CANARY_NOT_READY: .*not found/);
      const fewer = rules.map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => verb !== 'delete') }));
      const maker = await makeLimitedUser(cluster, 'few', 'maker', fewer);
      const refused = await (await bench.step({ image: next, kubeconfig: maker })).main();
      expect(refused.annotations.at(-1)?.message).toMatch(
        /^INPUT_INVALID: kubeconfig: its user may not delete deployments.apps, delete configmaps, delete services in namespace few/,
      );
      await expectOnlyStable(bench, stable);
      expect(badAnswers(await load.stop())).toEqual([]);
    });

    it('a second canary says who holds the first', async ({ open, stable, next }) => {
      const bench = await open('two', stable);
      const load = await bench.load();
      let second: Promise<string> | undefined;
      const begin = whenObserved(() => {
        second = bench
          .step({ image: next })
          .then(async (step) => (await step.main()).annotations.at(-1)?.message ?? '');
      });
      const main = await (
        await bench.step({ image: next, 'step-duration': '25s', steps: '25' }, begin)
      ).main();
      expect(main.outputs).toMatchObject({ outcome: 'passed' });
      expect(await second).toMatch(
        /^CANARY_LOCKED: a canary of orders in namespace two is held by run 1001 of octocat/,
      );
      await (await bench.step({ command: 'abort' })).main();
      expect(badAnswers(await load.stop())).toEqual([]);
      await expectOnlyStable(bench, stable);
    });
  });
}
