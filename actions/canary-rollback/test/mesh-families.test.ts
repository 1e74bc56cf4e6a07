import type { KubeObject } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { chooseFamily } from '../src/metrics/choose-family.ts';
import { familiesFor } from '../src/metrics/families.ts';
import { MESH_FAMILIES } from '../src/metrics/mesh-families.ts';
import { createMeshReader, type MeshFamily, meshExposedQuery } from '../src/metrics/mesh-reader.ts';
import type { Prometheus, Series } from '../src/metrics/prometheus.ts';
import { createMetricSource } from '../src/metrics/source.ts';
import { createWorld } from './world/create-world.ts';
import { sourceOptions } from './world/series.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const meshFamily = (name: string, statusLabel: string): MeshFamily => {
  const known = MESH_FAMILIES.find((each) => each.name === name);
  if (known?.told === undefined) throw new Error(`no mesh counts ${name}`);
  return { ...known, statusLabel, told: known.told };
};
const istio = meshFamily('istio_requests_total', 'response_code');
const traefik = meshFamily('traefik_service_requests_total', 'code');
const options = {
  namespace: 'shop',
  names: { stable: 'orders', canary: 'orders-canary' },
  podLabel: 'pod',
  matchers: [],
} as const;
const signal = new AbortController().signal;

/** A Prometheus that gives these series of the counter, and remembers what it was asked. */
function prometheusOf(counts: () => readonly Series[]): Prometheus & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    url: 'http://prometheus',
    asked,
    async query(promql) {
      asked.push(promql);
      return promql.includes('_total{') ? counts() : [];
    },
  };
}

describe('what a mesh or gateway counts', () => {
  it('is asked for by where requests went to, and once for each proxy however many jobs scrape it', async () => {
    const prometheus = prometheusOf(() => []);
    await createMeshReader(prometheus, istio, {
      ...options,
      matchers: [{ label: 'x', op: '!=', value: 'y' }],
    }).read({ counts: true, buckets: true }, signal);
    const selector =
      '{destination_workload=~"orders|orders-canary", destination_workload_namespace="shop", reporter=~"destination|waypoint", request_protocol!="grpc", x!="y"}';
    const by = (label: string): string => `destination_workload, ${label}, pod, instance, container`;
    const counter = (label: string, name: string): string =>
      `max by (${by(label)}) (sum by (${by(label)}, job, prometheus, prometheus_replica) (${name}${selector}))`;
    expect(prometheus.asked).toEqual([
      counter('response_code', 'istio_requests_total'),
      counter('le', 'istio_request_duration_milliseconds_bucket'),
    ]);
    expect(meshExposedQuery(traefik, options, ['code'])).toBe(
      'sum by (code) (traefik_service_requests_total{service=~"shop-orders(-http|-grpc)?-[0-9]+(-http|-grpc)?@kubernetes[a-z]*"})',
    );
  });

  it.each([
    ['shop-orders-80@kubernetesgateway', 'orders'],
    ['shop-orders-http-80@kubernetesgateway', 'orders'],
    ['shop-orders-80-http@kubernetesgateway', 'orders'],
    ['shop-orders-canary-80@kubernetesgateway', 'orders-canary'],
    ['shop-orders-worker-80@kubernetesgateway', undefined],
    ['shop-orders-canary-b-80@kubernetesgateway', undefined],
    ['httproute-shop-orders-gw-0-wrr@kubernetesgateway', undefined],
    ['shop-orders-80@file', undefined],
  ])('by Traefik for %s is of %s', (service, name) => {
    const { pattern } = traefik.told;
    const found = ['orders', 'orders-canary'].filter((each) =>
      new RegExp(`^(?:${pattern('shop', each)})$`).test(service),
    );
    expect(found).toEqual(name === undefined ? [] : [name]);
  });

  it('counts from the first look on: a gateway may remember an earlier canary of the name', async () => {
    let now: readonly Series[] = [];
    const of = (workload: string, code: string, value: number, pod = 'proxy-a'): Series => ({
      labels: { destination_workload: workload, response_code: code, pod },
      value,
    });
    const source = createMetricSource(
      {
        reader: createMeshReader(
          prometheusOf(() => now),
          istio,
          options,
        ),
      },
      { ...sourceOptions, family: istio },
    );
    const totals = async (atMs: number, series: readonly Series[]) => {
      now = series;
      const look = await source.look(atMs, signal);
      if (look.metrics === 'down') throw new Error(look.problem);
      const { canary, stable } = look;
      return [canary.totalRequests, canary.totalErrors, stable.totalRequests, canary.pods];
    };
    const before = [of('orders', '200', 5000), of('orders-canary', '500', 70)];
    expect(await totals(0, before)).toEqual([0, 0, 0, undefined]);
    expect(
      await totals(5_000, [
        of('orders', '200', 5100),
        of('orders-canary', '500', 72),
        of('orders-canary', '200', 8),
      ]),
    ).toEqual([10, 2, 100, undefined]);
    // A proxy that nobody scraped before has a history as well; what it counts from now on is ours.
    const late = [of('orders', '200', 9000, 'proxy-b'), of('orders-canary', '500', 300, 'proxy-b')];
    expect(await totals(10_000, late)).toEqual([10, 2, 100, undefined]);
    expect(await totals(15_000, [of('orders-canary', '500', 301, 'proxy-b')])).toEqual([
      11,
      3,
      100,
      undefined,
    ]);
    expect(await totals(20_000, [of('orders-canary', '404', 4, 'proxy-b')])).toEqual([15, 3, 100, undefined]);
  });
});

describe('the family of a mesh or gateway', () => {
  const counters = (label: string, status: string, value = 5) => [{ labels: { [label]: status }, value }];
  const needs = { counts: true, latency: true, statusLabel: undefined, named: false };

  it.each(MESH_FAMILIES)('$name of $protocol is judged by where the pods count nothing', (known) => {
    const [label, status] =
      known.protocol === 'grpc' ? ['grpc_response_status', '0'] : ['response_code', '200'];
    const mesh = { known, counters: counters(label, status), hasBuckets: true };
    const exposed = { counters: [], buckets: [], meshes: [mesh] };
    expect(chooseFamily(familiesFor('auto'), exposed, needs, () => true)).toEqual({
      family: { ...known, statusLabel: label },
    });
    const slow = { ...exposed, meshes: [{ ...mesh, hasBuckets: false }] };
    expect(chooseFamily(familiesFor(known.name), slow, needs, () => true)).toMatchObject({
      family: { name: known.name, buckets: undefined },
    });
  });

  it('of gRPC is another one, for its failures are answers of 200', () => {
    const [http, grpc] = familiesFor('istio_requests_total');
    if (http === undefined || grpc === undefined) throw new Error('Istio has two');
    const meshes = [
      { known: http, counters: [], hasBuckets: true },
      { known: grpc, counters: counters('grpc_response_status', '14'), hasBuckets: true },
    ];
    const exposed = { counters: [], buckets: [], meshes };
    expect(chooseFamily(familiesFor('auto'), exposed, needs, () => true)).toMatchObject({
      family: { protocol: 'grpc', statusLabel: 'grpc_response_status' },
    });
  });
});

describe('a run that is measured by a mesh', () => {
  /** Counters of Istio that grow with the clock. `errors`: the share of the canary's. */
  function meshed(errors: number): World {
    const world = createWorld();
    world.metric = 'nothing_of_the_pods';
    world.mesh = (query) => {
      if (query.startsWith('count(')) return [{ metric: {}, value: [0, '1'] }];
      if (query.includes('request_protocol="grpc"')) return [];
      const isCount = query.includes('(istio_requests_total{');
      if (!isCount && !query.includes('(istio_request_duration_milliseconds_bucket{')) return undefined;
      const isCanary = ({ kind, metadata }: KubeObject): boolean =>
        kind === 'Deployment' && metadata.name === 'orders-canary';
      const seconds = world.clock.monotonic() / 1000;
      const row = (workload: string, labels: object, value: number) => ({
        metric: { destination_workload: workload, ...labels, pod: workload, instance: 'i' },
        value: [0, String(value)],
      });
      const of = (workload: string, total: number, bad: number) =>
        isCount
          ? [
              row(workload, { response_code: '200' }, total - bad),
              row(workload, { response_code: '503' }, bad),
            ]
          : ['2000', '+Inf'].map((le) => row(workload, { le }, total));
      const canary = world.kube.objects().some(isCanary) ? 20 * seconds : 0;
      return [...of('orders', 5000 + 60 * seconds, 0), ...of('orders-canary', canary, canary * errors)];
    };
    return world;
  }

  it('says what counts as an error and what tells the versions apart, and passes a good canary', async () => {
    const world = meshed(0);
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toMatch(
      /measured by istio_requests_total of Prometheus at \S+; errors are 5xx by its label response_code; its label destination_workload tells the versions apart/,
    );
  });

  it('goes back from a bad one', async () => {
    const world = meshed(0.2);
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_FAILED');
    expect(last(world)).toContain('errors: 20.0 % against 0.0 % of stable');
  });

  it('asks Traefik only where the versions have Services of their own', async () => {
    for (const gateway of [false, true]) {
      const world = createWorld({ gateway });
      world.metric = 'nothing_of_the_pods';
      world.mesh = () => undefined;
      expect(await world.main()).toBe('failure');
      expect(world.queries.some((query) => query.includes('traefik_service_requests_total{service'))).toBe(
        gateway,
      );
      expect(last(world)).toContain('nor for them as a mesh or gateway counts');
    }
  });

  it('needs a Prometheus', async () => {
    const world = createWorld();
    expect(await world.main({ metric: 'istio_requests_total', 'prometheus-url': '' })).toBe('failure');
    expect(last(world)).toContain('is counted by a mesh or gateway, and only a Prometheus knows that');
  });
});
