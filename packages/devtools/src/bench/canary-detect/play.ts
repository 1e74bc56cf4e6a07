import { seededRandom } from '@fairlead/core';
import type { Cell } from './cells.ts';
import type { Contender } from './contenders.ts';
import type { Lab } from './lab.ts';

/** How one contender did in one cell. */
export interface Found {
  readonly cell: Cell;
  readonly contender: string;
  /** The share of runs in which it rolled back, in percent. */
  readonly percent: number;
  /** Over all runs, in seconds; infinite where fewer than half of them were rolled back. */
  readonly median: number;
  readonly p90: number;
}

/** Plays a cell for all contenders: each run has its own seed, and all of them see the same requests. */
export function playCell(
  lab: Lab,
  cell: Cell,
  contenders: readonly Contender[],
  intervalMs: number,
  seed: number,
): readonly Found[] {
  const times = contenders.map((): number[] => []);
  for (let run = 0; run < cell.runs; run++) {
    const looks = [...lab.looksAt(cell.traffic, intervalMs, seededRandom(seed + run))];
    for (const [at, { judge }] of contenders.entries())
      times[at]?.push(judge(looks, cell.traffic) ?? Number.POSITIVE_INFINITY);
  }
  return contenders.map(({ name }, at) => foundOf(cell, name, times[at] ?? []));
}

function foundOf(cell: Cell, contender: string, times: readonly number[]): Found {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? Number.POSITIVE_INFINITY;
  const ended = times.filter(Number.isFinite).length;
  return { cell, contender, percent: (100 * ended) / times.length, median: at(0.5), p90: at(0.9) };
}
