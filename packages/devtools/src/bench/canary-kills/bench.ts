import { mapLimited, seededRandom } from '@fairlead/core';
import { buildBundles } from '../../build/build-bundles.ts';
import { showTable } from '../../system/table.ts';
import { type Bar, barLine } from '../bar.ts';
import { quantile } from '../canary-mttr/measure.ts';
import { partsOf } from '../parts.ts';
import { dieAt, interruptAt, pointsOf } from './deaths.ts';
import { WAYS, type Way } from './ways.ts';

const SEED = 20_261_127;
/** Deaths at each point, and for each four of them so many cancelled runs. */
const RUNS = 20;
const DEATHS_OF_INTERRUPT = 4;
/** Runs mostly wait, so several go on side by side, each in a forged cluster of its own. */
const SIDE_BY_SIDE = 4;
/** Every other death comes before the answer of the change; the others so much later, at most. */
const LATEST_MS = 60;

interface Row {
  readonly way: string;
  readonly point: string;
  readonly deaths: number;
  readonly wrong: number;
  /** Until all traffic was on stable again, of each cancelled run. */
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
  {
    seed = SEED,
    rounds = RUNS,
    parts,
  }: {
    readonly seed: number | undefined;
    readonly rounds?: number | undefined;
    readonly parts?: string | undefined;
  },
): Promise<readonly string[]> {
  await buildBundles({ root, bundles: ['canary-rollback'], tell });
  const random = seededRandom(seed);
  const ways = partsOf(WAYS, parts, ({ name }) => name);
  const rows: Row[] = [];
  for (const way of ways) {
    for (const point of await pointsOf(way)) {
      const row = await rowOf(way, point, { rounds, random, tell });
      rows.push(row);
      tell(
        `${way.name}, ${point}: ${rounds} deaths, ${row.wrong} wrong; back after ${shown(Math.max(...row.seconds))}`,
      );
    }
  }
  return report(rows, seed);
}

/** All runs of a point; their moments are drawn before, so that a seed gives the same ones whichever ends first. */
async function rowOf(
  way: Way,
  point: string,
  {
    rounds,
    random,
    tell,
  }: { readonly rounds: number; readonly random: () => number; readonly tell: (line: string) => void },
): Promise<Row> {
  const moments = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 0 : 1 + Math.floor(random() * LATEST_MS)));
  const deaths = moments(rounds);
  const cancelled = moments(Math.max(1, Math.round(rounds / DEATHS_OF_INTERRUPT)));
  const found = await mapLimited(deaths, SIDE_BY_SIDE, (afterMs) => dieAt(way, point, afterMs));
  const seconds = await mapLimited(cancelled, SIDE_BY_SIDE, (afterMs) => interruptAt(way, point, afterMs));
  for (const line of found.flat()) tell(`${way.name}, killed at ${point}: ${line}`);
  return {
    way: way.name,
    point,
    deaths: rounds,
    wrong: found.flat().length,
    seconds: seconds.map((each) => each ?? Number.POSITIVE_INFINITY),
  };
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
