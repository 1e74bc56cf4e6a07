import { createFakeHost } from '@fairlead/testkit';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/index.ts';
import { showProgress } from '../../src/runtime/progress.ts';

afterEach(() => void vi.useRealTimers());

test('OBS-11: long work says that it is alive, and stops saying so', () => {
  vi.useFakeTimers();
  const host = createFakeHost();
  const progress = showProgress(host, systemClock, 'compile', 20);
  vi.advanceTimersByTime(50);
  progress.stop();
  vi.advanceTimersByTime(100);
  expect(host.lines).toEqual(['… compile (20 ms)', '… compile (40 ms)']);
});
