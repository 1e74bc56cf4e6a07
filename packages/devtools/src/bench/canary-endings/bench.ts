import { type Cluster, createToolbox, startCluster, stopCluster } from '@fairlead/devcluster';
import { buildBundles } from '../../build/build-bundles.ts';
import { waitUntilGone, whenObserved } from '../../lab/canary-acts.ts';
import { badAnswers, type OrdersLab, openOrdersLab } from '../../lab/orders-lab.ts';
import { showTable } from '../../system/table.ts';
import { type Bar, barLine } from '../bar.ts';
import { partsOf } from '../parts.ts';
import { pauseDaemon } from './pause-daemon.ts';
import { INTERRUPTED, SCENARIOS, type Scenario } from './scenarios.ts';

const NAME = 'fl-bench-endings';
const LEASE_S = 30;
const GRACE_S = 15;
/** A runner kills a cancelled step so long after it was told. */
const INTERRUPTED_S = 7.5;
/** How long the API server, and Prometheus, answer nobody. */
const API_AWAY_S = 30;
const PROMETHEUS_AWAY_S = 60;
const RATE = 20;

interface Ending {
  readonly key: string;
  readonly scenario: string;
  readonly way: string;
  /** Seconds from the death of the run to the last answer of the canary, and until nothing of ours is left. */
  readonly traffic: number;
  readonly gone: number;
  /** What of ours was seen last. */
  readonly last: readonly string[];
  readonly requests: number;
  readonly bad: number;
}

/** What a real cluster makes of a canary whose run is dead, whatever goes on around it; and of a Prometheus that is away. */
export async function benchCanaryEndings(
  root: string,
  tell: (line: string) => void,
  { parts: asked }: { readonly parts?: string | undefined } = {},
): Promise<readonly string[]> {
  const chosen = partsOf(PARTS, asked, (part) => part);
  const scenarios = SCENARIOS.filter(({ key }) => chosen.includes(key));
  await buildBundles({ root, bundles: ['canary-rollback'], tell });
  const toolbox = createToolbox();
  const cluster = await startCluster({ name: NAME, gateway: true, toolbox });
  let port = 30_200;
  let lab: OrdersLab | undefined;
  try {
    lab = await openOrdersLab({ cluster, toolbox, nextPort: () => ++port });
    const parts: Parts = { cluster, lab, tell };
    const all = (gateway: boolean): Promise<readonly Ending[]> =>
      Promise.all(scenarios.map((scenario) => endIn(parts, scenario, gateway)));
    // Half of them at a time: what Kubernetes needs to remove all of them at once is no ending of one.
    const overlaid = await all(true);
    const [shared, away] = await Promise.all([
      all(false),
      chosen.includes(PROMETHEUS) ? withoutPrometheus(parts) : undefined,
    ]);
    const ways = chosen.includes(API) ? [true, false] : [];
    const silent = silentAfter(ways.length);
    const late = await Promise.all(ways.map((gateway) => endIn(parts, silent, gateway)));
    return report([...overlaid, ...shared, ...late], away);
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

const API = 'api';
const PROMETHEUS = 'prometheus';
/** What `--parts` may name. */
const PARTS: readonly string[] = [...SCENARIOS.map(({ key }) => key), API, PROMETHEUS];

/** The API server goes away when the last of so many runs is dead: one that lives would never come to be observed. */
function silentAfter(runs: number): Scenario {
  const away = Promise.withResolvers<void>();
  let dead = 0;
  return {
    key: API,
    name: `the API server away for ${API_AWAY_S} s`,
    signal: 'SIGKILL',
    begin: async () => ({
      inputs: {},
      async observed() {
        dead++;
        if (dead === runs) away.resolve(pauseDaemon(NAME, 'kube-apiserver', API_AWAY_S));
      },
      end: () => away.promise,
    }),
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
    if (scenario.signal !== undefined) child.kill(scenario.signal);
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
  if (scenario.signal !== undefined) await main;
  else await step.waitFor(/\| canary \d+ requests/);
  const { seconds, last } = await waitUntilGone(bench, LEASE_S + GRACE_S + API_AWAY_S);
  const since = (at: number): number => (at - died) / 1000 - (scenario.actsFor ?? 0);
  const gone = seconds === undefined ? Number.POSITIVE_INFINITY : since(Date.now());
  await step.dispose();
  const { log } = await main;
  if (!Number.isFinite(died))
    throw new Error(`${scenario.name}, ${way}: its canary was never observed: ${log}`);
  await begun.end();
  const records = await load.stop();
  const ofCanary = records.filter(({ commit }) => commit === 'next').map(({ at }) => at);
  const traffic = since(Math.max(...ofCanary));
  const bad = badAnswers(records);
  for (const line of bad.slice(0, 5)) tell(`${scenario.name}, ${way}: ${line}`);
  await bench.close();
  tell(
    `${scenario.name}, ${way}: last answer of the canary after ${traffic.toFixed(1)} s, nothing left after ${gone.toFixed(1)} s, last ${last.join(' and ') || 'seen nothing'}`,
  );
  return {
    key: scenario.key,
    scenario: scenario.name,
    way,
    traffic,
    gone,
    last,
    requests: records.length,
    bad: bad.length,
  };
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

function report(endings: readonly Ending[], away: string | undefined): readonly string[] {
  const head = [
    'a run that dies, and',
    'by',
    'last answer of the canary',
    'nothing left',
    'the last of it',
    'requests',
    'failed',
  ];
  const show = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(1)} s` : 'never');
  const rows = endings.map(({ scenario, way, traffic, gone, last, requests, bad }) => [
    scenario,
    way,
    show(traffic),
    show(gone),
    last.join(', '),
    `${requests}`,
    `${bad}`,
  ]);
  const of = (wanted: (ending: Ending) => boolean, limit: number, what: string): readonly Bar[] => {
    const some = endings.filter(wanted);
    const bar = (name: string, value: number): Bar => ({ name, value, unit: 's', goal: ['<=', limit] });
    if (some.length === 0) return [];
    return [
      bar(`the last answer of a canary whose run ${what}`, Math.max(...some.map(({ traffic }) => traffic))),
      ...(limit < LEASE_S
        ? []
        : [bar(`nothing of ours left after a run that ${what}`, Math.max(...some.map(({ gone }) => gone)))]),
    ];
  };
  const bars: readonly Bar[] = [
    ...of(({ key }) => key !== INTERRUPTED, LEASE_S + GRACE_S, 'dies'),
    ...of(({ key }) => key === INTERRUPTED, INTERRUPTED_S, 'is cancelled'),
    ...(away === undefined ? [] : [barOfPrometheus(away)]),
  ];
  return [
    ...showTable(head, rows, ['left', 'left', 'right', 'right', 'left', 'right', 'right']),
    '',
    ...bars.map(barLine),
  ];
}

function barOfPrometheus(outcome: string): Bar {
  return {
    name: `rollbacks of a healthy canary with Prometheus away for ${PROMETHEUS_AWAY_S} s`,
    value: outcome === 'passed' ? 0 : 1,
    unit: '',
    goal: ['<=', 0],
  };
}
