import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { barLine, isHeld } from '../../src/bench/bar.ts';
import { barsOf, lowerBound, type Measured, type Outcome } from '../../src/bench/quality-gate/bars.ts';
import { openBook } from '../../src/bench/quality-gate/book.ts';
import { addFunction, type Edit, nextEdit } from '../../src/bench/quality-gate/edits.ts';
import { failingPackages } from '../../src/bench/quality-gate/play.ts';
import { measuredOf, render } from '../../src/bench/quality-gate/render.ts';

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  kind: 'body',
  packages: 10,
  ran: 2,
  failing: [],
  caught: false,
  byGo: { ran: 3, caught: false },
  ownFails: false,
  sameCoverage: true,
  ...more,
});
const faulty = outcome({ failing: ['m/a'], caught: true, ownFails: true, sameCoverage: undefined });
const measured = (history: readonly Outcome[]): Measured => ({
  history,
  mutants: [{ ...faulty, ran: 10 }],
  fresh: { packages: 10, reused: 10 },
  change: { gate: 1, plain: 4 },
  warm: { gate: 2, plain: 1 },
  cold: { gate: 1, plain: 1 },
  profile: { gate: 9, plain: 10 },
  shards: { modules: 3, equal: 2 },
});

describe('the bars of bench quality-gate', () => {
  it('are held or missed by the numbers', () => {
    expect(barsOf(measured([outcome(), faulty])).map(barLine)).toEqual([
      'bar edits of histories: 2 (goal >= 300): missed',
      'bar test packages run, fallbacks included: 20 % (goal <= 40 %): held',
      'bar coverage equal to a full run, block by block: 100 % (goal >= 100 %): held',
      'bar faulty changes: 2 (goal >= 300): missed',
      'bar faulty changes caught: 100 % (goal >= 100 %): held',
      'bar results used after a fresh checkout: 100 % (goal >= 100 %): held',
      'bar pull request, gate with selection / vet, staticcheck and test with coverage: 25 % (goal <= 50 %): held',
      'bar warm, gate without selection / vet and test: 200 % (goal <= 110 %): missed',
      'bar cold, gate without selection / vet and test: 100 % (goal <= 105 %): held',
      'bar 200,000-line profile with patch coverage / go tool cover -func: 90 % (goal <= 100 %): held',
      'bar four shards merged as in one run: 66.67 % (goal >= 100 %): missed',
    ]);
    const missed = barsOf(measured([outcome({ ran: 9, sameCoverage: false }), { ...faulty, caught: false }]));
    expect(missed.map(isHeld).slice(0, 5)).toEqual([false, false, false, false, false]);
  });

  it('are left out where nothing was measured', () => {
    expect(barsOf({ history: [], mutants: [] })).toEqual([]);
  });

  it('stand below what was caught, by kind, with the trivial ways beside it', () => {
    const lines = render({
      history: [outcome(), faulty],
      mutants: [{ ...faulty, caught: false, kind: 'init' }],
    });
    expect(lines).toEqual([
      '',
      expect.stringMatching(/^change +edits +faulty +caught +packages run/),
      expect.stringMatching(/^body +2 +1 +1 +20 % +1 of 1 +0 of 1$/),
      expect.stringMatching(/^init +1 +1 +0 +20 % +1 of 1 +0 of 1$/),
      expect.stringMatching(/^all +3 +2 +1 +20 % +2 of 2 +0 of 2$/),
      '',
      '1 of 2 faulty changes caught: at least 2.53 % (Clopper and Pearson, one-sided 95 %)',
      "beside it: the changed package alone catches 2 of 2; Go's cache of results as it is runs 30 % of the packages",
      '',
      ...barsOf({ history: [outcome(), faulty], mutants: [{ ...faulty, caught: false }] }).map(barLine),
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
    ['go.mod', 'module m\n\ngo 1.24\n'],
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
      'go.mod, a comment',
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

  it('of a pull request add a function to a file that is compiled', () => {
    const left = new Map([...sources, ['b/gen.go', '//go:build ignore\n\npackage main\n']]);
    for (let seed = 0; seed < 20; seed++)
      expect(addFunction(left, seededRandom(seed), 'seeded').path).toBe('a/a.go');
    expect(addFunction(sources, seededRandom(1), 'seeded').text).toBe(
      `${sources.get('a/a.go')}\nfunc seeded() int { return 1 }\n\nvar _ = seeded\n`,
    );
  });

  it('of mutants can each break something', () => {
    const random = seededRandom(1);
    const kinds = Array.from({ length: 400 }, () => nextEdit(sources, random, 'mutants').kind);
    expect(kinds).not.toContain('comment');
    expect(kinds).not.toContain('document');
    expect(kinds).toContain('go.mod');
    const edit = Array.from({ length: 400 }, () => nextEdit(sources, random, 'mutants'));
    expect(edit.find(({ kind }) => kind === 'go.mod')?.text).toBe('module m\n\ngo 1.21\n');
  });
});

describe('the book of what was measured', () => {
  it('goes on after an interruption, without the line that it tore', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'book-'));
    const path = join(folder, 'deep/results.jsonl');
    try {
      const first = await openBook(path);
      await first.add({ part: 'warm', subject: 'm', at: 0 }, { gate: 1, plain: 2 });
      await first.add({ part: 'warm', subject: 'm', at: 1 }, { gate: 2, plain: 3 });
      await appendFile(path, '{"part":"warm","subject":"m","at":2,"da');
      const again = await openBook(path);
      expect(again.find({ part: 'warm', subject: 'm', at: 2 })).toBeUndefined();
      await again.add({ part: 'warm', subject: 'm', at: 2 }, { gate: 3, plain: 3 });
      const third = await openBook(path);
      expect(third.find({ part: 'warm', subject: 'm', at: 2 })).toEqual({ gate: 3, plain: 3 });
      expect(measuredOf(third)).toMatchObject({ warm: { gate: 6, plain: 8 }, history: [], cold: undefined });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('what go test says', () => {
  it('is which packages failed, each once, and no test of them', () => {
    const events = [
      '{"Action":"fail","Package":"m/b","Test":"TestX","Elapsed":0}',
      '{"Action":"fail","Package":"m/b","Elapsed":0.1}',
      '{"Action":"fail","Package":"m/a","Elapsed":0,"FailedBuild":"m/a"}',
      '{"Action":"pass","Package":"m/c","Elapsed":0}',
    ];
    expect(failingPackages(events.join('\n'))).toEqual(['m/a', 'm/b']);
  });
});
