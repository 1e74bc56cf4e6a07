import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapLimited } from '../../src/index.ts';

test('work runs so many at a time and keeps its order', async () => {
  let running = 0;
  let most = 0;
  const results = await mapLimited([30, 10, 20, 5], 2, async (turns) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    running -= 1;
    return turns * 2;
  });
  expect(results).toEqual([60, 20, 40, 10]);
  expect(most).toBe(2);
});

test('a rejection is passed on after the others have ended', async () => {
  const ended: number[] = [];
  const work = mapLimited([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('no');
    await nextTurn();
    ended.push(item);
  });
  await expect(work).rejects.toThrow('no');
  expect(ended).toContain(2);
});
