import { CancelledError } from '@fairlead/core';
import { createKube, type Transport } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { askPreview, type PreviewProbe } from '../src/plan/plan-preview.ts';

const probe: PreviewProbe = {
  at: { resource: 'services', namespace: 'shop', name: 'orders-canary', port: '80', path: '/ready' },
  timeoutMs: 500,
  redirects: true,
};

/** A cluster whose proxy answers so; undefined: never. */
function cluster(status: number | undefined): { kube: ReturnType<typeof createKube> } {
  const transport: Transport = {
    target: { server: 'https://cluster', context: 'here' },
    now: () => 0,
    open: () => Promise.reject(new Error('not used')),
    send: ({ signal }) =>
      status === undefined
        ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
        : Promise.resolve({ status, text: '' }),
  };
  return { kube: createKube(transport, 'shop') };
}

describe('CAN-10: a probe of the new version', () => {
  it.each([
    [200, true, true],
    [204, true, true],
    [302, true, true],
    [302, false, false],
    [308, false, false],
    [100, true, false],
    [404, true, false],
    [500, true, false],
  ])('takes an answer of %i, with redirections %s, for good: %s', async (status, redirects, good) => {
    const wrong = await askPreview(cluster(status), { ...probe, redirects }, undefined);
    expect(wrong).toBe(good ? undefined : `Service orders-canary:80/ready answered ${status}`);
  });

  it('gives one that hangs up at its timeout: after nine tenths of it, and before eleven', async () => {
    const passed: string[] = [];
    const early = setTimeout(() => passed.push('nine tenths'), probe.timeoutMs * 0.9);
    const late = setTimeout(() => passed.push('eleven tenths'), probe.timeoutMs * 1.1);
    const wrong = await askPreview(cluster(undefined), probe, undefined);
    clearTimeout(early);
    clearTimeout(late);
    // The timers are of one loop: a busy machine delays all of them, and leaves their order.
    expect(passed).toEqual(['nine tenths']);
    expect(wrong).toBe('Service orders-canary:80/ready: no answer in 0.5 s');
  });

  it('ends at once when the run is cancelled', async () => {
    const abort = new AbortController();
    const asking = askPreview(cluster(undefined), { ...probe, timeoutMs: 3_600_000 }, abort.signal);
    abort.abort();
    await expect(asking).rejects.toBeInstanceOf(CancelledError);
  });
});
