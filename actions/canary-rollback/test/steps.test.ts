import { describe, expect, it } from 'vitest';
import { inputs } from '../src/inputs.ts';
import { limitsOfStep } from '../src/plan/limits.ts';
import { checkRising, wishesOf, withWishes } from '../src/plan/steps.ts';
import { logWithin } from '../src/verdict/sequential/within.ts';
import { createWorld } from './world/create-world.ts';
import { type Facts, first, kinds, limits, play } from './world/looks.ts';
import { last, names, onlyStableRouted } from './world/views.ts';

const stepProblem = (text: string): string | undefined =>
  inputs.steps.safeParse(text).error?.issues[0]?.message;

describe('a step', () => {
  it.each([
    ['25', { percent: 25 }],
    ['25%:5m', { percent: 25, forMs: 300_000 }],
    ['25:1h30m:1000', { percent: 25, forMs: 5_400_000, requests: 1000 }],
    ['25:1000:90s', { percent: 25, forMs: 90_000, requests: 1000 }],
    ['025:1', { percent: 25, requests: 1 }],
  ])('%s', (text, wish) => {
    expect(stepProblem(text)).toBeUndefined();
    expect(wishesOf([text])).toEqual([wish]);
  });

  it.each([
    '25:',
    '25:5m:5m',
    '25:100:200',
    '25:x',
    '25:0',
    '25:-5m',
    '25:500ms',
    '25:5m:1000:9',
    '25:1.5',
    '25:1e3',
  ])('is not %s', (text) => {
    expect(stepProblem(text)).toContain('has more behind its percent than a time');
  });

  it.each(['0:5m', ':5m', '101:5m', 'auto:5m', '25 5m'])('has no percent: %s', (text) => {
    expect(stepProblem(text)).toBe('is no whole percent from 1 to 100');
  });

  it('auto stands alone, for three steps that end when they can', () => {
    expect(stepProblem('auto')).toBeUndefined();
    expect(checkRising(['auto'])).toBeUndefined();
    expect(checkRising(['auto', '25'])).toBe('auto stands alone');
    expect(wishesOf(['auto'])).toEqual([5, 25, 50].map((percent) => ({ percent, early: true })));
  });

  it('keeps what was asked for, by its share', () => {
    const steps = [25, 50].map((percent) => ({ percent, share: percent, replicas: 1 }));
    expect(withWishes(steps, wishesOf(['10:1m', '25:2m', '50:7']))).toEqual([
      { percent: 25, share: 25, replicas: 1, forMs: 120_000 },
      { percent: 50, share: 50, replicas: 1, requests: 7 },
    ]);
    expect(limitsOfStep(limits, { forMs: 1, requests: 7 })).toMatchObject({
      stepMs: 1,
      minRequests: 7,
      waitsForRequests: true,
    });
    expect(limitsOfStep(limits, { early: true })).toMatchObject({
      stepMs: 60_000,
      minRequests: 20,
      waitsForRequests: false,
      early: true,
    });
  });
});

/** Looks a second apart; the canary answers so many requests a second, and so many of them are errors by then. */
const looks = (count: number, rate: number, errors: (at: number) => number = () => 0): Facts[] =>
  Array.from({ length: count }, (_, at) => ({
    canary: { totalRequests: at * rate, totalErrors: errors(at) },
    stable: { totalRequests: at * 100, totalErrors: 0 },
  }));

describe('a step that waits for its requests', () => {
  const wait = { ...limits, minRequests: 1000, waitsForRequests: true };

  it('is held until they are there', () => {
    const said = play(looks(120, 10), wait);
    expect(first(said, 'advance')).toBe(100);
    expect(said[90]).toMatchObject({
      kind: 'hold',
      pending: [expect.stringContaining('900 requests of users in the step')],
    });
  });

  it('is no pass after pause-timeout', () => {
    const said = play(looks(400, 1), wait);
    expect(first(said, 'rollback')).toBe(360);
    expect(said[360]).toMatchObject({ code: 'CANARY_NO_DATA' });
  });
});

describe('a step of auto', () => {
  const evidence = { falseAlarm: 0.01, tolerance: 1.5 };
  const auto = { ...limits, evidence, early: true, stepMs: 300_000 };

  it('ends when errors are surely within their limit, and not before ten seconds', () => {
    expect(first(play(looks(40, 100), auto), 'advance')).toBe(10);
    expect(first(play(looks(40, 8), auto), 'advance')).toBe(14); // 112 clean requests
    expect(first(play(looks(40, 8), { ...auto, early: undefined }), 'advance')).toBe(-1);
  });

  it('is not certified with errors near the limit, nor without evidence; then its time decides', () => {
    expect(
      first(
        play(
          looks(60, 20, (at) => at),
          auto,
        ),
        'advance',
      ),
    ).toBe(-1);
    expect(first(play(looks(60, 100), { ...auto, evidence: undefined }), 'advance')).toBe(-1);
    expect(
      first(
        play(
          looks(80, 20, () => 0),
          { ...auto, maxErrorPercent: 0, stepMs: 60_000 },
        ),
        'advance',
      ),
    ).toBe(60);
  });

  it('is held, and not refused, by what is lacking at its end alone', () => {
    const said = play(looks(40, 100), { ...auto, minRequests: 3000 });
    expect(kinds(said).slice(0, 30)).not.toContain('rollback');
    expect(first(said, 'advance')).toBe(30);
  });

  it('is still rolled back by what speaks against the canary', () => {
    const said = play(
      looks(40, 100, (at) => at * 20),
      auto,
    );
    expect(first(said, 'rollback')).toBeGreaterThan(0);
    expect(first(said, 'rollback')).toBeLessThan(10);
  });
});

describe('evidence that events are rarer than a limit', () => {
  it('grows with clean requests and falls with events', () => {
    expect(logWithin(0, 111, 0.05)).toBeLessThan(Math.log(100));
    expect(logWithin(0, 112, 0.05)).toBeGreaterThan(Math.log(100));
    expect(logWithin(1, 112, 0.05)).toBeLessThan(logWithin(0, 112, 0.05) - 1.6);
    expect(logWithin(0, 1000, 0)).toBe(0);
    expect(logWithin(0, 1000, 1)).toBe(0);
  });

  it('is expected to be one at the limit itself', () => {
    let sum = 0;
    for (let events = 0; events <= 20; events++) {
      let ways = 1;
      for (let at = 0; at < events; at++) ways = (ways * (20 - at)) / (at + 1);
      sum += ways * 0.05 ** events * 0.95 ** (20 - events) * Math.exp(logWithin(events, 20, 0.05));
    }
    expect(sum).toBeCloseTo(1, 9);
  });
});

describe('a run', () => {
  it('with auto passes a good version in less than its time', async () => {
    const world = createWorld({ gateway: true });
    expect(await world.main({ steps: 'auto', 'step-duration': '5m' })).toBe('success');
    expect(world.outputs).toMatchObject({ share: '50', outcome: 'passed' });
    expect(world.clock.monotonic()).toBeLessThan(120_000);
    expect(world.log.join('\n')).toContain('▸ step 3 of 3: 50 %');
  });

  it('with auto does not pass a bad one', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.06 });
    expect(await world.main({ steps: 'auto', 'step-duration': '5m' })).toBe('failure');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('gives each step its own time', async () => {
    const world = createWorld({ gateway: true });
    expect(await world.main({ steps: '10:40s, 50:2m:100' })).toBe('success');
    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(160_000);
    expect(world.clock.monotonic()).toBeLessThan(175_000);
  });

  it.each([
    [{ steps: '10:20s' }, 'steps "10:20s": step 10 is too short for error-for (allowed: at least 30s)'],
    [{ steps: 'auto', evidence: 'false' }, 'auto goes by evidence, and there is none'],
    [{ steps: '10:100', 'error-query': 'vector(0)' }, 'cannot wait for requests that nobody counts'],
    [{ steps: '10:100', metrics: 'none' }, 'cannot wait for requests that nobody counts'],
  ])('refuses %j', async (given, words) => {
    const world = createWorld({ gateway: true });
    expect(await world.main(given)).toBe('failure');
    expect(last(world)).toContain(words);
    expect(world.calls()).toEqual([]);
  });
});
