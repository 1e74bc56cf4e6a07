import { describe, expect, it } from 'vitest';
import { watchOverlay } from '../src/canary/watch-overlay.ts';
import type { Poll } from '../src/observe/timeline.ts';
import { sampleOf } from './world/looks.ts';

/** Polls of a canary that has a quarter of the traffic, by what both have answered at a time. */
function watched(
  looks: readonly (readonly [atMs: number, canary: number, stable: number])[],
  limits = { minRequests: 60, stepMs: 60_000 },
): unknown {
  const watch = watchOverlay('HTTPRoute orders-canary', limits);
  try {
    for (const [atMs, canary, stable] of looks) {
      const facts = { canary: { totalRequests: canary }, stable: { totalRequests: stable } };
      watch({ sample: sampleOf(atMs, facts), share: 25 } as unknown as Poll);
    }
    return undefined;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

describe('an overlay of which the gateway takes no notice', () => {
  const IGNORED = 'CANARY_OVERLAY_IGNORED';

  it.each([
    ['after ten seconds in which three hundred requests were due', [0, 0, 5], [10_000, 0, 905], IGNORED],
    [
      'not after fewer: most of them may come from inside the cluster',
      [0, 0, 5],
      [60_000, 0, 904],
      undefined,
    ],
    [
      'not sooner, for the first answers of a slow version take their time',
      [0, 0, 5],
      [9_999, 0, 900],
      undefined,
    ],
    ['not of a canary that has answered once', [0, 1, 5], [60_000, 1, 9000], undefined],
  ] as const)('is told %s', (_, first, second, code) => {
    expect(watched([first, second])).toBe(code);
  });

  it('is told from a route by which a hundredth of the requests come: it must be silent for longer', () => {
    // At 120 requests a second and a hundredth of them by the route the canary gets 0.4 a second: 24 in a step of a minute.
    const limits = { minRequests: 20, stepMs: 60_000 };
    const at = (seconds: number): readonly [number, number, number] => [seconds * 1000, 0, seconds * 120];
    expect(watched([at(0), at(10)], limits)).toBeUndefined();
    expect(watched([at(0), at(17)], limits)).toBeUndefined();
    expect(watched([at(0), at(18)], limits)).toBe(IGNORED);
  });

  it('is told at once where even a hundredth would have brought some', () => {
    const limits = { minRequests: 20, stepMs: 600_000 };
    expect(
      watched(
        [
          [0, 0, 0],
          [10_000, 0, 8_999],
        ],
        limits,
      ),
    ).toBeUndefined();
    expect(
      watched(
        [
          [0, 0, 0],
          [10_000, 0, 9_000],
        ],
        limits,
      ),
    ).toBe(IGNORED);
  });

  it('is never told where a verdict takes more time than the step has had: the step ends without data first', () => {
    const limits = { minRequests: 1, stepMs: 60_000 };
    expect(
      watched(
        [
          [0, 0, 0],
          [60_000, 0, 8_000],
        ],
        limits,
      ),
    ).toBeUndefined();
  });
});
