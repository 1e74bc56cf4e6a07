import type { Report } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { loadFacts } from '../../src/demo/facts.ts';
import { answer, canary, refused } from './answers.ts';

describe('load facts', () => {
  const records = [
    answer(500, 'old'),
    answer(1000, 'old'),
    canary(2000, 'new'),
    canary(3000, 'new', 500),
    canary(4500, 'new', 503),
    answer(5000, 'old'),
    canary(9000, 'new', 500),
  ];
  const whole = { from: 0, to: 10_000 };

  it('count the canary apart, inside the window only', () => {
    expect(loadFacts(records, 'new', { from: 1000, to: 9000 })).toMatchObject({
      requests: 5,
      canaryRequests: 3,
      canaryBad: 2,
      otherBad: 0,
      badSeconds: 1.5,
    });
  });

  it('measure from the first bad request to the last, however their answers were late', () => {
    expect(loadFacts(records.toReversed(), 'new', whole).badSeconds).toBe(6);
  });

  it.each([
    { what: 'a refused connection', record: refused(3000) },
    { what: 'the old version', record: answer(3000, 'old', 500) },
    { what: 'the new version once it is stable', record: answer(3000, 'new', 500) },
    { what: 'the canary of an earlier commit', record: canary(3000, 'older', 500) },
    { what: 'a gateway that answers for nobody', record: answer(3000, '', 503, '') },
  ])('do not put on the canary what is not its own: $what', ({ record }) => {
    const facts = loadFacts([...records, record], 'new', whole);
    expect(facts).toMatchObject({ otherBad: 1, canaryBad: 3 });
    expect(facts.otherSamples).toHaveLength(1);
  });

  it('say nothing about seconds when nothing was bad', () => {
    expect(loadFacts([canary(1, 'new')], 'new', whole).badSeconds).toBeUndefined();
  });

  it('find the longest time without a good answer, also at the end', () => {
    const silent = [answer(0, 'a'), answer(100, 'a'), answer(600, 'a', 500), answer(900, 'a')];
    expect(loadFacts(silent, 'b', whole).longestSilenceMs).toBe(800);
    expect(loadFacts([answer(0, 'a'), refused(2500)], 'b', whole).longestSilenceMs).toBe(2499);
  });

  it("measure the canary's share in the time of each step of its report", () => {
    const report = {
      action: 'canary-rollback',
      phase: 'main',
      stages: [
        { name: 'prepare the canary', startedAt: new Date(0).toISOString(), durationMs: 2000 },
        { name: 'step 1 of 2: 25 %', startedAt: new Date(2000).toISOString(), durationMs: 4000 },
      ],
    } as unknown as Report;
    expect(loadFacts([...records, refused(2500)], 'new', whole, [report]).shares).toEqual([
      { step: 'step 1 of 2: 25 %', answers: 4, canary: 3 },
    ]);
  });
});
