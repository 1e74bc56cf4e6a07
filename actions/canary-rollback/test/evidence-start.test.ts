import { expect, it } from 'vitest';
import { beginStep, decide } from '../src/verdict/decide.ts';
import { limits, sampleOf } from './world/looks.ts';

it('errors count that the canary made before the first look', () => {
  const rules = { ...limits, evidence: { falseAlarm: 0.01, tolerance: 1.5 } };
  const look = (atMs: number, canary: [number, number], stable: number) =>
    sampleOf(atMs, {
      canary: { totalRequests: canary[0], totalErrors: canary[1] },
      stable: { totalRequests: stable, totalErrors: 0 },
    });
  const { state } = decide(rules, beginStep(0), look(0, [50, 20], 9000));
  expect(decide(rules, state, look(1000, [60, 20], 9100)).decision).toMatchObject({
    kind: 'rollback',
    rule: 'evidence',
    reason: expect.stringContaining('20 of 60 requests, 0 of 100;'),
  });
});
