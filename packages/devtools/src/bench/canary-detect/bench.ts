import { showTable } from '../../system/table.ts';
import { barLine } from '../bar.ts';
import { barsOf } from './bars.ts';
import { CELLS } from './cells.ts';
import { contendersOf } from './contenders.ts';
import { openLab } from './lab.ts';
import { type Found, playCell } from './play.ts';

const SEED = 20_260_901; // other ones by --seed

/** How soon a bad canary is found, and how often a good one is rolled back, by simulation with the real decision. */
export async function benchCanaryDetect(
  root: string,
  tell: (line: string) => void,
  { seed = SEED }: { readonly seed: number | undefined },
): Promise<readonly string[]> {
  const lab = await openLab(root);
  const options = lab.defaultOptions();
  const contenders = contendersOf(lab, options);
  const found: Found[] = [];
  for (const [at, cell] of CELLS.entries()) {
    tell(cell.name);
    found.push(...playCell(lab, cell, contenders, options.intervalMs, seed + at * 100_000));
  }
  const head = ['traffic', ...contenders.map(({ name }) => name), 'runs'];
  const rows = CELLS.map((cell) => [
    cell.name,
    ...found.filter((one) => one.cell === cell).map(wordsOf),
    String(cell.runs),
  ]);
  const sides = head.map((_, at) => (at === 0 ? ('left' as const) : ('right' as const)));
  const bars = barsOf(found.filter(({ contender }) => contender === contenders[0]?.name));
  const about = `a look each ${options.intervalMs / 1000} s for half an hour, canary 10 %, stable 0.5 % errors; without the lag of a scrape; seed ${seed}`;
  return [...showTable(head, rows, sides), '', about, '', ...bars.map(barLine)];
}

/** Bad canaries: median and p90 in seconds, and how many were found at all. Good ones: how many were rolled back. */
function wordsOf({ cell, percent, median, p90 }: Found): string {
  const share = `${Number(percent.toFixed(1))} %`;
  if (cell.healthy) return share;
  if (!Number.isFinite(median)) return share;
  const slow = Number.isFinite(p90) ? `p90 ${p90}` : share;
  return `${median} s (${slow})`;
}
