import { describe, expect, it } from 'vitest';
import { hasBound, latenciesOf, quantileOf } from '../src/metrics/histogram.ts';

describe('quantileOf', () => {
  it('interpolates as Prometheus does (CAN-11)', () => {
    expect(
      quantileOf(
        [
          [100, 50],
          [200, 100],
          [Infinity, 100],
        ],
        0.99,
        1,
      ),
    ).toEqual({ ms: 198, atLeast: false });
  });

  it('is not known without a bucket that has all: what took longer than the largest would not be seen', () => {
    const buckets = [
      [100, 50],
      [200, 100],
    ] as const;
    expect(quantileOf(buckets, 0.99, 1)).toBeUndefined();
    expect(latenciesOf(buckets, 1)).toBeUndefined();
    expect(latenciesOf([...buckets, [Infinity, 300]], 1)).toMatchObject({ requests: 300 });
  });

  it('is exact at a bound that is the limit', () => {
    const within = quantileOf(
      [
        [2000, 99],
        [5000, 100],
        [Infinity, 100],
      ],
      0.99,
      1,
    );
    const above = quantileOf(
      [
        [2000, 989],
        [5000, 1000],
        [Infinity, 1000],
      ],
      0.99,
      1,
    );
    expect(within?.ms).toBe(2000);
    expect(above?.ms).toBeGreaterThan(2000);
  });

  it('says when it lies beyond the largest bucket, and when there is nothing', () => {
    expect(
      quantileOf(
        [
          [0.5, 1],
          [Infinity, 100],
        ],
        0.99,
        1000,
      ),
    ).toEqual({ ms: 500, atLeast: true });
    expect(
      quantileOf(
        [
          [0.5, 0],
          [Infinity, 0],
        ],
        0.99,
        1000,
      ),
    ).toBeUndefined();
    expect(quantileOf([], 0.99, 1)).toBeUndefined();
  });

  it.each([
    [
      'one request alone has a P99',
      [
        [2, 0],
        [4, 1],
        [Infinity, 1],
      ],
      { ms: 3.98, atLeast: false },
    ],
    [
      'the largest bound itself is not beyond it',
      [
        [2000, 99],
        [Infinity, 100],
      ],
      { ms: 2000, atLeast: false },
    ],
    [
      'a bound that is reached exactly is not left for an empty bucket above it',
      [
        [2000, 99],
        [3000, 99],
        [5000, 100],
        [Infinity, 100],
      ],
      { ms: 2000, atLeast: false },
    ],
  ] as const)('%s', (_, buckets, expected) => {
    expect(quantileOf(buckets, 0.99, 1)).toEqual(expected);
  });

  it('knows whether the limit is a bound', () => {
    expect(hasBound([1, 2, 2.5], 2000, 1000)).toBe(true);
    expect(hasBound([1, 2.5], 2000, 1000)).toBe(false);
  });
});
