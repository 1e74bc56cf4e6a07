import { createLocalHost, type Http, type Outcome, Redactor, runPhase } from '@fairlead/core';
import type { Kube, KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube, type FakeClock, type FakeKube } from '@fairlead/testkit';
import { action } from '../src/action.ts';
import { canaryName, canarySelector } from '../src/cluster/names.ts';
import type { Deployment } from '../src/cluster/objects.ts';
import { checksWith } from '../src/prepare/check.ts';
import { runMain, runPost } from '../src/run.ts';

export const OLD: string = `registry.example.com/orders@sha256:${'a'.repeat(64)}`;
export const NEW: string = `registry.example.com/orders@sha256:${'b'.repeat(64)}`;

/** How the new version behaves at a moment, in milliseconds since the clock started. */
export interface Behaviour {
  /** Share of failed requests, 0 to 1. */
  readonly errors?: number;
  readonly latencyMs?: number;
  readonly requestsPerSecond?: number;
  readonly metricsDown?: boolean;
}

/** A world made of fakes in which whole phases run in milliseconds. */
export interface World {
  readonly kube: FakeKube;
  readonly clock: FakeClock;
  readonly state: Map<string, string>;
  readonly log: string[];
  readonly outputs: Record<string, string>;
  readonly summaries: string[];
  readonly abort: AbortController;
  exitCode: number;
  behave: (atMs: number) => Behaviour;
  /** Whether pods become ready. */
  podsReady: boolean;
  restarts: number;
  /** `verb kind name` of the call with which this process dies: it is carried out, and nothing after it. */
  diesAt: string | undefined;
  /** What the controllers do after a change. */
  readonly react: Parameters<FakeKube['onChange']>[0];
  main(inputs?: Readonly<Record<string, string>>): Promise<Outcome>;
  post(inputs?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** The chart's part: helm sets the new image. */
  promote(image?: string): void;
  /** The calls as `verb kind name`. */
  calls(): string[];
}

/** Makes a namespace with a stable Deployment of three pods, a Service, and a route when asked. */
export function createWorld(options: { readonly gateway?: boolean; readonly stable?: boolean } = {}): World {
  const kube = createFakeKube('shop');
  const clock = createFakeClock();
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const world: World = {
    kube,
    clock,
    state: new Map(),
    log: [],
    outputs: {},
    summaries: [],
    abort: new AbortController(),
    exitCode: 0,
    behave: () => ({}),
    podsReady: true,
    restarts: 0,
    diesAt: undefined,
    react: (object, verb) => playControllers(world, object, verb),
    main: (inputs) => runWith(world, 'main', inputs),
    post: (inputs) => runWith(world, 'post', inputs),
    promote: (image = NEW) => kube.put(settle(stableDeployment(image), true)),
    calls: () => kube.calls.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`),
  };
  kube.onChange(world.react);
  if (options.stable !== false) {
    kube.put(settle(stableDeployment(OLD), true));
    kube.put(stableService());
  }
  if (options.gateway === true) kube.put(route());
  return world;
}

/** The stable Deployment as a chart makes it. */
export function stableDeployment(image: string): Deployment {
  const labels = { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'orders',
      namespace: 'shop',
      labels: { ...labels, 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': 'orders-1.2.0' },
      annotations: { 'meta.helm.sh/release-name': 'orders', 'deployment.kubernetes.io/revision': '3' },
    },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 5,
      minReadySeconds: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, 'app.kubernetes.io/version': 'v1' },
          annotations: { 'prometheus.io/scrape': 'true' },
        },
        spec: {
          terminationGracePeriodSeconds: 30,
          initContainers: [{ name: 'migrate', image }],
          containers: [
            { name: 'orders', image, ports: [{ name: 'http', containerPort: 8080 }] },
            { name: 'sidecar', image: 'registry.example.com/proxy:v2' },
          ],
        },
      },
    },
  };
}

export function stableService() {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders', namespace: 'shop', labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
    spec: {
      type: 'NodePort',
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      selector: { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080, protocol: 'TCP' }],
    },
  };
}

function route(): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { rules: [{ backendRefs: [{ group: '', kind: 'Service', name: 'orders', port: 80, weight: 1 }] }] },
  };
}

/** The status that a controller writes. */
function settle(deployment: Deployment, ready: boolean): Deployment {
  const replicas = deployment.spec.replicas ?? 1;
  const up = ready ? replicas : 0;
  const status = {
    observedGeneration: 1_000,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: up,
    availableReplicas: up,
  };
  return { ...deployment, status };
}

function playControllers(world: World, object: KubeObject, verb: string): void {
  if (object.kind !== 'Deployment') return;
  const { kube } = world;
  const name = object.metadata.name;
  const isCanary = name === canaryName('orders');
  const pods = kube.objects().filter(({ kind }) => kind === 'Pod');
  const wanted = verb === 'delete' ? 0 : ((object as Deployment).spec.replicas ?? 1);
  if (isCanary) for (const pod of pods.slice(wanted)) drop(kube, pod);
  if (verb === 'delete') return;
  kube.put(settle(object as Deployment, world.podsReady));
  if (!isCanary) return;
  for (let index = pods.length; index < wanted; index++) kube.put(canaryPod(world, index));
}

/** Takes an object out without a call. */
function drop(kube: FakeKube, object: KubeObject): void {
  const before = kube.calls.length;
  void kube.remove({
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
  });
  kube.calls.splice(before);
}

function canaryPod(world: World, index: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `orders-canary-77d9f-abcd${index}`,
      namespace: 'shop',
      labels: canarySelector('orders'),
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: world.podsReady ? 'True' : 'False' }],
      containerStatuses: [{ name: 'orders', restartCount: world.restarts }],
    },
  };
}

/** Writes the pods anew after `podsReady` or `restarts` was changed. */
export function refreshPods(world: World): void {
  const count = world.kube.objects().filter(({ kind }) => kind === 'Pod').length;
  for (let index = 0; index < count; index++) world.kube.put(canaryPod(world, index));
}

/** Prometheus' side: counters of both versions that grow with the fake clock. */
function fakePrometheus(world: World): Http {
  const counters = { requests: 0, errors: 0, slow: 0, stable: 5000, at: 0 };
  const grow = (now: number): void => {
    for (let at = counters.at; at < now; at += 100) {
      const { errors = 0, latencyMs = 10, requestsPerSecond = 20 } = world.behave(at);
      const live = world.kube.objects().some(({ kind }) => kind === 'Pod');
      const gained = live ? requestsPerSecond / 10 : 0;
      counters.requests += gained;
      counters.errors += gained * errors;
      counters.slow += latencyMs > 2000 ? gained : 0;
      counters.stable += 6;
    }
    counters.at = now;
  };
  const answer = (query: string): unknown => {
    const [canary, stable] = ['orders-canary-77d9f-abcd0', 'orders-6d5f8b9c7-x2x4z'];
    const row = (metric: object, value: number) => ({ metric, value: [0, String(value)] });
    const { requests, errors, slow } = counters;
    if (query === 'vector(1)') return [row({}, 1)];
    if (query.includes('_count')) {
      const ok = row({ pod: stable, status: '200' }, counters.stable);
      if (requests === 0) return [ok];
      return [
        ok,
        row({ pod: canary, status: '200' }, requests - errors),
        row({ pod: canary, status: '500' }, errors),
      ];
    }
    const bounds: [string, number][] = [
      ['2000', requests - slow],
      ['5000', requests],
      ['+Inf', requests],
    ];
    return bounds.map(([le, count]) => row({ pod: canary, le }, count));
  };
  return {
    async send({ body }) {
      const now = world.clock.monotonic();
      grow(now);
      if (world.behave(now).metricsDown === true) {
        const { ExternalError } = await import('@fairlead/core');
        throw new ExternalError({
          code: 'HTTP_FAILED',
          message: 'no answer from http://prometheus: ECONNREFUSED',
        });
      }
      const query = new URLSearchParams(String(body)).get('query') ?? '';
      const text = JSON.stringify({
        status: 'success',
        data: { resultType: 'vector', result: answer(query) },
      });
      return {
        status: 200,
        headers: {},
        body: Buffer.from(text),
        text: () => text,
        json: () => JSON.parse(text) as unknown,
      };
    },
  };
}

/** The cluster as a process sees it that may die: from then on it can change nothing and ask nothing. */
function mortal(world: World): Kube {
  const { kube } = world;
  let dead = false;
  const guard =
    <A extends unknown[], R>(verb: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dead) throw new Error('this process is dead');
      const result = await call(...args);
      const [object] = args as unknown as [KubeObject & { name?: string }];
      const name = `${verb} ${object?.kind} ${object?.metadata?.name ?? object?.name}`;
      if (name === world.diesAt) {
        dead = true;
        throw new Error('killed');
      }
      return result;
    };
  return {
    ...kube,
    get: guard('get', kube.get) as Kube['get'],
    list: guard('list', kube.list) as Kube['list'],
    create: guard('create', kube.create) as Kube['create'],
    replace: guard('replace', kube.replace) as Kube['replace'],
    mergePatch: guard('patch', kube.mergePatch) as Kube['mergePatch'],
    remove: guard('delete', kube.remove),
  };
}

const noFiles = {
  readText: async () => '',
  readBytes: async () => new Uint8Array(),
  write: async () => {},
  stat: async () => undefined,
  list: async () => [],
  makeDirectory: async () => {},
  makeTemporary: async () => '/nowhere',
  remove: async () => {},
  sha256: async () => '',
};

async function runWith(
  world: World,
  phase: 'main' | 'post',
  inputs: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const connect = async (): Promise<Kube> => mortal(world);
  const host = createLocalHost({
    env: {
      GITHUB_RUN_ID: '1001',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_ACTOR: 'octocat',
      GITHUB_WORKSPACE: '/nowhere',
    },
    inputs: { workload: 'orders', image: NEW, 'prometheus-url': 'http://prometheus', ...inputs },
    redactor: new Redactor(),
    print: (line) => void world.log.push(line),
    setExitCode: (code) => {
      world.exitCode = code;
    },
    state: world.state,
    onOutput: (name, value) => {
      world.outputs[name] = value;
    },
    onSummary: (markdown) => void world.summaries.push(markdown),
  });
  const definition = {
    ...action,
    checks: checksWith(connect),
    run: (context: Parameters<typeof action.run>[0]) => runMain(context, connect),
    post: (context: Parameters<typeof action.run>[0]) => runPost(context, connect),
  };
  return runPhase(definition, {
    phase,
    ports: {
      host,
      exec: { run: () => Promise.reject(new Error('no programs here')), find: async () => undefined },
      files: noFiles,
      http: fakePrometheus(world),
      clock: world.clock,
    },
    payload: {},
    traceparent: '',
    childEnv: {},
    signal: world.abort.signal,
  });
}
