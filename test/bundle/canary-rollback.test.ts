import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  createFakeKube,
  type FakeKube,
  type ForgedStep,
  forgeStep,
  type KubeServer,
  startKubeServer,
} from '@fairlead/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const OLD = `registry.example.com/orders@sha256:${'a'.repeat(64)}`;
const NEW = `registry.example.com/orders@sha256:${'b'.repeat(64)}`;
const labels = { app: 'orders' };
const pod = { apiVersion: 'v1', kind: 'Pod' };

let kube: FakeKube;
let cluster: KubeServer;
let prometheus: Server;
let prometheusUrl: string;
let requests: number;
/** Whether the metric is in Prometheus. */
let measured: boolean;

/** Counters that grow with each look: 100 requests of the canary, none failed. */
beforeAll(async () => {
  prometheus = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = new URLSearchParams(Buffer.concat(chunks).toString()).get('query') ?? '';
      const count = query.includes('_count');
      if (count) requests += 100;
      const pod = 'orders-canary-77d9f-abcd0';
      const metrics = !measured
        ? []
        : query.startsWith('count by (path')
          ? [{ path: '/orders' }]
          : count
            ? [{ pod, status: '200' }]
            : [
                { pod, le: '100' },
                { pod, le: '+Inf' },
              ];
      const result =
        query === 'vector(1)' ? [] : metrics.map((metric) => ({ metric, value: [0, String(requests)] }));
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  });
  await new Promise<void>((done) => prometheus.listen(0, '127.0.0.1', done));
  prometheusUrl = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((done) => prometheus.close(done)));

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
    status: {
      observedGeneration: 99,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    },
  };
}

/** Stable's pod; it serves when it is ready. */
function putStablePod(ready: 'True' | 'False'): void {
  kube.put({
    ...pod,
    metadata: { name: 'orders-6d5f8b9c7-x2x4z', namespace: 'shop', labels },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  });
}

beforeEach(async () => {
  requests = 0;
  measured = true;
  kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  kube.put(deployment(OLD));
  kube.put({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { selector: labels },
  });
  putStablePod('True');
  kube.put({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] },
  });
  // Deployment controller, kubelet and garbage collector in a few lines.
  kube.onChange((object, verb) => {
    if (object.kind !== 'Deployment' || object.metadata.name !== 'orders-canary') return;
    if (verb === 'delete') return void kube.remove({ ...pod, name: 'orders-canary-77d9f-abcd0' });
    const status = {
      observedGeneration: 99,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
    };
    kube.put({ ...object, status });
    kube.put({
      ...pod,
      metadata: {
        name: 'orders-canary-77d9f-abcd0',
        namespace: 'shop',
        labels: { 'fairlead.dev/track': 'canary', 'fairlead.dev/workload': 'orders' },
      },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'orders', restartCount: 0 }],
      },
    });
  });
  cluster = await startKubeServer(kube);
});

afterEach(() => cluster.close());

const quick = { 'step-duration': '2s', 'error-for': '1s', interval: '500ms', window: '1s', steps: '25,50' };

async function makeStep(
  inputs: Record<string, string>,
  onLine?: Parameters<typeof forgeStep>[0]['onLine'],
): Promise<ForgedStep> {
  const step = await forgeStep({
    action: 'canary-rollback',
    inputs: {
      workload: 'orders',
      image: NEW,
      'prometheus-url': prometheusUrl,
      kubeconfig: 'kubeconfig',
      ...quick,
      ...inputs,
    },
    ...(onLine === undefined ? {} : { onLine }),
  });
  await cluster.writeKubeconfig(join(step.workspace, 'kubeconfig'), 'shop');
  return step;
}

const names = (): string[] =>
  kube
    .objects()
    .filter(({ kind, metadata }) => kind !== 'Pod' || metadata.name.includes('-canary-'))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .sort();
const weights = (): unknown => kube.objects().find(({ kind }) => kind === 'HTTPRoute')?.['spec'];
const untouched = { rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] };
const onlyStable = ['Deployment orders', 'HTTPRoute orders', 'Namespace shop', 'Service orders'];

describe('the bundle', () => {
  it('passes, then finishes in post after the promotion', async () => {
    const step = await makeStep({});
    const main = await step.main();
    expect(main.log).toContain('step passed');
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
    expect(main.summary).toContain('xychart-beta');
    kube.put(deployment(NEW));
    const post = await step.post();
    expect(post.exitCode).toBe(0);
    expect(weights()).toEqual(untouched);
    expect(names()).toEqual(onlyStable);
  });

  it('fails in post when nothing was promoted, with all traffic on stable', async () => {
    const step = await makeStep({});
    await step.main();
    const post = await step.post();
    expect(post.exitCode).toBe(1);
    expect(post.annotations.at(-1)?.message).toMatch(/^CANARY_NOT_PROMOTED: /);
    expect(weights()).toEqual(untouched);
    expect(names()).toEqual(onlyStable);
  });

  it('SIGINT in the middle of a step: weights restored', async () => {
    let interrupted = false;
    const step = await makeStep({ 'step-duration': '60s' }, (line, child) => {
      if (interrupted || !line.includes('| canary ')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(/^CANCELLED: .*traffic is back on stable/);
    expect(weights()).toEqual(untouched);
    expect(names()).toEqual(onlyStable);
  });

  it('kill in the middle of a step: post rolls it back', async () => {
    const step = await makeStep({ 'step-duration': '60s' }, (line, child) => {
      if (line.includes('| canary ')) child.kill('SIGKILL');
    });
    expect((await step.main()).signal).toBe('SIGKILL');
    expect(names()).toContain('Deployment orders-canary');
    expect((await step.post()).exitCode).toBe(0);
    expect(weights()).toEqual(untouched);
    expect(names()).toEqual(onlyStable);
  });
});

describe('what must not happen', () => {
  it('the canary is kept, and the step fails, when stable cannot serve; abort ends it once it can', async () => {
    const step = await makeStep({ 'step-duration': '60s' }, (line) => {
      if (line.includes('| canary ')) putStablePod('False');
      if (line.includes('| canary ')) kube.put(deployment(`${OLD.slice(0, -1)}c`));
    });
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(
      /^CANARY_STABLE_DOWN: .*so the canary keeps serving 25 % of traffic and nothing was deleted; .*CANARY_STABLE_CHANGED/,
    );
    expect(names()).toContain('Deployment orders-canary');
    putStablePod('True');
    expect((await (await makeStep({ command: 'abort' })).main()).outputs).toMatchObject({
      outcome: 'aborted',
    });
    expect(names()).toEqual(onlyStable);
  });

  it('a metric that is not there is found before anything is changed', async () => {
    measured = false;
    const main = await (await makeStep({})).main();
    expect(main.annotations.at(-1)?.message).toMatch(
      /^INPUT_INVALID: metric "http_request_duration_ms": Prometheus has no/,
    );
    expect(kube.calls).toEqual([]);
  });

  it('a journal of a provider that is not known is not touched', async () => {
    const journal = {
      schemaVersion: 2,
      holder: { token: 'x' },
      steps: [],
      traffic: { provider: 'istio', service: 'orders' },
    };
    kube.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orders-fairlead', namespace: 'shop' },
      data: { 'journal.json': JSON.stringify(journal) },
    });
    const main = await (await makeStep({ command: 'abort' })).main();
    expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_JOURNAL: .*provider "istio"/);
    expect(kube.calls).toEqual([]);
  });
});

describe('inputs: nothing is changed', () => {
  const none: Record<string, string> = { image: '', 'prometheus-url': '' };
  it.each([
    [
      { workload: '', steps: '1', interval: 'soon' },
      ['workload: is required', 'interval "soon": is not a duration'],
    ],
    [none, ['image: is required for command run', 'prometheus-url: is required for command run']],
    [{ steps: '50,25' }, ['steps "50,25": weights are not rising: 25 comes after 50']],
    [
      { image: 'registry.example.com/orders:v1' },
      ['image "registry.example.com/orders:v1": names no digest'],
    ],
    [{ namespace: 'nowhere' }, ['namespace "nowhere": does not exist']],
    [{ 'prometheus-url': 'http://127.0.0.1:9' }, ['prometheus-url "http://127.0.0.1:9/": no answer']],
    [{ 'prometheus-url': 'prometheus' }, ['prometheus-url "prometheus": is not an address']],
    [{ kubeconfig: 'missing' }, ['kubeconfig']],
    [{ command: 'promote' }, ['command "promote": is not one of the known values']],
  ] as const)('%j', async (inputs, messages) => {
    const step = await makeStep(inputs);
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    for (const message of messages) expect(main.annotations.at(-1)?.message).toContain(message);
    expect(kube.calls).toEqual([]);
    expect((await step.post()).exitCode).toBe(0);
  });

  it('a cluster that is not there', async () => {
    const step = await makeStep({});
    await cluster.close();
    const main = await step.main();
    expect(main.annotations.at(-1)?.message).toMatch(/^KUBE_UNREACHABLE: /);
  });
});
