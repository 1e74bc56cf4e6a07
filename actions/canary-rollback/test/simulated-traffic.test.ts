import { seededRandom } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { looksAt, type Traffic } from '../src/simulate/traffic.ts';

const traffic: Traffic = {
  rps: 1_000,
  share: 0.25,
  canaryErrors: 0,
  stableErrors: 0,
  pods: { canary: 1, stable: 3 },
  seconds: 10,
} as Traffic;
const looks = (more: Partial<Traffic> = {}, intervalMs = 1_000, random = seededRandom(7)) => [
  ...looksAt({ ...traffic, ...more }, intervalMs, random),
];
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('traffic that is made up', () => {
  it('is looked at until its time is over, the last moment included', () => {
    expect(looks().map(({ atMs }) => atMs)).toEqual(Array.from({ length: 10 }, (_, at) => (at + 1) * 1_000));
    expect(looks({}, 3_000).map(({ atMs }) => atMs)).toEqual([3_000, 6_000, 9_000]);
  });

  it('is shared out as asked, and grows with the time between two looks', () => {
    const all = looks();
    expect(sum(all.map(({ canary }) => canary.requests)) / 10).toBeCloseTo(250, -1.5);
    expect(sum(all.map(({ stable }) => stable.requests)) / 10).toBeCloseTo(750, -1.5);
    expect(sum(looks({}, 2_000).map(({ canary }) => canary.requests)) / 5).toBeCloseTo(500, -1.5);
    expect(all.every(({ canary, stable }) => canary.others + stable.others + canary.errors === 0)).toBe(true);
  });

  it('has the questions of probes and scrapes beside it, by the number of pods', () => {
    const all = looks({ rps: 0, probes: 100 });
    expect(
      all.every(
        ({ canary, stable }) => canary.requests === canary.others && stable.requests === stable.others,
      ),
    ).toBe(true);
    expect(sum(all.map(({ canary }) => canary.others)) / 10).toBeCloseTo(100, -1.5);
    expect(sum(all.map(({ stable }) => stable.others)) / 10).toBeCloseTo(300, -1.5);
    const busy = looks({ probes: 100 });
    expect(busy.every(({ canary }) => canary.requests > canary.others && canary.others > 0)).toBe(true);
  });

  it('has a burst of errors within its time, for both versions alike', () => {
    const random = seededRandom(3);
    const first = seededRandom(3)();
    const bursting = looks({ burst: { errors: 1, seconds: 4 } }, 1_000, random);
    const from = first * 6;
    for (const { atMs, canary, stable } of bursting) {
      const within = atMs / 1_000 > from && atMs / 1_000 <= from + 4;
      expect([canary.errors, stable.errors]).toEqual(within ? [canary.requests, stable.requests] : [0, 0]);
    }
    expect(bursting.filter(({ canary }) => canary.errors > 0)).toHaveLength(4);
  });

  it('that wavers has the same share of errors on the whole, and never more errors than requests', () => {
    const share = (wavering: number, errors: number): number => {
      const all = looks({ wavering, canaryErrors: errors, seconds: 400 });
      expect(all.every(({ canary }) => canary.errors <= canary.requests)).toBe(true);
      return sum(all.map(({ canary }) => canary.errors)) / sum(all.map(({ canary }) => canary.requests));
    };
    expect(share(0, 0.1)).toBeCloseTo(0.1, 2);
    expect(share(0.3, 0.1)).toBeCloseTo(0.1, 2);
    expect(share(2, 0.9)).toBeLessThan(1);
  });
});
