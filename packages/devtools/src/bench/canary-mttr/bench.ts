import { createToolbox, startCluster, stopCluster } from '@fairlead/devcluster';
import { buildBundles } from '../../build/build-bundles.ts';
import { type Bench, badAnswers, type OrdersLab, openOrdersLab } from '../../lab/orders-lab.ts';
import { showTable } from '../../system/table.ts';
import { type Bar, barLine } from '../bar.ts';
import { CONTENDERS, type Contender, SCRAPE_S } from './contenders.ts';
import { kindsOf, quantile, whatUsersMet } from './measure.ts';
import { slowScrapes } from './slow-scrapes.ts';

const NAME = 'fl-bench-mttr';
const RATE = 200;
const RUNS = 10;
/** Weights of one walk; each is a shift, and the way back is one more. */
const WALK = Array.from({ length: 49 }, (_, at) => `${2 * (at + 1)}`);
/** So many runs have one walk more. */
const RUNS_OF_WALK = 5;

/** What the runs of one contender gave. */
interface Result {
  readonly contender: Contender;
  readonly seconds: readonly number[];
  readonly others: number;
}

/** How long users meet a bad canary on a real cluster with real pods and a gateway, and whether shifting costs them anything. */
export async function benchCanaryMttr(
  root: string,
  tell: (line: string) => void,
  { rounds = RUNS }: { readonly rounds?: number | undefined } = {},
): Promise<readonly string[]> {
  await buildBundles({ root, bundles: ['canary-rollback'], tell });
  const toolbox = createToolbox();
  const cluster = await startCluster({ name: NAME, gateway: true, toolbox });
  let lab: OrdersLab | undefined;
  try {
    await slowScrapes(NAME, SCRAPE_S);
    lab = await openOrdersLab({ cluster, toolbox, nextPort: () => 30_100 });
    const bench = await lab.open('mttr', await lab.image('stable'), { gateway: true });
    const failing = await lab.image('failing');
    const results: Result[] = CONTENDERS.map((contender) => ({ contender, seconds: [], others: 0 }));
    for (let run = 1; run <= rounds; run++) {
      for (const [at, { contender, seconds, others: before }] of results.entries()) {
        const met = await meet(bench, failing, contender);
        const others = met.kinds.length === 0 ? '' : `; not by the canary: ${met.kinds.join(', ')}`;
        tell(`run ${run} of ${rounds}, ${contender.name}: ${met.seconds.toFixed(1)} s${others}`);
        results[at] = { contender, seconds: [...seconds, met.seconds], others: before + met.others };
      }
    }
    const walks = Math.max(1, Math.round(rounds / RUNS_OF_WALK));
    const shifts = await walk(bench, await lab.image('next'), walks, tell);
    await bench.close();
    return report(results, shifts);
  } finally {
    cluster.close();
    await stopCluster(NAME);
    await lab?.close();
  }
}

/** One bad canary, from its first pod to the last of its answers. */
async function meet(
  bench: Bench,
  image: string,
  { inputs, name }: Contender,
): Promise<{ readonly seconds: number; readonly others: number; readonly kinds: readonly string[] }> {
  const load = await bench.load(RATE);
  const defaults = { 'step-duration': '60s', 'error-for': '30s', interval: '5s', window: '10s' };
  const main = await (await bench.step({ image, ...defaults, ...inputs })).main();
  const records = await load.stop();
  const { seconds, others } = whatUsersMet(records, 'failing');
  if (main.outputs['outcome'] !== 'rolled-back' || seconds === undefined)
    throw new Error(
      `${name}: the canary was to be rolled back, and came out ${main.outputs['outcome']}: ${main.log}`,
    );
  return { seconds, others, kinds: kindsOf(records.filter(({ commit }) => commit !== 'failing')) };
}

/** Shifts a good canary's weight again and again under load, and counts what failed. */
async function walk(
  bench: Bench,
  image: string,
  walks: number,
  tell: (line: string) => void,
): Promise<{ readonly shifts: number; readonly bad: number; readonly requests: number }> {
  let [shifts, bad, requests] = [0, 0, 0];
  for (let at = 1; at <= walks; at++) {
    tell(`shifting a good canary ${WALK.length + 1} times, walk ${at} of ${walks}`);
    const load = await bench.load(RATE);
    const quickly = {
      'min-requests': '1',
      'step-duration': '2s',
      'error-for': '2s',
      window: '1s',
      interval: '1s',
    };
    const inputs = { image, steps: WALK.join(','), ...quickly, metrics: 'pods' };
    const main = await (await bench.step({ ...inputs, 'prometheus-url': '', finish: 'separate' })).main();
    if (main.outputs['outcome'] !== 'passed') throw new Error(`a good canary did not pass: ${main.log}`);
    await (await bench.step({ command: 'abort' })).main();
    const records = await load.stop();
    shifts += WALK.length + 1;
    const kinds = kindsOf(records);
    if (kinds.length > 0) tell(`failed: ${kinds.join(', ')}`);
    bad += badAnswers(records).length;
    requests += records.length;
  }
  return { shifts, bad, requests };
}

function report(
  results: readonly Result[],
  { shifts, bad, requests }: { readonly shifts: number; readonly bad: number; readonly requests: number },
): readonly string[] {
  const head = ['from the first bad answer to the last', 'p50', 'p95', 'runs', 'bad answers of others'];
  const show = (value: number): string => `${value.toFixed(1)} s`;
  const rows = results.map(({ contender, seconds, others }) => [
    contender.name,
    show(quantile(seconds, 0.5)),
    show(quantile(seconds, 0.95)),
    `${seconds.length}`,
    `${others}`,
  ]);
  const bars: Bar[] = results.flatMap(({ contender: { name, goals }, seconds }) => {
    const bar = (word: string, share: number, goal: number | undefined): readonly Bar[] =>
      goal === undefined
        ? []
        : [{ name: `${word}, ${name}`, value: quantile(seconds, share), unit: 's', goal: ['<=', goal] }];
    return [...bar('p50', 0.5, goals?.p50), ...bar('p95', 0.95, goals?.p95)];
  });
  return [
    ...showTable(head, rows, ['left', 'right', 'right', 'right', 'right']),
    '',
    `${RATE} requests a second through the gateway, 25 % to a canary of which 20 % fail; ${shifts} shifts of a good one, ${requests} requests`,
    '',
    ...bars.map(barLine),
    barLine({ name: `failed requests over ${shifts} shifts`, value: bad, unit: 'requests', goal: ['<=', 0] }),
  ];
}
