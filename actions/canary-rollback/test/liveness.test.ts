import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import type { Target } from '../src/cluster/target.ts';
import type { Journal } from '../src/journal/journal.ts';
import type { StoredJournal } from '../src/journal/journal-store.ts';
import { DEAD_AFTER_MS, isAlive } from '../src/journal/liveness.ts';

const me = { runId: '7', attempt: '2' };

/** Whether a run is alive whose last heartbeat is so old, and how long that took to find out. */
async function look(agoMs: number, holder: object = {}, more: Partial<Journal> = {}) {
  const clock = createFakeClock();
  await clock.sleep(5_000);
  const target = {
    kube: createFakeKube('shop', clock),
    namespace: 'shop',
    workload: 'orders',
  } as unknown as Target;
  const stored = {
    heartbeat: new Date(target.kube.now() - agoMs).toISOString(),
    journal: { phase: 'running', holder: { runId: '1', attempt: '1', ...holder }, ...more },
  } as unknown as StoredJournal;
  const alive = await isAlive(target, clock, stored, me, new AbortController().signal);
  return [alive, clock.monotonic() - 5_000];
}

it('a run is watched unless it is dead for long: three times as long as it takes to call it dead', async () => {
  expect(DEAD_AFTER_MS).toBe(20_000);
  expect(await look(60_001)).toEqual([false, 0]);
  expect(await look(60_000)).toEqual([false, 1_000]); // its journal is gone
});

it.each([
  [{ runId: '7', attempt: '1' }, false],
  [{ runId: '7', attempt: '2' }, false],
  [{ runId: '7', attempt: '3' }, true],
  [{ runId: '8', attempt: '1' }, true],
  [{ runId: '', attempt: '2' }, true],
])('a canary that has passed waits for what comes after it in its own run: %j, %s', async (holder, alive) => {
  const passed = { phase: 'passed', promoteWithinMs: 10_000 } as Partial<Journal>;
  expect(await look(9_999, holder, passed)).toEqual([alive, 0]);
  expect(await look(10_000, holder, passed)).toEqual([false, 0]);
});
