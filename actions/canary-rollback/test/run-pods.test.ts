import { ExternalError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

/** Nothing but the pods can be asked. */
const run = (world: World, inputs: Readonly<Record<string, string>> = {}) =>
  world.main({ 'prometheus-url': '', ...inputs });

describe("the pods' own metrics", () => {
  it('are enough for a pass: no Prometheus is asked', async () => {
    const world = createWorld({ gateway: true });
    expect(await run(world)).toBe('success');
    expect(world.queries).toEqual([]);
    expect(world.log.join('\n')).toContain(
      "measured by http_request_duration_ms of the pods' own metrics; errors are 5xx by its label status",
    );
    expect(world.summaries.join('\n')).toContain("the pods' own metrics");
    expect(world.proxied).toContain('pods orders-canary-77d9f-abcd0:8080/metrics');
    expect(world.proxied).toContain('pods orders-6d5f8b9c7-x2x40:8080/metrics');
  });

  it('roll a bad version back, with the numbers of both', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    expect(await run(world)).toBe('failure');
    expect(last(world)).toMatch(
      /CANARY_FAILED: .*errors: 20\.0 % against 0\.0 % of stable \(40 of 200 requests, 0 of 200; .* at 25 % of traffic/,
    );
  });

  it('take a slow version off its users within seconds', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ latencyMs: 3000 });
    expect(await run(world, { 'pause-timeout': '30s' })).toBe('failure');
    expect(last(world)).toContain('answers slower than 2 s: 100.0 % against 0.0 % of stable');
  });

  it('are asked where the inputs say', async () => {
    const world = createWorld({ gateway: true });
    await run(world, { metrics: 'pods', 'metrics-port': '9797', 'metrics-path': '/internal/metrics' });
    expect(world.proxied[0]).toMatch(/^pods orders-\S+:9797\/internal\/metrics$/);
  });

  it('are asked though a Prometheus is named, by metrics: pods', async () => {
    const world = createWorld({ gateway: true });
    expect(await world.main({ metrics: 'pods' })).toBe('success');
    expect(world.queries).toEqual([]);
  });

  it('of a canary pod that cannot be read: it is named, with the reason, and no pass', async () => {
    const world = createWorld({ gateway: true });
    world.unscraped = ['orders-canary-77d9f-abcd1'];
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain(
      'the metrics have no requests of 1 of 2 ready canary pods: orders-canary-77d9f-abcd1 (port 8080: connect: connection refused)',
    );
  });

  it('are away for a moment with the API server, and a good version passes', async () => {
    const world = createWorld({ gateway: true });
    world.away = (at) => at > 30_000 && at < 50_000;
    expect(await run(world)).toBe('success');
    expect(world.log.join('\n')).toContain('the cluster did not answer; the weight is held');
  });

  it('of one pod that cannot be asked for a moment hide no other', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(20_000, () =>
      world.kube.failNext(
        'proxy',
        'pods',
        new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'reset', retryable: true }),
      ),
    );
    expect(await run(world)).toBe('success');
    expect(world.log.join('\n')).not.toContain('| no metrics: ');
  });

  it('without latency: that is said, and judged by errors alone', async () => {
    const world = createWorld({ gateway: true });
    world.hasBuckets = false;
    expect(await run(world)).toBe('success');
    expect(world.log.join('\n')).toContain('it has no latency, so latency is not judged');
    world.behave = () => ({ errors: 0.2 });
    expect(await run(world)).toBe('failure');
  });

  it('with the buckets that Go has, none of them at the limit: slow answers are found by the next one', async () => {
    const world = createWorld({ gateway: true });
    world.exposition = (pod) => {
      const all = Math.floor(world.clock.monotonic() / 50);
      const fast = pod.includes('canary') ? Math.floor(all / 2) : all;
      const bucket = (le: string, path: string, count: number): string =>
        `http_request_duration_seconds_bucket{le="${le}",path="${path}",status="200"} ${count}\n`;
      const route = (path: string, within: number): string =>
        `${bucket('1', path, within)}${bucket('2.5', path, within)}${bucket('+Inf', path, all)}http_request_duration_seconds_count{path="${path}",status="200"} ${all}\n`;
      return route('/pay', fast) + route('/', all);
    };
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('answers slower than 2 s: 25.0 % against 0.0 % of stable');
    expect(last(world)).toContain('most slow answers on /pay (300 of 600, 50.0 %, stable 0 of 900)');
    expect(world.log.join('\n')).toContain('only answers slower than its next bucket, 2500 ms, are weighed');
  });

  it('with a histogram that has no bucket for all: nobody knows how many were slower than its largest', async () => {
    const world = createWorld({ gateway: true });
    world.hasBuckets = false;
    world.exposition = () =>
      'http_requests_total{status="200"} 5\nhttp_request_duration_seconds_bucket{le="1"} 5\n';
    await run(world);
    expect(world.log.join('\n')).toContain('it has no latency, so latency is not judged');
  });

  it('and latency-query: vector(0), which nobody needs to be asked for', async () => {
    const world = createWorld({ gateway: true });
    expect(await run(world, { 'latency-query': 'vector(0)' })).toBe('success');
    expect(world.log.join('\n')).toContain('label status; latency is not judged');
  });

  it('show no users where only scrapes and we ask, and no label tells', async () => {
    const world = createWorld({ gateway: true });
    const reads = new Map<string, number>();
    world.exposition = (pod) => {
      const scrapes = Math.floor(world.clock.monotonic() / 15_000);
      const own = reads.get(pod) ?? 0;
      reads.set(pod, own + 1);
      return `http_requests_total{status="200"} ${own + scrapes}\n`;
    };
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA');
    expect(world.log.join('\n')).toContain(
      'no label tells scrapes of /metrics, our own reading of /metrics from users: 16 requests',
    );
  });

  it('show no users where it is scraped every two seconds, as Go programs tell by themselves', async () => {
    const world = createWorld({ gateway: true });
    const started = world.clock.now() / 1000 - 600;
    const reads = new Map<string, number>();
    world.exposition = (pod) => {
      const all = (pod.includes('canary') ? 0 : 300) + Math.floor(world.clock.monotonic() / 2_000);
      const own = reads.get(pod) ?? 0;
      reads.set(pod, own + 1);
      return [
        `http_requests_total{status="200"} ${all + own}`,
        `promhttp_metric_handler_requests_total{code="200"} ${all + own}`,
        `process_start_time_seconds ${started}`,
      ].join('\n');
    };
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA');
    expect(world.log.join('\n')).toContain('no label tells scrapes of /metrics, our own reading of');
    expect(world.log.join('\n')).toContain('from users: 42 requests a minute');
  });

  it('are not thought to count our own reading where they do not grow by it', async () => {
    const world = createWorld({ gateway: true });
    world.paths = [];
    expect(await run(world)).toBe('success');
    expect(world.log.join('\n')).not.toContain('no label tells');
  });

  it('of a stable that was just started are waited for: nobody has asked it anything yet', async () => {
    const world = createWorld({ gateway: true });
    for (const pod of world.kube.objects().filter(({ kind }) => kind === 'Pod'))
      world.kube.put({ ...pod, metadata: { ...pod.metadata, creationTimestamp: '2026-01-01T00:00:00Z' } });
    world.exposition = () => 'up 1\n';
    world.clock.at(20_000, () => {
      world.exposition = undefined;
    });
    expect(await run(world)).toBe('success');
    expect(world.log.join('\n')).toContain('stable has just been started; waiting for its first numbers');
  });

  it('leave our own reading out where a label tells it', async () => {
    const world = createWorld({ gateway: true });
    world.paths = ['/internal/metrics'];
    expect(await run(world, { 'metrics-path': '/internal/metrics' })).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA');
  });

  it('of the paths that the user leaves out', async () => {
    const world = createWorld({ gateway: true });
    world.paths = ['/debug/vars'];
    expect(await run(world, { exclude: 'path=~/debug.*' })).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA');
    expect(await run(world, { match: 'path=~/orders.*' })).toBe('failure');
    world.paths = ['/orders/7'];
    expect(await run(world, { match: 'path=~"/orders.*"\nstatus!=404', exclude: 'path=~/debug.*' })).toBe(
      'success',
    );
  });
});

describe('what keeps pods from being asked is told before any user sees the canary', () => {
  const choices =
    'metrics-port and metrics-path of pods that answer, prometheus-service: namespace/name:port, or prometheus-url';

  it.each([
    [
      'nobody listens there',
      () => undefined,
      'pod orders-6d5f8b9c7-x2x40: port 8080: connect: connection refused',
    ],
    ['it is a page', () => '<html>', 'port 8080 gave no metrics at /metrics: line 1 is no metric: "<html>"'],
    [
      'it wants TLS',
      () => 'Client sent an HTTP request to an HTTPS server.\n',
      'port 8080 wants TLS, and the annotation prometheus.io/scheme does not say https',
    ],
  ])('%s', async (_, exposition, words) => {
    const world = createWorld({ gateway: true });
    world.exposition = exposition;
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('INPUT_INVALID: metrics "auto": the pods give no metrics: ');
    expect(last(world)).toContain(words);
    expect(last(world)).toContain(`(allowed: ${choices})`);
    expect(world.calls()).toEqual([]);
  });

  it('the user lacks the right', async () => {
    const world = createWorld({ gateway: true });
    for (let count = 0; count < 3; count++)
      world.kube.failNext(
        'proxy',
        'pods',
        new ExternalError({ code: 'KUBE_FORBIDDEN', message: 'not allowed to get pods/proxy' }),
      );
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('INPUT_INVALID: metrics "auto": not allowed to get pods/proxy');
    expect(last(world)).toContain(choices);
  });

  it('a query of the user needs a Prometheus', async () => {
    const world = createWorld();
    await run(world, { 'error-query': 'x', 'latency-query': 'y' });
    expect(last(world)).toContain(
      'error-query "x": is PromQL, and pods answer none (allowed: prometheus-url or prometheus-service); latency-query "y": is PromQL',
    );
    await run(world, { metrics: 'prometheus' });
    expect(last(world)).toContain(
      'metrics "prometheus": needs an address (allowed: prometheus-url or prometheus-service)',
    );
    await world.main({ 'prometheus-service': 'monitoring/prometheus:9090' });
    expect(last(world)).toContain(
      'names a second Prometheus beside prometheus-url (allowed: one of the two)',
    );
  });

  it('nothing of theirs counts requests: the families that are there are named', async () => {
    const world = createWorld();
    const buckets = (name: string): string =>
      ['1', '+Inf'].map((le) => `${name}_bucket{le="${le}"} 0\n`).join('');
    world.exposition = () => buckets('go_gc_pauses_seconds') + buckets('request_time');
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain(
      'metric "auto": the pods of orders expose no requests by a name that is known (allowed: one of request_time, go_gc_pauses_seconds)',
    );
    await run(world, { metric: 'other_total' });
    expect(last(world)).toContain('metric "other_total": the pods of orders expose no other_total');
  });
});

describe('metric: auto', () => {
  it('takes what podinfo has, with no input', async () => {
    const world = createWorld({ gateway: true });
    let requests = 0;
    world.exposition = () => {
      requests += 40;
      return [
        `http_request_duration_seconds_bucket{method="GET",path="root",status="200",le="0.5"} ${requests}`,
        `http_request_duration_seconds_bucket{method="GET",path="root",status="200",le="2.5"} ${requests}`,
        `http_request_duration_seconds_bucket{method="GET",path="root",status="200",le="+Inf"} ${requests}`,
        `http_request_duration_seconds_count{method="GET",path="root",status="200"} ${requests}`,
        `http_requests_total{status="200"} ${requests}`,
        'promhttp_metric_handler_requests_total{code="200"} 7',
      ].join('\n');
    };
    await run(world);
    expect(last(world)).toBe('');
    expect(world.log.join('\n')).toContain('measured by http_request_duration_seconds of');
  });
});

describe('prometheus-service', () => {
  it('is asked by GET through the API server', async () => {
    const world = createWorld({ gateway: true });
    world.kube.put({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'prometheus', namespace: 'monitoring' },
    });
    const asked: string[] = [];
    world.kube.onProxy(({ resource, namespace, name, port, path }) => {
      asked.push(`${resource} ${namespace}/${name}:${port}${path.split('?')[0]}`);
      return { status: 200, text: '{"status":"success","data":{"resultType":"vector","result":[]}}' };
    });
    expect(await run(world, { 'prometheus-service': 'monitoring/prometheus:web/prom' })).toBe('failure');
    expect(asked[0]).toBe('services monitoring/prometheus:web/prom/api/v1/query');
    expect(last(world)).toContain(
      'metric "auto": Prometheus has no requests by a name that is known for the pods of orders',
    );
  });

  it('that nobody serves is told before anything is changed', async () => {
    const world = createWorld({ gateway: true });
    expect(await run(world, { 'prometheus-service': 'monitoring/prometheus:9090' })).toBe('error');
    expect(last(world)).toContain(
      'CANARY_METRICS_UNREACHABLE: the Prometheus at monitoring/prometheus:9090: no answer from the Service monitoring/prometheus:9090: services "prometheus" not found',
    );
    expect(await run(world, { 'prometheus-service': 'prometheus:9090' })).toBe('failure');
    expect(last(world)).toContain(
      'prometheus-service "prometheus:9090": is no Service with a port (allowed: namespace/name:port)',
    );
  });
});
