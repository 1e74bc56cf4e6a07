import { describe, expect, it } from 'vitest';
import { watchOverlay } from '../src/canary/watch-overlay.ts';
import type { Poll } from '../src/observe/timeline.ts';
import { sampleOf } from './world/looks.ts';

/** Polls of a canary that has a quarter of the traffic, by what both have answered at a time. */
function watched(...looks: readonly (readonly [atMs: number, canary: number, stable: number])[]): unknown {
  const watch = watchOverlay('HTTPRoute orders-canary');
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
    expect(watched(first, second)).toBe(code);
  });
});
