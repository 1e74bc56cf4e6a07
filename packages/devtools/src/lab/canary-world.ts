import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubeObject } from '@fairlead/kube';
import { createFakeKube, type FakeKube, type KubeServer, startKubeServer } from '@fairlead/testkit';

export const OLD_IMAGE: string = `registry.example.com/orders@sha256:${'a'.repeat(64)}`;
export const NEW_IMAGE: string = `registry.example.com/orders@sha256:${'b'.repeat(64)}`;

const labels = { app: 'orders' };
const pod = { apiVersion: 'v1', kind: 'Pod' };
/** What the names of the canary's pods begin with. */
const CANARY_POD = 'orders-canary-77d9f-abcd';
/** More are never asked for here. */
const MOST_PODS = 9;

/** A cluster with the workload `orders` behind a route, and a Prometheus that knows it. */
export interface CanaryWorld {
  readonly kube: FakeKube;
  readonly cluster: KubeServer;
  readonly prometheusUrl: string;
  /** Whether the metric is in Prometheus; true at first. */
  measure(there: boolean): void;
  /** Half of the canary's answers are errors from now on. */
  breakCanary(): void;
  /** Stable runs another image: the new one unless said. */
  promote(image?: string): void;
  /** Stable's pod; it serves when it is ready. */
  putStablePod(ready: 'True' | 'False'): void;
  /** What is in the namespace, pods of stable left out. */
  names(): readonly string[];
  /** What the route of the user says. */
  route(): unknown;
  /** The phase that the run's journal says; `unwritten` without one. */
  phase(): string;
  /** The canary's weight in the overlay; 0 without one. */
  share(): number;
  /** Moves the cluster's time on. */
  later(ms: number): void;
  /** Hears of each change, as `create Job orders-fairlead`, once it is carried out and before its caller has the answer. */
  onChange(hear: (change: string) => void): void;
  close(): Promise<void>;
}

/** Starts a world in which a canary of `NEW_IMAGE` passes. */
export async function openCanaryWorld(): Promise<CanaryWorld> {
  let ahead = 0;
  const kube = createFakeKube('shop', { now: () => Date.now() + ahead });
  const canaryPods = (): readonly string[] =>
    kube
      .objects()
      .flatMap(({ kind, metadata: { name } }) => (kind === 'Pod' && isOfCanary(name) ? [name] : []));
  const prometheus = await startPrometheus(canaryPods);
  const putStablePod = (ready: 'True' | 'False'): void => {
    kube.put({
      ...pod,
      metadata: { name: 'orders-6d5f8b9c7-x2x4z', namespace: 'shop', labels },
      status: { conditions: [{ type: 'Ready', status: ready }] },
    });
  };
  let hear: (change: string) => void = () => {};
  furnish(kube, (change) => hear(change));
  putStablePod('True');
  kube.onProxy(({ name }) => prometheus.podOf(name));
  const cluster = await startKubeServer(kube);
  return {
    kube,
    cluster,
    prometheusUrl: prometheus.url,
    measure: prometheus.measure,
    breakCanary: prometheus.breakCanary,
    promote: (image = NEW_IMAGE) => void kube.put(deployment(image)),
    putStablePod,
    names: () =>
      kube
        .objects()
        .filter(({ kind, metadata }) => kind !== 'Pod' || metadata.name.includes('-canary-'))
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        .sort(),
    route: () => kube.objects().find(isRoute('orders'))?.['spec'],
    phase: () => phaseIn(kube.objects().find(isJournal)),
    share() {
      const spec = kube.objects().find(isRoute('orders-canary'))?.['spec'] as RouteSpec | undefined;
      return spec?.rules[0]?.backendRefs.find(({ name }) => name === 'orders-canary')?.weight ?? 0;
    },
    later(ms) {
      ahead += ms;
    },
    onChange(listener) {
      hear = listener;
    },
    async close() {
      await cluster.close();
      await prometheus.close();
    },
  };
}

function isOfCanary(pod: string): boolean {
  return pod.startsWith(CANARY_POD);
}

interface RouteSpec {
  readonly rules: { readonly backendRefs: { readonly name: string; readonly weight?: number }[] }[];
}

function isRoute(name: string): (object: KubeObject) => boolean {
  return ({ kind, metadata }) => kind === 'HTTPRoute' && metadata.name === name;
}

function isJournal({ kind, metadata }: KubeObject): boolean {
  return kind === 'ConfigMap' && metadata.name === 'orders-fairlead';
}

function phaseIn(journal: KubeObject | undefined): string {
  const { 'journal.json': text } = (journal?.['data'] ?? {}) as { readonly 'journal.json'?: string };
  if (text === undefined) return 'unwritten';
  return (JSON.parse(text) as { readonly phase: string }).phase;
}

/** A route as a gateway leaves it. */
function taken(route: KubeObject): KubeObject {
  const { generation: observedGeneration = 1 } = route.metadata;
  const conditions = ['Accepted', 'ResolvedRefs'].map((type) => ({
    type,
    status: 'True',
    observedGeneration,
  }));
  return { ...route, status: { parents: [{ conditions }] } };
}

function deployment(image: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'orders', image }] } },
    },
    status: ready(2),
  };
}

function ready(replicas: number) {
  return {
    observedGeneration: 99,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
}

function furnish(kube: FakeKube, hear: (change: string) => void): void {
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  kube.put(deployment(OLD_IMAGE));
  const metadata = { name: 'orders', namespace: 'shop' };
  kube.put({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels } });
  kube.put({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata,
    spec: { rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] },
  });
  // Deployment controller, gateway, kubelet and garbage collector in a few lines.
  kube.onChange((object, verb) => {
    hear(`${verb} ${object.kind} ${object.metadata.name}`);
    if (object.kind === 'HTTPRoute' && verb !== 'delete') kube.put(taken(object));
    if (object.kind !== 'Deployment' || object.metadata.name !== 'orders-canary') return;
    const wanted = (object['spec'] as { readonly replicas?: number }).replicas ?? 1;
    const replicas = verb === 'delete' ? 0 : Math.min(wanted, MOST_PODS);
    if (verb !== 'delete') kube.put({ ...object, status: ready(replicas) });
    for (let at = 0; at < MOST_PODS; at++)
      if (at < replicas) kube.put(canaryPod(`${CANARY_POD}${at}`));
      else kube.remove({ ...pod, name: `${CANARY_POD}${at}` });
  });
}

function canaryPod(name: string): KubeObject {
  const own = { 'fairlead.dev/track': 'canary', 'fairlead.dev/workload': 'orders' };
  return {
    ...pod,
    metadata: { name, namespace: 'shop', labels: own },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'orders', restartCount: 0 }],
    },
  };
}

/** Counters that grow with each look: 100 requests of the canary, none failed, or as many as did not. */
async function startPrometheus(canaryPods: () => readonly string[]): Promise<{
  readonly url: string;
  measure(there: boolean): void;
  breakCanary(): void;
  /** What a pod gives at `/metrics`. */
  podOf(name: string): { readonly status: number; readonly text: string };
  close(): Promise<void>;
}> {
  let requests = 0;
  let measured = true;
  let broken = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = new URLSearchParams(Buffer.concat(chunks).toString()).get('query') ?? '';
      if (query.includes('_count')) requests += 100;
      const metrics = measured ? seriesOf(query, broken, canaryPods()) : [];
      const result =
        query === 'vector(1)' ? [] : metrics.map((metric) => ({ metric, value: [0, String(requests)] }));
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    measure: (there) => {
      measured = there;
    },
    breakCanary: () => {
      broken = true;
    },
    podOf: (name) => {
      requests += 100;
      return { status: 200, text: expositionOf(name, requests, broken) };
    },
    close: () => new Promise((done) => void server.close(() => done())),
  };
}

function seriesOf(
  query: string,
  broken: boolean,
  pods: readonly string[],
): readonly Readonly<Record<string, string>>[] {
  if (query.startsWith('sum by (__name__'))
    return [{ __name__: 'http_request_duration_ms_count', path: '/orders', status: '200' }];
  if (query.startsWith('count by (__name__')) return [{ __name__: 'http_request_duration_ms_bucket' }];
  if (query.includes('process_start_time_seconds')) return [];
  const each = (...labels: readonly object[]): readonly Readonly<Record<string, string>>[] =>
    pods.flatMap((pod) => labels.map((more) => ({ pod, ...more })));
  if (query.includes('_count')) return each({ status: '200' }, ...(broken ? [{ status: '500' }] : []));
  return each({ le: '100' }, { le: '+Inf' });
}

/** The text format: a pod of the canary fails as often as not once it is broken. */
function expositionOf(pod: string, requests: number, broken: boolean): string {
  const labels = (more: string): string => `{path="/orders",${more}}`;
  const failed = broken && isOfCanary(pod) ? requests : 0;
  return [
    '# TYPE http_request_duration_ms histogram',
    `http_request_duration_ms_bucket${labels('le="100"')} ${requests}`,
    `http_request_duration_ms_bucket${labels('le="+Inf"')} ${requests}`,
    `http_request_duration_ms_count${labels('status="200"')} ${requests}`,
    `http_request_duration_ms_count${labels('status="500"')} ${failed}`,
    '',
  ].join('\n');
}
