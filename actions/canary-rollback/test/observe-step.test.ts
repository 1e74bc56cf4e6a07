import type { Clock } from '@fairlead/core';
import { createFakeClock } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { observeStep } from '../src/observe/observe-step.ts';
import type { Sampler } from '../src/observe/sampler.ts';
import { Timeline } from '../src/observe/timeline.ts';
import type { Limits } from '../src/verdict/types.ts';

const rules: Limits = {
  maxErrorPercent: 5,
  errorForMs: 30_000,
  maxP99Ms: 2000,
  p99ForMs: 60_000,
  latencyAction: 'pause',
  unreadyPolls: 3,
  minRequests: 20,
  stepMs: 30_000,
  metricsTimeoutMs: 60_000,
  pauseTimeoutMs: 300_000,
  counting: 'counters',
};

/** The times of the polls of a step whose timer wakes late by this much. */
async function polledAt(lateMs: number): Promise<readonly number[]> {
  const fake = createFakeClock();
  const clock: Clock = { ...fake, sleep: (ms, signal) => fake.sleep(ms + lateMs, signal) };
  const times: number[] = [];
  const version = {
    requests: 100,
    errorPercent: 0,
    p99: { ms: 9, atLeast: false },
    totalRequests: 1000,
    totalErrors: 0,
  };
  const sampler = {
    beat: async () => {},
    take: async (atMs: number) => {
      times.push(atMs);
      const totalled = { ...version, totalRequests: 1000 + atMs };
      const pods = { desired: 1, ready: 1, restarts: 0 };
      const sample = { atMs, metrics: 'ok', canary: totalled, stable: totalled, pods };
      return { sample, traffic: { share: 10 } };
    },
  } as unknown as Sampler;
  const log = { info: () => {}, debug: () => {}, warning: () => {} } as never;
  const tools = { clock, log, rules, sampler, timeline: new Timeline(), intervalMs: 10_000, epochMs: 0 };
  const signal = new AbortController().signal;
  const { end } = await observeStep({ ...tools, signal }, 0, { percent: 10 } as never);
  expect(end.kind).toBe('advance');
  return times;
}

it('a timer that wakes a few milliseconds late makes no step longer: polls are taken at their ticks', async () => {
  expect(await polledAt(4)).toEqual([0, 10_000, 20_000, 30_000]);
});

it('a poll that comes far too late is taken at its real time', async () => {
  expect(await polledAt(2_000)).toEqual([0, 12_000, 24_000, 36_000]);
});
