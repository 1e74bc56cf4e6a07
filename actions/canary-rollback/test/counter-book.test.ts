import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterBook } from '../src/metrics/counter-book.ts';

const one = (value: number, pod = 'a') => ({ labels: { pod }, value });
const total = (book: CounterBook): number => book.totals().reduce((sum, { value }) => sum + value, 0);

describe('CounterBook', () => {
  it('counts a series that appears later from zero, and not what was there before', () => {
    const book = new CounterBook();
    book.add([one(1000)]);
    book.add([one(1010), one(7, 'new')]);
    expect(total(book)).toBe(17);
  });

  it('goes on from zero after a restart', () => {
    const book = new CounterBook();
    book.add([one(100)]);
    book.add([one(130)]);
    book.add([one(5)]);
    expect(total(book)).toBe(35);
  });

  it('leaves NaN out and survives a series that vanishes for a while', () => {
    const book = new CounterBook();
    book.add([one(10)]);
    book.add([one(Number.NaN)]);
    book.add([]);
    book.add([one(12)]);
    expect(total(book)).toBe(2);
  });

  it('adds up every increase, however the process restarts', () => {
    const steps = fc.array(fc.record({ gain: fc.nat(1000), restart: fc.boolean() }));
    fc.assert(
      fc.property(steps, (all) => {
        const book = new CounterBook();
        let counter = 0;
        let expected = 0;
        book.add([]);
        for (const { gain, restart } of all) {
          // A restart shows only when the new process has counted less than the old one.
          if (restart && gain < counter) counter = 0;
          counter += gain;
          expected += gain;
          book.add([one(counter)]);
        }
        expect(total(book)).toBe(expected);
      }),
    );
  });
});
