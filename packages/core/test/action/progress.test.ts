import { createFakeHost } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { showProgress } from '../../src/action/progress.ts';
import { systemClock } from '../../src/index.ts';

test('OBS-11: long work says that it is alive, and stops saying so', async () => {
  const host = createFakeHost();
  const progress = showProgress(host, systemClock, 'compile', 20);
  await systemClock.sleep(110);
  progress.stop();
  const lines = [...host.lines];
  await systemClock.sleep(60);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines[0]).toMatch(/^… compile \(\d+ ms\)$/);
  expect(host.lines).toEqual(lines);
});
