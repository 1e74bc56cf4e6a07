import { seededRandom } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { barLine } from '../../src/bench/bar.ts';
import { barsOf, lowerBound, type Outcome } from '../../src/bench/quality-gate/bars.ts';
import { type Edit, nextEdit } from '../../src/bench/quality-gate/edits.ts';

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  kind: 'body',
  packages: 10,
  ran: 2,
  failing: [],
  gatePassed: true,
  ownFails: false,
  sameCoverage: true,
  ...more,
});
const measure = (outcomes: readonly Outcome[]) =>
  barsOf({
    outcomes,
    fresh: { packages: 10, reused: 10 },
    change: { gate: 1, plain: 4 },
    warm: { gate: 2, plain: 1 },
    cold: { gate: 1, plain: 1 },
    profile: { gate: 9, plain: 10 },
  }).map(barLine);

describe('the bars of bench quality-gate', () => {
  it('are held or missed by the numbers', () => {
    const faulty = outcome({ failing: ['m/a'], gatePassed: false, sameCoverage: undefined });
    expect(measure([outcome(), faulty])).toEqual([
      'bar test packages run: 20 % (goal <= 40 %): held',
      'bar faulty changes caught: 100 % (goal >= 100 %): held',
      'bar coverage equal to a full run, block by block: 100 % (goal >= 100 %): held',
      'bar results used after a fresh checkout: 100 % (goal >= 100 %): held',
      'bar pull request, gate with selection / vet and test: 25 % (goal <= 50 %): held',
      'bar warm, gate without selection / vet and test: 200 % (goal <= 110 %): missed',
      'bar cold, gate without selection / vet and test: 100 % (goal <= 105 %): held',
      'bar 200,000-line profile with patch coverage / go tool cover -func: 90 % (goal <= 100 %): held',
    ]);
    const missed = measure([outcome({ ran: 9, sameCoverage: false }), { ...faulty, gatePassed: true }]);
    expect(missed.slice(0, 3).map((line) => line.replace(/^.*: /, ''))).toEqual([
      'missed',
      'missed',
      'missed',
    ]);
  });

  it('have the lower bound of Clopper and Pearson', () => {
    expect(lowerBound(299, 299)).toBeCloseTo(0.05 ** (1 / 299), 9);
    expect(lowerBound(84, 84)).toBeCloseTo(0.965, 3);
    expect(lowerBound(0, 10)).toBe(0);
    expect(lowerBound(1, 10)).toBeCloseTo(1 - 0.95 ** 0.1, 9);
  });
});

describe('seeded edits', () => {
  const sources = new Map([
    ['go.mod', 'module m\n'],
    ['a/a.go', 'package a\n\n// x == y\nfunc A(x int) bool { return x == 1 }\n\nvar limit = 3\n'],
    ['a/a_test.go', 'package a\n'],
    ['probe/assembly/a_amd64.s', 'MOVQ $1, ret+0(FP)\n'],
    ['probe/assembly/a_arm64.s', 'MOVD $1, R0\n'],
  ]);
  const history = (seed: number): readonly Edit[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 400 }, () => nextEdit(sources, random));
  };

  it('are the same for the same seed, change something, and are of every kind', () => {
    expect(history(1)).toEqual(history(1));
    expect(history(1)).not.toEqual(history(2));
    expect(history(1).every(({ path, text }) => sources.get(path) !== text)).toBe(true);
    expect([...new Set(history(1).map(({ kind }) => kind))].sort()).toEqual([
      'assembly',
      'body',
      'comment',
      'constant',
      'document',
      'embedded file',
      'file of a child process',
      'go.mod',
      'init',
      'signature',
      'testdata',
    ]);
  });

  it('leave comments and tests alone', () => {
    const bodies = history(1).filter(({ kind }) => kind === 'body');
    expect(new Set(bodies.map(({ path }) => path))).toEqual(new Set(['a/a.go']));
    expect(bodies.every(({ text }) => text.includes('// x == y'))).toBe(true);
  });
});
