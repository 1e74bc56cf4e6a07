import { expect, it } from 'vitest';
import { barLine } from '../../src/bench/bar.ts';
import { barsOf } from '../../src/bench/canary-detect/bars.ts';
import { CELLS } from '../../src/bench/canary-detect/cells.ts';
import { contendersOf } from '../../src/bench/canary-detect/contenders.ts';
import { openLab } from '../../src/bench/canary-detect/lab.ts';
import { type Found, playCell } from '../../src/bench/canary-detect/play.ts';
import { REPOSITORY_ROOT } from '../../src/paths.ts';

const lab = await openLab(REPOSITORY_ROOT);
const options = lab.defaultOptions();
const contenders = contendersOf(lab, options);

/** What `bench canary-detect` does, with a handful of runs. */
function play(name: string, runs: number): readonly Found[] {
  const cell = CELLS.find((one) => one.name === name);
  if (cell === undefined) throw new Error(`no cell ${name}`);
  return playCell(lab, { ...cell, runs }, contenders, options.intervalMs, 1);
}

it('the real decision finds a bad canary sooner than the plain rules, and than checks by the minute', () => {
  const [ours, plain, flagger, argo, kayenta] = play('10 % errors, 200 rps', 9);
  expect(ours).toMatchObject({ contender: 'canary-rollback', percent: 100 });
  expect(ours?.median).toBeLessThan(plain?.median ?? 0);
  expect(flagger?.median).toBe(300);
  expect(argo?.median).toBe(240);
  expect(kayenta?.median).toBe(300);
});

it('a healthy canary in a burst that both have is not rolled back', () => {
  const [ours, plain] = play('both burst to 10 %, 200 rps', 5);
  expect(ours?.percent).toBe(0);
  expect(plain?.percent).toBe(0);
});

it('the same seed gives the same numbers', () => {
  expect(play('5 % errors, 20 rps, probes', 3)).toEqual(play('5 % errors, 20 rps, probes', 3));
});

it('every bar has a cell, and says whether it is held', () => {
  const found = CELLS.map((cell): Found => ({ cell, contender: '', percent: 100, median: 15, p90: 20 }));
  const lines = barsOf(found).map(barLine);
  expect(lines).toHaveLength(18);
  expect(lines[0]).toBe('bar median detection, 5 % errors, 200 rps: 15 s (goal <= 15 s): held');
  expect(lines).toContain('bar power, 2 % errors, 200 rps: 100 % (goal >= 99 %): held');
  expect(lines).toContain('bar false rollbacks, as good as stable, 20 rps: 100 % (goal <= 1 %): missed');
  const never = { name: 'a', value: Number.POSITIVE_INFINITY, unit: 's', goal: ['<=', 5] } as const;
  expect(barLine(never)).toBe('bar a: never (goal <= 5 s): missed');
});
