import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, countAnswers, keepReport, type Lab, openLab } from './support/canary-lab.ts';

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

/** Acts once, when a line of the log says that the canary is being observed. */
function whenObserved(act: (child: ChildProcess) => void): (line: string, child: ChildProcess) => void {
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

  it('passes a good version, is promoted by helm, and finishes in post', async () => {
    const bench = await lab.open(name('good'), stable, { gateway });
    const load = await bench.load();
    const step = await bench.step({ image: next });
    const main = await step.main();
    console.log(main.log);
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
    expect((await bench.state()).deployments).toHaveLength(2);
    await bench.helm(next);
    const post = await step.post();
    console.log(post.log);
    expect(post.exitCode).toBe(0);
    const counts = countAnswers(await load.stop());
    console.log(counts, main.summary);
    await keepReport(main.outputs['report'] ?? '', `/tmp/canary-report/${name('good')}`);
    expect(Object.values(counts).map(({ bad }) => bad)).toEqual([0, 0]);
    await expectOnlyStable(bench, next);
    expect((await bench.state()).backends).toEqual(backends);
  });

  it('catches a bad version and takes it back; stable never fails', async () => {
    const bench = await lab.open(name('bad'), stable, { gateway });
    const load = await bench.load();
    const main = await (await bench.step({ image: failing })).main();
    const counts = countAnswers(await load.stop());
    console.log(main.log, counts, main.summary);
    await keepReport(main.outputs['report'] ?? '', `/tmp/canary-report/${name('bad')}`);
    expect(main.exitCode).toBe(1);
    const errors = main.annotations.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toMatch(
      /^CANARY_FAILED: orders@sha256:[0-9a-f]{12}: error rate was \d\d\.\d % \(limit 5 %\) for \d+ s at 25 % of traffic; stable 0\.0 %; traffic is back on stable \(undone in \d+\.\d s\)$/,
    );
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
    const counts = countAnswers(await load.stop());
    console.log(main.log, counts, `${seconds.toFixed(1)} s from SIGINT to the end`);
    expect(interruptedAt).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(7.5);
    expect(main.exitCode).toBe(1);
    expect(main.outputs).toMatchObject({ outcome: 'aborted', share: '0' });
    await expectOnlyStable(bench, stable);
    expect((await bench.state()).backends).toEqual(backends);
    expect(Object.values(counts).every(({ bad }) => bad === 0)).toBe(true);
    expect((await step.post()).exitCode).toBe(0);
  });
});
