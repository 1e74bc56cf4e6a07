import { seededRandom } from '@fairlead/core';
import { buildBundles } from '../../build/build-bundles.ts';
import { showTable } from '../../system/table.ts';
import { type Bar, barLine } from '../bar.ts';
import { quantile } from '../canary-mttr/measure.ts';
import { dieAt, interruptAt, pointsOf } from './deaths.ts';
import { WAYS } from './ways.ts';

const SEED = 20_261_127;
/** Deaths at each point; `FAIRLEAD_RUNS=2`: fewer, to see that it works. */
const RUNS = Number(process.env['FAIRLEAD_RUNS'] ?? 20);
/** Cancelled runs at each point. */
const INTERRUPTS = Math.max(1, Math.round(RUNS / 4));
/** Every other death comes before the answer of the change; the others so much later, at most. */
const LATEST_MS = 60;

interface Row {
  readonly way: string;
  readonly point: string;
  readonly deaths: number;
  readonly wrong: number;
  readonly seconds: readonly number[];
}

/**
 * Kills a run at every change that it makes, again and again, in a forged cluster that is asked by the API's own protocol
 * and keeps deadlines and owners: what is there when the lease and 15 s are over. The same with a cancelled run: how soon
 * all traffic is on stable.
 */
export async function benchCanaryKills(
  root: string,
  tell: (line: string) => void,
  { seed = SEED }: { readonly seed: number | undefined },
): Promise<readonly string[]> {
  await buildBundles({ root, bundles: ['canary-rollback'], tell });
  const random = seededRandom(seed);
  const moment = (run: number): number => (run % 2 === 0 ? 0 : 1 + Math.floor(random() * LATEST_MS));
  const rows: Row[] = [];
  for (const way of WAYS) {
    for (const point of await pointsOf(way)) {
      let wrong = 0;
      for (let run = 0; run < RUNS; run++) {
        const found = await dieAt(way, point, moment(run));
        wrong += found.length;
        for (const line of found) tell(`${way.name}, killed at ${point}: ${line}`);
      }
      const seconds: number[] = [];
      for (let run = 0; run < INTERRUPTS; run++)
        seconds.push((await interruptAt(way, point, moment(run))) ?? Number.POSITIVE_INFINITY);
      rows.push({ way: way.name, point, deaths: RUNS, wrong, seconds });
      tell(
        `${way.name}, ${point}: ${RUNS} deaths, ${wrong} wrong; back after ${shown(Math.max(...seconds))}`,
      );
    }
  }
  return report(rows, seed);
}

function report(rows: readonly Row[], seed: number): readonly string[] {
  const head = ['killed -9, and cancelled, at', 'by', 'deaths', 'wrong', 'cancelled', 'longest'];
  const cells = rows.map(({ way, point, deaths, wrong, seconds }) => [
    point,
    way,
    `${deaths}`,
    `${wrong}`,
    `${seconds.length}`,
    shown(Math.max(...seconds)),
  ]);
  const bars: readonly Bar[] = [
    {
      name: `deaths of ${rows.reduce((sum, { deaths }) => sum + deaths, 0)} after which traffic or objects stay`,
      value: rows.reduce((sum, { wrong }) => sum + wrong, 0),
      unit: '',
      goal: ['<=', 0],
    },
    {
      name: 'p99 from SIGINT until stable has all traffic',
      value: quantile(
        rows.flatMap(({ seconds }) => seconds),
        0.99,
      ),
      unit: 's',
      goal: ['<=', 7.5],
    },
  ];
  return [
    ...showTable(head, cells, ['left', 'left', 'right', 'right', 'right', 'right']),
    '',
    `seed ${seed}`,
    '',
    ...bars.map(barLine),
  ];
}

function shown(seconds: number): string {
  return Number.isFinite(seconds) ? `${seconds.toFixed(2)} s` : 'never';
}
