import { CancelledError, ExternalError, type Http } from '@fairlead/core';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { CanaryContext, CanaryInputs } from '../src/context.ts';
import { explain } from '../src/plan/metric-check.ts';
import { openPrometheus } from '../src/plan/open-prometheus.ts';
import { askWhileYoung } from '../src/plan/young-stable.ts';
import { settle } from './world/controllers.ts';
import { OLD, stableDeployment } from './world/objects.ts';

/** Asks for what comes with the `answersAt`th question, of a stable whose pods are so many seconds old. */
async function asked(ages: readonly number[], answersAt = Number.POSITIVE_INFINITY, stable = true) {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  if (stable) kube.put(settle(stableDeployment(OLD), true));
  for (const [index, age] of ages.entries())
    kube.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `orders-6d5f8b9c7-x2x4${index}`,
        namespace: 'shop',
        labels: stableDeployment(OLD).spec.selector.matchLabels,
        creationTimestamp: new Date(clock.now() - age * 1000).toISOString(),
      },
    });
  const told: string[] = [];
  const context = {
    clock,
    log: { info: (line: string) => void told.push(line) },
    signal: new AbortController().signal,
  } as unknown as CanaryContext;
  const target = { kube, namespace: 'shop', workload: 'orders' };
  let questions = 0;
  const found = await askWhileYoung({ context, target }, async () =>
    ++questions >= answersAt ? ['series'] : [],
  );
  return { found, questions, told, waitedMs: clock.monotonic() };
}

const waiting = 'stable has just been started; waiting for its first numbers';

describe('what Prometheus does not have of stable', () => {
  it.each([
    ['none of its pods is older than a second', [1], 31, 60_000, [waiting]],
    ['its oldest pod is a second short of a minute', [3, 59], 2, 2_000, [waiting]],
    ['its oldest pod is just a minute old', [60], 1, 0, []],
    ['one pod is old, the others are new', [0, 3600, 0], 1, 0, []],
    ['it has no pods', [], 1, 0, []],
  ])('is asked for again while stable is young: %s', async (_, ages, questions, waitedMs, told) => {
    expect(await asked(ages)).toEqual({ found: [], questions, waitedMs, told });
  });

  it('is not waited for any longer once it is there, and no word is said when it was', async () => {
    expect(await asked([1], 3)).toEqual({
      found: ['series'],
      questions: 3,
      waitedMs: 4_000,
      told: [waiting],
    });
    expect(await asked([1], 1)).toEqual({ found: ['series'], questions: 1, waitedMs: 0, told: [] });
  });

  it('is not waited for when stable is deleted meanwhile', async () => {
    expect(await asked([1], undefined, false)).toMatchObject({ questions: 1, told: [] });
  });
});

describe('what is wrong with an answer', () => {
  it('is what it says, or what it throws', async () => {
    const refused = new ExternalError({ code: 'CANARY_QUERY_REFUSED', message: 'parse error' });
    expect(await explain(async () => 'several series')).toBe('several series');
    expect(await explain(async () => undefined)).toBeUndefined();
    expect(await explain(() => Promise.reject(refused))).toBe('parse error');
  });

  it.each([
    ['HTTP_FAILED', false],
    ['CANARY_NOT_PROMETHEUS', true],
  ])('is nothing where nobody could look: %s', async (code, retryable) => {
    const kept = new ExternalError({ code, message: 'x', retryable });
    await expect(explain(() => Promise.reject(kept))).rejects.toBe(kept);
  });

  it('is nothing when somebody cancels: the run ends', async () => {
    const cancelled = new CancelledError('asking');
    await expect(explain(() => Promise.reject(cancelled))).rejects.toBe(cancelled);
  });
});

it.each([
  ['15 s when it is the first', 15_000, 15_000],
  ['5 s, so that it ends before the next poll', undefined, 5_000],
])('a question may take %s', async (_, given, timeoutMs) => {
  const seen: unknown[] = [];
  const http: Http = {
    send: async (request) => {
      seen.push(request.timeoutMs);
      throw new ExternalError({ code: 'HTTP_FAILED', message: 'no answer' });
    },
  };
  const inputs = { prometheusUrl: 'http://prometheus' } as CanaryInputs;
  const asking = openPrometheus(inputs, { http }, undefined, given)?.query('up');
  await expect(asking).rejects.toMatchObject({ code: 'HTTP_FAILED' });
  expect(seen).toEqual([timeoutMs]);
});
