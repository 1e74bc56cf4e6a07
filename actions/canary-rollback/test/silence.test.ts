import { describe, expect, it } from 'vitest';
import type { Limits } from '../src/verdict/types.ts';
import { type Facts, first, limits, play } from './world/looks.ts';

/** Looks a second apart. `canary` and `stable`: requests that each has answered by then. */
const looks = (count: number, canary: (at: number) => number, stable: (at: number) => number): Facts[] =>
  Array.from({ length: count }, (_, at) => ({
    canary: { totalRequests: canary(at) },
    stable: { totalRequests: stable(at) },
  }));
const rollback = (facts: readonly Facts[]): number =>
  first(play(facts, { ...limits, sharedByRequest: true, stepMs: 1_000_000 }), 'rollback');
const until = (end: number, rate: number) => (at: number) => Math.min(at, end) * rate;

describe('a canary that answers nothing any more', () => {
  it('is rolled back after 10 s when enough was due by what stable answers', () => {
    const facts = looks(40, until(5, 10), (at) => at * 30);
    expect(rollback(facts)).toBe(15);
    expect(play(facts, { ...limits, sharedByRequest: true })[15]).toMatchObject({
      rule: 'silence',
      code: 'CANARY_FAILED',
      reason: 'it answered nothing for 10 s, and about 100 requests were due by what stable answered',
    });
  });

  it('after a switch is known by what it answered before, and nobody is blamed', () => {
    const after = (facts: readonly Facts[]) => play(facts, { ...limits, switched: true, stepMs: 1_000_000 });
    const hung = after(looks(40, until(5, 10), () => 7));
    expect(first(hung, 'rollback')).toBe(15);
    expect(hung[15]).toMatchObject({
      rule: 'silence',
      code: 'CANARY_NO_DATA',
      reason: 'it answered nothing for 10 s, and about 100 requests were due by what it answered before',
    });
    expect(first(after(looks(40, until(5, 1), () => 7)), 'rollback')).toBe(25);
    expect(
      first(
        after(
          looks(
            40,
            (at) => at * 10,
            () => 7,
          ),
        ),
        'rollback',
      ),
    ).toBe(-1);
  });

  it('from the beginning of a step is given longer, and nobody is blamed', () => {
    const at = (share: number, stable: number, change: Partial<Limits> = {}): number => {
      const all = { ...limits, sharedByRequest: true, sharePercent: share, ...change };
      return first(
        play(
          looks(
            50,
            () => 0,
            (second) => second * stable,
          ),
          all,
        ),
        'rollback',
      );
    };
    expect(at(25, 30)).toBe(20);
    expect(at(25, 3)).toBe(30);
    expect(at(75, 1)).toBe(30); // no more are due than stable answered: others may ask it past the route
    expect(at(5, 3)).toBe(-1);
    expect(at(100, 30)).toBe(-1);
    expect(at(25, 30, { sharedByRequest: false })).toBe(-1);
    // A long step can have enough of a route by which few come: then the silence of a few seconds is none.
    expect(at(25, 30, { stepMs: 100_000 })).toBe(30);
    expect(at(25, 30, { stepMs: 600_000 })).toBe(-1);
    expect(at(25, 300, { stepMs: 600_000 })).toBe(30);
    const said = play(
      looks(
        30,
        () => 0,
        (second) => second * 30,
      ),
      {
        ...limits,
        sharedByRequest: true,
        sharePercent: 25,
      },
    );
    expect(said[20]).toMatchObject({
      rule: 'silence',
      code: 'CANARY_NO_DATA',
      reason:
        'it answered nothing for 20 s, from the beginning of the step, while stable answered 600 requests, so about 200 were due',
    });
  });

  it('is nothing to speak of where connections are shared out, not requests', () => {
    const facts = looks(40, until(5, 10), (at) => at * 30);
    expect(first(play(facts, { ...limits, sharedByRequest: false, stepMs: 1_000_000 }), 'rollback')).toBe(-1);
  });

  it('is given three times its longest gap', () => {
    const sparse = (at: number): number => Math.min(Math.floor(at / 5), 4) * 50;
    expect(rollback(looks(60, sparse, (at) => at * 30))).toBe(35);
  });

  it('is not judged after fewer than three answers, nor before 20 requests are missing', () => {
    expect(rollback(looks(60, until(2, 10), (at) => at * 30))).toBe(-1);
    expect(rollback(looks(60, until(3, 10), (at) => at * 30))).toBe(13);
    expect(rollback(looks(23, until(5, 1), (at) => at * 30))).toBe(-1);
    expect(rollback(looks(60, until(5, 1), (at) => at * 30))).toBe(25);
  });

  it('is not judged when stable answers nothing either, nor where pods could not be read', () => {
    expect(rollback(looks(60, until(5, 10), until(5, 30)))).toBe(-1);
    const unread = looks(60, until(5, 10), (at) => at * 30).map((facts, at) =>
      at > 5 ? { ...facts, canary: { ...facts.canary, unread: { a: 'refused' } } } : facts,
    );
    expect(rollback(unread)).toBe(-1);
  });
});
