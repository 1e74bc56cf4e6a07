import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { refreshPods, settle } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { OLD, stableDeployment } from './world/objects.ts';
import { last, overlaid, overlayOf } from './world/views.ts';
import type { World } from './world/world.ts';

/** Requests a second by the labels of their series. */
type Rates = Readonly<Record<string, number>>;

/** Each pod counts by itself, stable's since long ago; `rates` says what happens to it at a moment. */
function count(world: World, rates: (version: 'canary' | 'stable', atMs: number) => Rates): void {
  const pods = new Map<string, { at: number; readonly sums: Map<string, number> }>();
  world.exposition = (pod) => {
    const version = pod.includes('-canary-') ? 'canary' : 'stable';
    const now = world.clock.monotonic();
    const known = pods.get(pod) ?? { at: version === 'canary' ? now : now - 100_000, sums: new Map() };
    for (; known.at < now; known.at += 100)
      for (const [labels, rate] of Object.entries(rates(version, known.at)))
        known.sums.set(labels, (known.sums.get(labels) ?? 0) + rate / 10);
    pods.set(pod, known);
    return [...known.sums].map(([labels, sum]) => `http_requests_total{${labels}} ${sum}\n`).join('');
  };
}

const answered = (status: string, path = '/orders') => `path="${path}",status="${status}"`;

/** Nothing but the pods can be asked. */
const run = (world: World, inputs: Readonly<Record<string, string>> = {}) =>
  world.main({ 'prometheus-url': '', ...inputs });

describe('an autoscaler that takes pods of stable', () => {
  it('hides no canary that crashes', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(20_000, () => {
      const stable = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders', namespace: 'shop' };
      void world.kube.mergePatch(stable, { spec: { replicas: 2 } });
    });
    world.clock.at(30_000, () => {
      world.restarts = 1;
      refreshPods(world);
    });
    expect(await run(world)).toBe('failure');
    expect(last(world)).toMatch(/CANARY_FAILED: .*a container restarted 2 times/);
  });
});

describe('errors that no result of the metric can be are no silent pass', () => {
  it.each([
    ['codes of gRPC for HTTP', 'Unavailable', 'http_requests_total{status="200"} 9\n', 'HTTP'],
    ['a status of HTTP for gRPC', '404,50x', 'grpc_server_handled_total{grpc_code="OK"} 9\n', 'gRPC'],
  ])('%s', async (_, errors, exposition, of) => {
    const world = createWorld({ gateway: true });
    world.exposition = () => exposition;
    expect(await run(world, { errors })).toBe('failure');
    expect(last(world)).toContain(`which counts ${of}: no request would ever be an error`);
    expect(world.calls()).toEqual([]);
  });
});

describe('a version that answers no user as stable does, with another status than 5xx', () => {
  it.each([
    ['302', /CANARY_FAILED: .*3xx answers: 100\.0 % against 0\.0 % of stable/],
    ['404', /CANARY_FAILED: .*4xx answers: 100\.0 % against 0\.0 % of stable/],
    ['error', /CANARY_FAILED: .*answers whose status is none: 100\.0 % against 0\.0 % of stable/],
  ])('by %s, is seen within seconds', async (status, words) => {
    const world = createWorld({ gateway: true });
    count(world, (version) => ({ [answered(version === 'canary' ? status : '200')]: 10 }));
    expect(await run(world)).toBe('failure');
    expect(last(world)).toMatch(words);
    expect(world.clock.monotonic()).toBeLessThan(20_000);
  });

  it('by 304 is good: nothing is new', async () => {
    const world = createWorld({ gateway: true });
    count(world, (version) => ({ [answered(version === 'canary' ? '304' : '200')]: 10 }));
    expect(await run(world), last(world)).toBe('success');
  });

  it.each(['302', '401'])('by %s after a switch, when stable answers nobody any more', async (status) => {
    const world = createWorld({ gateway: true });
    const isSwitched = () => overlayOf(world) !== undefined && overlaid(world).includes('"weight":100');
    count(world, (version) => {
      if (version === 'stable') return isSwitched() ? {} : { [answered('200')]: 10, [answered('404')]: 1 };
      return isSwitched() ? { [answered(status)]: 10 } : {};
    });
    expect(await run(world, { strategy: 'blue-green' })).toBe('failure');
    expect(last(world)).toMatch(
      new RegExp(`CANARY_FAILED: .*${status[0]}xx answers: 100.0 % of \\d+ requests, against \\d.\\d %`),
    );
  });

  it('as stable did before is no fault', async () => {
    const world = createWorld({ gateway: true });
    count(world, (version, at) => (version === 'canary' || at < 0 ? { [answered('401')]: 10 } : {}));
    expect(await run(world), last(world)).toBe('success');
  });

  it('does not pass where nobody ever asked stable', async () => {
    const world = createWorld({ gateway: true });
    count(world, (version) => ({ [answered('404')]: version === 'canary' ? 10 : 0 }));
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('and nobody knows whether that is usual: stable has answered nobody');
    expect(last(world)).toContain('CANARY_NO_DATA');
  });
});

describe('several processes behind one port of a pod', () => {
  it.each([
    ['by a counter that falls', (worker: number) => 9 - worker, () => 1_700_000_000],
    ['by their starts', () => 9, (worker: number) => 1_700_000_000 + 2 * worker],
  ])('are told before any user sees the canary, %s', async (_, requests, start) => {
    const world = createWorld({ gateway: true });
    let reads = 0;
    world.exposition = () => {
      const worker = reads++ % 2;
      return `http_requests_total{${answered('200')}} ${requests(worker)}\nprocess_start_time_seconds ${start(worker)}\n`;
    };
    expect(await run(world)).toBe('failure');
    expect(last(world)).toContain('several processes answer in turns, each with counters of its own');
    expect(world.calls()).toEqual([]);
  });
});

it('series without a status, which stable has as well, are no reason to go back', async () => {
  const world = createWorld({ gateway: true });
  count(world, () => ({ [answered('200')]: 10, 'path="/socket"': 0.1 }));
  expect(await run(world), last(world)).toBe('success');
});

it('series without a status, in which most of the canary goes, are weighed', async () => {
  const world = createWorld({ gateway: true });
  count(world, (version) => ({ [answered('200')]: 10, 'path="/socket"': version === 'canary' ? 10 : 0.1 }));
  expect(await run(world)).toBe('failure');
  expect(last(world)).toMatch(/CANARY_FAILED: .*answers whose status is none: 50\.0 %/);
});

it('a version that hangs from its first request is taken off its users in half a minute', async () => {
  const world = createWorld({ gateway: 'weights' });
  count(world, (version): Rates => (version === 'canary' ? {} : { [answered('200')]: 10 }));
  expect(await run(world)).toBe('failure');
  expect(last(world)).toContain('CANARY_NO_DATA');
  expect(last(world)).toContain('it answered nothing for 20 s, from the beginning of the step');
});

it('a version without the label of paths, asked by probes alone, has no users', async () => {
  const world = createWorld();
  const probe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 };
  const { spec, ...stable } = stableDeployment(OLD);
  const [first, ...others] = spec.template.spec.containers;
  const containers = [{ ...first, readinessProbe: probe }, ...others];
  const template = { ...spec.template, spec: { ...spec.template.spec, containers } };
  world.kube.put(settle({ ...stable, spec: { ...spec, template } } as Deployment, true));
  count(world, (version) =>
    version === 'canary'
      ? { 'status="200"': 1 }
      : { [answered('200')]: 10, [answered('200', '/healthz')]: 1 },
  );
  expect(await run(world)).toBe('failure');
  expect(last(world)).toMatch(
    /CANARY_NO_DATA: .*0 requests of users in the step .* taken for those of readiness probe \/healthz/,
  );
});
