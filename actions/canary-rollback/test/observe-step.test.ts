import type { Clock } from '@fairlead/core';
import { createFakeClock } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { observeStep } from '../src/observe/observe-step.ts';
import type { Sampler } from '../src/observe/sampler.ts';
import { type Poll, Timeline } from '../src/observe/timeline.ts';
import type { Limits } from '../src/verdict/types.ts';
import { limits } from './world/looks.ts';

const rules: Limits = { ...limits, stepMs: 30_000 };

interface Pace {
  readonly intervalMs?: number;
  /** How long a timer really sleeps. */
  readonly slept?: (ms: number) => number;
  /** How long a look takes. */
  readonly lookMs?: number;
}

/** What a step does, and when: polls by the time that they are taken for, and signs of life by the clock. */
async function pollsOf({ intervalMs = 10_000, slept = (ms) => ms, lookMs = 0 }: Pace) {
  const fake = createFakeClock();
  const clock: Clock = { ...fake, sleep: (ms, signal) => fake.sleep(slept(ms), signal) };
  const [polls, looked, beats]: [number[], number[], number[]] = [[], [], []];
  fake.advance(7_000); // a run is older than its first step
  const epochMs = fake.monotonic();
  const version = {
    requests: 100,
    errorPercent: 0,
    p99: { ms: 9, atLeast: false },
    totalRequests: 1000,
    totalErrors: 0,
  };
  const sampler = {
    beat: async () => void beats.push(fake.monotonic() - epochMs),
    take: async (atMs: number) => {
      polls.push(atMs);
      looked.push(fake.monotonic() - epochMs);
      fake.advance(lookMs);
      const totalled = { ...version, totalRequests: 1000 + atMs };
      const pods = { desired: 1, ready: 1, restarts: 0 };
      const sample = { atMs, metrics: 'ok', canary: totalled, stable: totalled, pods };
      return { sample, traffic: { share: 10 } };
    },
  } as unknown as Sampler;
  const log = { info: () => {}, debug: () => {}, warning: () => {} } as never;
  const tools = { clock, log, rules, sampler, timeline: new Timeline(), intervalMs, epochMs };
  const signal = new AbortController().signal;
  const { end } = await observeStep({ ...tools, signal }, 0, { percent: 10 } as never);
  expect(end.kind).toBe('advance');
  return { polls, looked, beats };
}

it.each([4, 250])('a timer that wakes %i ms late makes no step longer', async (lateMs) => {
  expect((await pollsOf({ slept: (ms) => ms + lateMs })).polls).toEqual([0, 10_000, 20_000, 30_000]);
});

it.each([
  [251, [0, 10_751, 21_502, 32_253]],
  [2_000, [0, 12_500, 25_000, 37_500]],
])('a poll that comes %i ms late is taken at its real time', async (lateMs, polls) => {
  const slept = (ms: number) => (ms < 1_000 ? ms + lateMs : ms); // the last of several sleeps
  expect((await pollsOf({ intervalMs: 10_500, slept })).polls).toEqual(polls);
});

it('a timer that wakes a millisecond early is waited for once more', async () => {
  const slept = (ms: number) => (ms === 1_000 ? ms - 1 : ms);
  const { looked } = await pollsOf({ intervalMs: 5_000, slept });
  expect(looked).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000]);
});

it('somebody who asks something is heard each second between polls that lie far apart', async () => {
  const { beats, polls } = await pollsOf({ intervalMs: 15_000 });
  expect(polls).toEqual([0, 15_000, 30_000]);
  const seconds = Array.from({ length: 29 }, (_, index) => (index + 1) * 1_000);
  expect(beats).toEqual(seconds.filter((ms) => ms !== 15_000));
});

it('a look that takes longer than the interval is followed by the next one a millisecond later', async () => {
  expect((await pollsOf({ lookMs: 12_000 })).polls).toEqual([0, 12_001, 24_002, 36_003]);
});

it('the newest look with numbers is the last one known, whatever came after it', () => {
  const timeline = new Timeline();
  expect(timeline.lastKnown()).toBeUndefined();
  for (const [atMs, metrics] of [
    [0, 'ok'],
    [1000, 'ok'],
    [2000, 'down'],
  ] as const)
    timeline.add({ step: 0, sample: { atMs, metrics } } as Poll);
  expect(timeline.lastKnown()).toMatchObject({ atMs: 1000 });
});
