import { type Cluster, createToolbox, startCluster, stopCluster } from '@fairlead/devcluster';
import { buildBundles } from '../../build/build-bundles.ts';
import { secondsUntilGone, whenObserved } from '../../lab/canary-acts.ts';
import { badAnswers, type OrdersLab, openOrdersLab } from '../../lab/orders-lab.ts';
import { showTable } from '../../system/table.ts';
import { type Bar, barLine } from '../bar.ts';
import { pauseDaemon } from './pause-daemon.ts';
import { type Begun, SCENARIOS, type Scenario } from './scenarios.ts';

const NAME = 'fl-bench-endings';
const LEASE_S = 30;
const GRACE_S = 15;
/** How long the API server, and Prometheus, answer nobody. */
const API_AWAY_S = 30;
const PROMETHEUS_AWAY_S = 60;
const RATE = 20;

interface Ending {
  readonly scenario: string;
  readonly way: string;
  /** Seconds from the death of the run to the last answer of the canary, and until nothing of ours is left. */
  readonly traffic: number;
  readonly gone: number;
  readonly requests: number;
  readonly bad: number;
}

/** What a real cluster makes of a canary whose run is dead, whatever goes on around it; and of a Prometheus that is away. */
export async function benchCanaryEndings(
  root: string,
  tell: (line: string) => void,
): Promise<readonly string[]> {
  await buildBundles({ root, bundles: ['canary-rollback'], tell });
  const toolbox = createToolbox();
  const cluster = await startCluster({ name: NAME, gateway: true, toolbox });
  let port = 30_200;
  let lab: OrdersLab | undefined;
  try {
    lab = await openOrdersLab({ cluster, toolbox, nextPort: () => ++port });
    const parts: Parts = { cluster, lab, tell };
    const [first] = SCENARIOS;
    if (first === undefined) throw new Error('there is no scenario');
    const [endings, away] = await Promise.all([
      Promise.all(
        [true, false].flatMap((gateway) => SCENARIOS.map((scenario) => endIn(parts, scenario, gateway))),
      ),
      withoutPrometheus(parts),
    ]);
    const silent: Scenario = { ...first, name: `the API server away for ${API_AWAY_S} s`, begin: apiAway };
    const late = await Promise.all([true, false].map((gateway) => endIn(parts, silent, gateway)));
    return report([...endings, ...late], away);
  } finally {
    cluster.close();
    await stopCluster(NAME);
    await lab?.close();
  }
}

interface Parts {
  readonly cluster: Cluster;
  readonly lab: OrdersLab;
  readonly tell: (line: string) => void;
}

let paused: Promise<void> | undefined;

/** Both runs are dead before it goes away. */
async function apiAway(): Promise<Begun> {
  return {
    inputs: {},
    async observed() {
      paused ??= pauseDaemon(NAME, 'kube-apiserver', API_AWAY_S);
    },
    end: async () => paused,
  };
}

async function endIn({ cluster, lab, tell }: Parts, scenario: Scenario, gateway: boolean): Promise<Ending> {
  const way = gateway ? 'an overlay' : 'replicas';
  const namespace = `${scenario.name
    .replaceAll(/[^a-z]+/gi, '-')
    .toLowerCase()
    .slice(0, 30)}-${gateway ? 'over' : 'ratio'}`;
  const bench = await lab.open(namespace, await lab.image('stable'), { gateway });
  const load = await bench.load(RATE);
  const begun = await scenario.begin(cluster, bench);
  let died = Number.POSITIVE_INFINITY;
  const act = whenObserved((child) => {
    if (scenario.kills) child.kill('SIGKILL');
    died = Date.now();
    void begun.observed();
  });
  const image = await lab.image('next');
  const inputs = {
    image,
    'step-duration': '300s',
    lease: `${LEASE_S}s`,
    metrics: 'pods',
    'prometheus-url': '',
  };
  const step = await bench.step({ ...inputs, ...begun.inputs }, act);
  const main = step.main();
  if (scenario.kills) await main;
  else await step.waitFor(/\| canary \d+ requests/);
  const seconds = await secondsUntilGone(bench, LEASE_S + GRACE_S + API_AWAY_S);
  const gone = seconds === undefined ? Number.POSITIVE_INFINITY : (Date.now() - died) / 1000;
  await step.dispose();
  const { log } = await main;
  if (!Number.isFinite(died))
    throw new Error(`${scenario.name}, ${way}: its canary was never observed: ${log}`);
  await begun.end();
  const records = await load.stop();
  const ofCanary = records.filter(({ commit }) => commit === 'next').map(({ at }) => at);
  const traffic = (Math.max(...ofCanary) - died) / 1000;
  const bad = badAnswers(records);
  for (const line of bad.slice(0, 5)) tell(`${scenario.name}, ${way}: ${line}`);
  await bench.close();
  tell(
    `${scenario.name}, ${way}: last answer of the canary after ${traffic.toFixed(1)} s, nothing left after ${gone.toFixed(1)} s`,
  );
  return { scenario: scenario.name, way, traffic, gone, requests: records.length, bad: bad.length };
}

/** A healthy canary that is measured by a Prometheus which answers nobody for a while. */
async function withoutPrometheus({ lab, tell }: Parts): Promise<string> {
  const bench = await lab.open('prometheus-away', await lab.image('stable'), { gateway: true });
  await bench.load(RATE);
  const image = await lab.image('next');
  let away: Promise<void> | undefined;
  const pause = whenObserved(() => {
    away = pauseDaemon(NAME, 'prometheus', PROMETHEUS_AWAY_S);
  });
  const inputs = { image, 'step-duration': '30s', interval: '5s', window: '10s', finish: 'separate' };
  const main = await (await bench.step(inputs, pause)).main();
  await away;
  const outcome = main.outputs['outcome'] ?? 'none';
  const held = /no metrics: /.test(main.log);
  tell(`Prometheus away for ${PROMETHEUS_AWAY_S} s: ${outcome}${held ? '' : ', and nobody noticed'}`);
  if (outcome !== 'passed') tell(main.annotations.at(-1)?.message ?? main.log);
  await (await bench.step({ command: 'abort' })).main();
  await bench.close();
  return held ? outcome : 'unseen';
}

function report(endings: readonly Ending[], away: string): readonly string[] {
  const head = [
    'a run that dies, and',
    'by',
    'last answer of the canary',
    'nothing left',
    'requests',
    'failed',
  ];
  const show = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(1)} s` : 'never');
  const rows = endings.map(({ scenario, way, traffic, gone, requests, bad }) => [
    scenario,
    way,
    show(traffic),
    show(gone),
    `${requests}`,
    `${bad}`,
  ]);
  const worst = (of: (ending: Ending) => number): number => Math.max(...endings.map(of));
  const limit = LEASE_S + GRACE_S;
  const bars: readonly Bar[] = [
    {
      name: 'the last answer of a canary',
      value: worst(({ traffic }) => traffic),
      unit: 's',
      goal: ['<=', limit],
    },
    { name: 'nothing of ours left', value: worst(({ gone }) => gone), unit: 's', goal: ['<=', limit] },
    {
      name: `rollbacks of a healthy canary with Prometheus away for ${PROMETHEUS_AWAY_S} s`,
      value: away === 'passed' ? 0 : 1,
      unit: '',
      goal: ['<=', 0],
    },
  ];
  return [
    ...showTable(head, rows, ['left', 'left', 'right', 'right', 'right', 'right']),
    '',
    ...bars.map(barLine),
  ];
}
