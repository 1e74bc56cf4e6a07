import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterBook } from '../src/metrics/counter-book.ts';
import type { RawSeries } from '../src/metrics/series-reader.ts';
import { rawSeries } from './world/series.ts';

const one = (value: number, more: Partial<RawSeries> = {}): RawSeries => rawSeries({ value, ...more });
const total = (book: CounterBook): number => book.totals().reduce((sum, { value }) => sum + value, 0);
/** What is gained over these looks, the first included. */
const gainOf = (looks: readonly RawSeries[], replicas = true): number => {
  const book = new CounterBook({ replicas });
  for (const look of looks) book.add([look]);
  return total(book);
};

describe('a counter', () => {
  it('that appears later is counted from zero, and not what was there before', () => {
    const book = new CounterBook({ replicas: true });
    book.add([one(1000)]);
    book.add([one(1010), one(7, { pod: 'new' })]);
    expect(total(book)).toBe(17);
  });

  it('of a pod that was there all the time, and could not be read before, has a history that is not ours', () => {
    const book = new CounterBook({ replicas: false });
    book.add([one(1000)]);
    book.add([one(5000, { pod: 'b', old: true })]);
    book.add([one(5003, { pod: 'b', old: true }), one(2, { pod: 'b', status: '500', old: true })]);
    expect(total(book)).toBe(5);
  });

  it('of a canary is ours from the start, though the first look that succeeds comes late', () => {
    const book = new CounterBook({ replicas: false });
    book.add([one(9, { pod: 'c', track: 'canary', old: true }), one(5000)]);
    expect(total(book)).toBe(9);
  });

  it('leaves NaN out and survives to be away for a while', () => {
    const book = new CounterBook({ replicas: true });
    book.add([one(10)]);
    book.add([one(Number.NaN)]);
    book.add([]);
    book.add([one(12)]);
    expect(total(book)).toBe(2);
  });

  it('of one program is another than that of a second one in the same pod', () => {
    const book = new CounterBook({ replicas: true });
    book.add([one(1, { from: 'a' }), one(1, { from: 'b' }), one(1, { status: '500' }), one(1, { bound: 5 })]);
    book.add([one(2, { from: 'a' }), one(3, { from: 'b' }), one(4, { status: '500' }), one(5, { bound: 5 })]);
    expect(total(book)).toBe(1 + 2 + 3 + 4);
  });
});

describe('two servers behind one address, one of which is behind', () => {
  const behind = [6, 7, 6, 8, 7, 8];
  it.each([
    ['nothing is known of the process', {}],
    ['its start is known', { startedAt: 1_700_000_000.12 }],
    ['its restarts are known', { restarts: 1 }],
  ])('do not invent counts when %s (F8)', (_, life) => {
    expect(gainOf(behind.map((value) => one(value, { life })))).toBe(2);
    expect(gainOf([0, ...behind].map((value) => one(value, { life })))).toBe(8);
  });

  it('of which one has yet to hear of the new process', () => {
    const at = (value: number, startedAt: number): RawSeries => one(value, { life: { startedAt } });
    expect(gainOf([at(100, 1), at(3, 50), at(101, 1), at(4, 50), at(5, 50)])).toBe(5);
  });

  it('far behind, with a process that goes on by its restarts', () => {
    const life = { restarts: 0 };
    expect(gainOf([one(0, { life }), one(9, { life }), one(2, { life }), one(10, { life })])).toBe(10);
  });
});

describe('a process that began again', () => {
  it.each([
    [
      'by its start, though it has counted more than the one before',
      [{ startedAt: 1 }, { startedAt: 2 }],
      130,
      130,
    ],
    ['by its start, having counted less', [{ startedAt: 1 }, { startedAt: 1.5 }], 5, 5],
    ['by its restarts', [{ restarts: 0 }, { restarts: 1 }], 99, 99],
    ['by a long way back', [{}, {}], 49, 49],
    ['not: half the way back is another server', [{}, {}], 50, 0],
    ['not: the same start, written a little differently', [{ startedAt: 1 }, { startedAt: 1.4 }], 5, 0],
    ['not: as many restarts', [{ restarts: 1 }, { restarts: 1 }], 5, 0],
  ])('%s', (_, [before, after], value, gain) => {
    expect(gainOf([one(100, { life: before ?? {} }), one(value, { life: after ?? {} })])).toBe(gain);
  });

  it('counts from zero when its counter falls after the restart was seen', () => {
    const at = (value: number, restarts: number): RawSeries => one(value, { life: { restarts } });
    expect(gainOf([at(100, 0), at(101, 1), at(5, 1), at(7, 1)])).toBe(8);
  });

  it('is every fall where the pod itself is asked and nothing is known of the process', () => {
    expect(gainOf([one(100), one(99), one(101)], false)).toBe(101);
  });

  it('is no fall of the same process: what is left of a sum goes on from there', () => {
    const life = { startedAt: 1 };
    expect(gainOf([one(100, { life }), one(90, { life }), one(93, { life })], false)).toBe(3);
  });

  it('is no fall of a pod that was not restarted, although nobody knows when its process began', () => {
    const at = (value: number, restarts: number): RawSeries => one(value, { life: { restarts } });
    expect(gainOf([at(100, 1), at(90, 1), at(93, 1)], false)).toBe(3);
    expect(gainOf([at(100, 1), at(90, 2), at(93, 2)], false)).toBe(93);
  });

  it('loses nothing, however often that happens', () => {
    const steps = fc.array(fc.record({ gain: fc.nat(1000), restart: fc.boolean() }));
    fc.assert(
      fc.property(steps, (all) => {
        const book = new CounterBook({ replicas: true });
        let [counter, restarts, expected] = [0, 0, 0];
        book.add([]);
        for (const { gain, restart } of all) {
          // A restart shows only when the new process has counted less than the old one.
          if (restart && gain < counter) [counter, restarts] = [0, restarts + 1];
          counter += gain;
          expected += gain;
          book.add([one(counter, { life: { restarts } })]);
        }
        expect(total(book)).toBe(expected);
      }),
    );
  });
});
