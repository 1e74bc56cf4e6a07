import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createPace } from '../../src/cache-service/pace.ts';

it('bytes pass whole and no faster than they may', async () => {
  const chunks = Array.from({ length: 10 }, (_, index) => Buffer.alloc(1000, index));
  const began = performance.now();
  const passed = await buffer(Readable.from(chunks).pipe(createPace(50_000)));
  expect(performance.now() - began).toBeGreaterThanOrEqual(198); // 10,000 bytes, and timers that are early by a tick
  expect(passed.equals(Buffer.concat(chunks))).toBe(true);
});

it('without a rate nothing is held up or lost', async () => {
  const passed = await buffer(
    Readable.from([Buffer.from('all'), Buffer.from(' of it')]).pipe(createPace(undefined)),
  );
  expect(passed.toString()).toBe('all of it');
});
