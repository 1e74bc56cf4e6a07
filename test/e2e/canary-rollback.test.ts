import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, badAnswers, countAnswers, type Lab, openLab } from './support/canary-lab.ts';

let lab: Lab;
let stable: string;
let next: string;
let failing: string;

beforeAll(async () => {
  lab = await openLab('fl-e2e-canary', console.log);
  stable = await lab.build({ commit: 'stable' });
  next = await lab.build({ commit: 'next' });
  failing = await lab.build({ commit: 'failing', faults: { DefaultErrorShare: '0.2' } });
});

afterAll(() => lab?.close());

type OnLine = (line: string, child: ChildProcess) => void;

/** Acts once, when the log shows that the canary answers requests. */
function whenObserved(act: (child: ChildProcess) => void): OnLine {
  let done = false;
  return (line, child) => {
    if (done || !/\| canary \d+ requests/.test(line)) return;
    done = true;
    act(child);
  };
}

async function expectOnlyStable(bench: Bench, image: string): Promise<void> {
  const state = await bench.state();
  expect(state.deployments).toEqual([{ name: 'orders', image, replicas: 3, ready: 3 }]);
  expect(state.services).toEqual(['orders']);
  expect(state.journal).toBe(false);
}

describe.each([
  { way: 'replica ratio', gateway: false },
  { way: 'gateway weights', gateway: true },
])('by $way', ({ gateway }) => {
  const name = (word: string): string => `${word}-${gateway ? 'route' : 'ratio'}`;
  const backends = gateway ? ['orders 1'] : [];

  it('passes a good version, is promoted by helm, and finishes in post; no request fails', async () => {
    const bench = await lab.open(name('good'), stable, { gateway });
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

  it('catches a bad version and takes it back; stable never fails', async () => {
    const bench = await lab.open(name('bad'), stable, { gateway });
    const load = await bench.load();
    const main = await (await bench.step({ image: failing })).main();
    const counts = countAnswers(await load.stop());
    const errors = main.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
    expect(errors).toEqual([
      expect.stringMatching(
        /^CANARY_FAILED: orders@sha256:[0-9a-f]{12}: error rate was \d\d\.\d % \(limit 5 %\) for \d+(\.\d)? s at 25 % of traffic; stable 0\.0 %; traffic is back on stable \(undone in \d+\.\d s\)$/,
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

  it('SIGINT in the middle of a step: weights restored, canary gone, stable untouched', async () => {
    const bench = await lab.open(name('sigint'), stable, { gateway });
    const load = await bench.load();
    let interruptedAt = 0;
    const interrupt = whenObserved((child) => {
      interruptedAt = performance.now();
      child.kill('SIGINT');
    });
    const step = await bench.step({ image: next, 'step-duration': '60s' }, interrupt);
    const main = await step.main();
    const seconds = (performance.now() - interruptedAt) / 1000;
    expect(main.log).toContain('no traffic to the canary any more');
    expect(interruptedAt).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(7.5);
    expect(main.exitCode).toBe(1);
    expect(main.outputs).toMatchObject({ outcome: 'aborted', share: '0' });
    await expectOnlyStable(bench, stable);
    expect((await bench.state()).backends).toEqual(backends);
    expect(badAnswers(await load.stop())).toEqual([]);
    expect((await step.post()).exitCode).toBe(0);
  });

  it('kill in the middle of a step: the journal is enough for post, and for the next run', async () => {
    const bench = await lab.open(name('kill'), stable, { gateway });
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
    expect(later.log).toContain('it is taken back first');
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
  it('an image that crashes at start never gets traffic, and the reason is named', async () => {
    const crashing = await lab.build({ commit: 'crashing', faults: { DefaultCrashAtStart: 'true' } });
    const bench = await lab.open('crash', stable, { gateway: true });
    const main = await (await bench.step({ image: crashing })).main();
    expect(main.annotations.at(-1)?.message).toMatch(
      /^CANARY_NOT_READY: .*container orders.*traffic is back on stable/,
    );
    await expectOnlyStable(bench, stable);
  });

  it('an image that does not exist is named at once', async () => {
    const bench = await lab.open('missing', stable);
    const image = `${stable.split('@')[0]}@sha256:${'0'.repeat(64)}`;
    const main = await (await bench.step({ image })).main();
    expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_NOT_READY: .*not found/);
    expect(main.durationMs).toBeLessThan(60_000);
    await expectOnlyStable(bench, stable);
  });

  it('holds the weight while Prometheus is silent, then takes the canary back', async () => {
    const bench = await lab.open('silent', stable);
    const load = await bench.load();
    const relay = startRelay(9_199, 9_090);
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
      /^CANARY_METRICS_DOWN: .*Prometheus did not answer for \d+(\.\d)? s: .*ECONNREFUSED.*at 25 % of traffic; traffic is back on stable/,
    );
    expect(badAnswers(await load.stop())).toEqual([]);
    await expectOnlyStable(bench, stable);
  });

  it('a second canary says who holds the first', async () => {
    const bench = await lab.open('two', stable);
    const load = await bench.load();
    let second: Promise<string> | undefined;
    const begin = whenObserved(() => {
      second = bench
        .step({ image: next })
        .then(async (step) => (await step.main()).annotations.at(-1)?.message ?? '');
    });
    const main = await (await bench.step({ image: next, 'step-duration': '25s', steps: '25' }, begin)).main();
    expect(main.outputs).toMatchObject({ outcome: 'passed' });
    expect(await second).toMatch(
      /^CANARY_LOCKED: a canary of orders in namespace two is held by run 1001 of octocat/,
    );
    await (await bench.step({ command: 'abort' })).main();
    expect(badAnswers(await load.stop())).toEqual([]);
    await expectOnlyStable(bench, stable);
  });
});

/** Passes connections on inside the cluster's network namespace, so that one client can lose its server. */
function startRelay(from: number, to: number): ChildProcess {
  const script = join(import.meta.dirname, 'support/relay.ts');
  const [command = '', ...args] = lab.cluster.nsenterArgv([
    process.execPath,
    script,
    String(from),
    String(to),
  ]);
  return spawn(command, args, { stdio: 'ignore' });
}
