import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A killed process whose new parent has not fetched its end yet (a zombie) is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until all are gone; who still runs after a long time fails the test. A signal takes effect after it was sent. */
export async function expectGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive), { interval: 10, timeout: 20_000 }).toEqual([]);
}
