import type { ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, type Toolbox, tools, waitFor } from '@fairlead/devcluster';
import {
  type ForgedStep,
  forgeStep,
  isGoodAnswer,
  type Load,
  type LoadRecord,
  startLoad,
} from '@fairlead/testkit';

import { SAMPLE } from '../paths.ts';
import { pushProgram } from './push-program.ts';

const CHART = join(SAMPLE, 'deploy/orders');
const REPOSITORY = '127.0.0.1:5000/acme/orders';

/** The builds of the sample service by the commit that they answer with: constants of `internal/faults/defaults.go` by name. */
const VARIANTS = {
  stable: {},
  next: {},
  failing: { DefaultErrorShare: '0.2' },
  crashing: { DefaultCrashAtStart: 'true' },
  slow: { DefaultLatency: '3 * time.Second' },
} as const;

/** What a lab needs of the cluster that it works in. */
export interface LabParts {
  readonly cluster: Cluster;
  readonly toolbox: Toolbox;
  /** A node port that nobody has. */
  readonly nextPort: () => number;
}

/** Images of the sample service in a real cluster's registry. */
export interface OrdersLab {
  /** Builds and pushes a variant, once; gives `name@sha256:…`. */
  image(variant: keyof typeof VARIANTS): Promise<string>;
  /** A namespace of its own in which the image is installed as stable. */
  open(name: string, image: string, options?: { readonly gateway?: boolean }): Promise<Bench>;
  close(): Promise<void>;
}

/** One namespace with a stable release under test. */
export interface Bench {
  readonly namespace: string;
  /** Where clients reach the service: a node port, or the gateway. */
  readonly url: string;
  /** Host header; each namespace has its own, for the gateway routes by it. */
  readonly host: string;
  helm(image: string): Promise<void>;
  /** Users, so many requests a second. */
  load(rate?: number): Promise<Load>;
  step(
    inputs: Readonly<Record<string, string>>,
    onLine?: (line: string, child: ChildProcess) => void,
  ): Promise<ForgedStep>;
  state(): Promise<State>;
  /**
   * The state once every pod of every Deployment is ready, or as it is after 20 s: on a busy machine a pod may miss its
   * probes for a moment, which is nobody's doing.
   */
  atRest(): Promise<State>;
  /** Ends its loads and removes the namespace. */
  close(): Promise<void>;
}

/** What the cluster says now. */
export interface State {
  readonly deployments: readonly {
    readonly name: string;
    readonly image: string;
    readonly replicas: number;
    readonly ready: number;
  }[];
  readonly services: readonly string[];
  readonly journal: boolean;
  /** Whether the fuse is lit, or a Job of it is left. */
  readonly fuse: boolean;
  /** `name weight` of the backends of the user's own route. */
  readonly backends: readonly string[];
  /** The same of the overlay over it; none without one. */
  readonly overlay: readonly string[];
  /** How often the user's own route was changed. */
  readonly generation: number;
}

/** Opens a lab in a cluster that is up. */
export async function openOrdersLab({ cluster, toolbox, nextPort }: LabParts): Promise<OrdersLab> {
  const helm = (await toolbox.ensure(tools.helm3)).path;
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-canary-'));
  const images = new Map<string, Promise<string>>();
  return {
    image: (variant) => {
      const image = images.get(variant) ?? buildVariant(cluster, join(folder, variant), variant);
      images.set(variant, image);
      return image;
    },
    open: async (namespace, image, options = {}) => {
      const nodePort = options.gateway === true ? undefined : nextPort();
      const bench = makeBench({ cluster, helm, folder, namespace, nodePort });
      await bench.helm(image);
      const answered = await waitFor(() => answers(cluster, bench), { timeoutMs: 30_000 });
      if (answered === undefined) throw new Error(`${bench.url} does not answer for ${namespace}`);
      return bench;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A node port refuses connections until kube-proxy has written its rules, which helm does not wait for. */
async function answers(cluster: Cluster, { url, host }: Bench): Promise<true | undefined> {
  try {
    const answer = await cluster.http.request({ method: 'GET', url: `${url}/orders`, headers: { host } });
    return answer.status === 200 ? true : undefined;
  } catch {
    return undefined;
  }
}

async function buildVariant(
  cluster: Cluster,
  folder: string,
  commit: keyof typeof VARIANTS,
): Promise<string> {
  await cp(SAMPLE, folder, { recursive: true });
  const defaults = join(folder, 'internal/faults/defaults.go');
  let source = await readFile(defaults, 'utf8');
  for (const [name, value] of Object.entries(VARIANTS[commit])) {
    const changed = source.replace(new RegExp(`const ${name} = .*`), `const ${name} = ${value}`);
    if (changed === source) throw new Error(`${name} is no constant of ${defaults}`);
    source = changed;
  }
  await writeFile(defaults, source);
  const version = 'example.com/orders/internal/version';
  const flags = `-s -w -X ${version}.Version=v1 -X ${version}.Commit=${commit}`;
  return pushProgram(cluster, { cwd: folder, main: './cmd/orders', flags, tag: `${REPOSITORY}:${commit}` });
}

interface BenchParts {
  readonly cluster: Cluster;
  readonly helm: string;
  readonly folder: string;
  readonly namespace: string;
  /** Undefined: behind the gateway. */
  readonly nodePort: number | undefined;
}

function makeBench({ cluster, helm, folder, namespace, nodePort }: BenchParts): Bench {
  const loads: Load[] = [];
  const url = nodePort === undefined ? (cluster.gatewayUrl ?? '') : `http://127.0.0.1:${nodePort}`;
  const host = `${namespace}.example.test`;
  const traffic =
    nodePort === undefined
      ? [
          'httpRoute.enabled=true',
          'httpRoute.parentRefs[0].name=gateway',
          'httpRoute.parentRefs[0].namespace=gateway-system',
          `httpRoute.hostnames[0]=${host}`,
        ]
      : ['service.type=NodePort', `service.nodePort=${nodePort}`];
  return {
    namespace,
    url,
    host,
    async helm(image) {
      const [repository = '', digest = ''] = image.split('@');
      // A pod must answer until the gateway has heard that it is ending.
      const drain = ['shutdown.preStopSleepSeconds=5', 'shutdown.terminationGracePeriodSeconds=15'];
      const sets = [
        'replicaCount=3',
        ...drain,
        `image.repository=${repository}`,
        `image.digest=${digest}`,
        ...traffic,
      ];
      const args = ['upgrade', '--install', 'orders', CHART, '-f', join(CHART, 'values.dev.yaml')];
      const wait = ['--namespace', namespace, '--create-namespace', '--wait', '--timeout', '60s'];
      await cluster.exec([helm, ...args, ...wait, ...sets.flatMap((set) => ['--set', set])]);
    },
    async load(rate = 50) {
      const out = join(folder, `${namespace}.jsonl`);
      const wrap = (argv: readonly string[]) => cluster.nsenterArgv(argv);
      const load = await startLoad({ url: `${url}/orders`, host, rate, seconds: 300, out, wrap });
      loads.push(load);
      return load;
    },
    step: (inputs, onLine) =>
      forgeStep({
        action: 'canary-rollback',
        inputs: {
          workload: 'orders',
          namespace,
          'prometheus-url': cluster.prometheusUrl,
          ...quickly,
          ...inputs,
        },
        env: { KUBECONFIG: cluster.kubeconfig },
        wrap: (argv) => cluster.nsenterArgv(argv),
        ...(onLine === undefined ? {} : { onLine }),
      }),
    state: () => readState(cluster, namespace),
    async atRest() {
      const ready = async (): Promise<State | undefined> => {
        const state = await readState(cluster, namespace);
        return state.deployments.every((each) => each.ready === each.replicas) ? state : undefined;
      };
      return (await waitFor(ready, { timeoutMs: 20_000 })) ?? readState(cluster, namespace);
    },
    async close() {
      await Promise.all(loads.map((load) => load.stop()));
      await cluster.api.request('DELETE', `/api/v1/namespaces/${namespace}`);
    },
  };
}

/** Times that suit a test: the same rules, sooner. */
const quickly = {
  steps: '25,50',
  'step-duration': '8s',
  'error-for': '5s',
  interval: '1s',
  window: '4s',
} as const;

interface Listed {
  // biome-ignore lint/suspicious/noExplicitAny: objects of the API, read loosely
  readonly items: readonly any[];
}

async function readState({ api }: Cluster, namespace: string): Promise<State> {
  const list = async (path: string): Promise<Listed> => (await api.get<Listed>(path)) ?? { items: [] };
  const [deployments, services, maps, jobs, routes] = await Promise.all([
    list(`/apis/apps/v1/namespaces/${namespace}/deployments`),
    list(`/api/v1/namespaces/${namespace}/services`),
    list(`/api/v1/namespaces/${namespace}/configmaps`),
    list(`/apis/batch/v1/namespaces/${namespace}/jobs`),
    list(`/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`),
  ]);
  return {
    deployments: deployments.items.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      image: spec.template.spec.containers[0].image,
      replicas: spec.replicas,
      ready: status.readyReplicas ?? 0,
    })),
    services: services.items.map(({ metadata }) => metadata.name),
    journal: maps.items.some(({ metadata }) => metadata.name === 'orders-fairlead'),
    fuse: jobs.items.some(({ metadata }) => metadata.name.startsWith('orders-fairlead')),
    backends: backendsOf(routes, 'orders'),
    overlay: backendsOf(routes, 'orders-canary'),
    generation: routes.items.find(({ metadata }) => metadata.name === 'orders')?.metadata.generation ?? 0,
  };
}

function backendsOf({ items }: Listed, route: string): readonly string[] {
  const rules = items.find(({ metadata }) => metadata.name === route)?.spec.rules ?? [];
  return rules.flatMap((rule: { backendRefs: { name: string; weight: number }[] }) =>
    rule.backendRefs.map(({ name, weight }) => `${name} ${weight}`),
  );
}

/** How a load was answered, by the version that answered. */
export function countAnswers(
  records: readonly LoadRecord[],
): Readonly<Record<string, { all: number; bad: number }>> {
  const counts: Record<string, { all: number; bad: number }> = {};
  for (const record of records) {
    const name = record.commit === '' ? 'nobody' : record.commit;
    const { all, bad } = counts[name] ?? { all: 0, bad: 0 };
    counts[name] = { all: all + 1, bad: bad + (isGoodAnswer(record) ? 0 : 1) };
  }
  return counts;
}

/** The answers that were not 2xx, for a message. */
export function badAnswers(records: readonly LoadRecord[]): readonly string[] {
  return records
    .filter((record) => !isGoodAnswer(record))
    .map(
      ({ at, status, commit, ms, error }) =>
        `${new Date(at).toISOString()} ${status} ${commit} ${ms} ms ${error ?? ''}`,
    );
}
