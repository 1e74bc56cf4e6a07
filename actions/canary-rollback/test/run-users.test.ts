import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { settle } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { OLD, stableDeployment } from './world/objects.ts';
import { last, names, onlyStable } from './world/views.ts';
import type { World } from './world/world.ts';

/** Stable with probes as charts write them: 12 requests a minute and pod. */
function withProbes(world: World, probes: object): void {
  const { spec, ...stable } = stableDeployment(OLD);
  const [container, ...others] = spec.template.spec.containers;
  const containers = [{ ...container, ...probes }, ...others];
  const template = { ...spec.template, spec: { ...spec.template.spec, containers } };
  world.kube.put(settle({ ...stable, spec: { ...spec, template } } as Deployment, true));
}

const httpProbes = {
  livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10 },
  readinessProbe: { httpGet: { path: '/readyz?verbose', port: 'http' }, periodSeconds: 10 },
};

describe('no users at all', () => {
  it('is never a pass, by weights and by replicas', async () => {
    const words = 'CANARY_NO_DATA: orders@sha256:bbbbbbbbbbbb: ';
    for (const [gateway, why] of [
      [true, 'it answered nothing for 20 s, from the beginning of the step'],
      [false, '0 requests of users in the step'],
    ] as const) {
      const world = createWorld({ gateway });
      world.behave = () => ({ requestsPerSecond: 0 });
      expect(await world.main()).toBe('failure');
      expect(last(world)).toContain(`${words}${why}`);
    }
  });

  it('is never a pass where the histogram counts probes and scrapes, and no label tells them apart', async () => {
    const world = createWorld();
    world.paths = [];
    withProbes(world, httpProbes);
    world.behave = () => ({ requestsPerSecond: 0.4 }); // 12 of probes and 12 of scrapes a minute
    expect(await world.main()).toBe('failure');
    expect(last(world)).toMatch(
      /CANARY_NO_DATA: .* \d requests of users in the step \(at least 20 .*taken for those of liveness probe \/healthz, readiness probe \/readyz\?verbose, scrapes of \/metrics\)/,
    );
    expect(world.log.join('\n')).toContain(
      'no label tells liveness probe /healthz, readiness probe /readyz?verbose, scrapes of /metrics from users: 24 requests a minute and pod are taken off min-requests and the error rate',
    );
    expect(names(world)).toEqual(onlyStable);
  });

  it.each([
    ['scrapes alone', {}, 'scrapes of /metrics', 12],
    [
      'a probe every second',
      { livenessProbe: { httpGet: { path: '/live' }, periodSeconds: 1 } },
      'liveness probe /live, scrapes of /metrics',
      72,
    ],
    [
      'but not a startup probe: it has ended by then',
      { startupProbe: { httpGet: { path: '/started' } } },
      'scrapes of /metrics',
      12,
    ],
  ])('tells what is taken off: %s', async (_, probes, who, requests) => {
    const world = createWorld();
    world.paths = [];
    withProbes(world, probes);
    await world.main({ steps: '25' });
    expect(world.log.join('\n')).toContain(
      `no label tells ${who} from users: ${requests} requests a minute and pod are taken off`,
    );
  });

  it('leaves probes and scrapes out where a label tells them apart', async () => {
    const world = createWorld();
    withProbes(world, httpProbes);
    await world.main();
    const counts = world.queries.filter((query) => query.startsWith('max by (pod, status, '));
    expect(counts.length).toBeGreaterThan(3);
    for (const label of ['path', 'route', 'handler', 'uri'])
      for (const word of ['healthz', 'readyz', 'metrics'])
        expect(counts[0]).toMatch(new RegExp(`, ${label}!~"[^"]*${word}`));
    const buckets = world.queries.filter((query) => query.startsWith('max by (pod, le, '));
    expect(buckets[0]).toContain('healthz');
    expect(world.log.join('\n')).not.toContain('no label tells');
  });
});

describe('few users', () => {
  it('failing by 20 % beside many probes are not passed as 1.3 %', async () => {
    const world = createWorld();
    world.paths = [];
    withProbes(world, httpProbes);
    // Users: 1 request a second, 20 % of them fail. Probes and scrapes: 24 a minute and pod, three pods.
    world.behave = () => ({ requestsPerSecond: 2.2, errors: 0.2 / 2.2 });
    expect(await world.main({ steps: '50', evidence: 'false' })).toBe('failure');
    expect(last(world)).toMatch(/CANARY_FAILED: .*error rate was (1[5-9]|2\d)\.\d %/);
  });

  it('failing in most windows by chance are caught by the rate of the whole step', async () => {
    const world = createWorld();
    // Every third window is clean, so that the plain rule begins anew each time.
    world.behave = (at) => ({ requestsPerSecond: 2, errors: at % 30_000 < 12_000 ? 0 : 0.3 });
    expect(await world.main({ evidence: 'false' })).toBe('failure');
    expect(last(world)).toContain('% (limit 5 %) over the whole step');
  });

  it('may have a short burst that the step outlives', async () => {
    const world = createWorld();
    world.behave = (at) => ({ errors: at > 20_000 && at < 35_000 ? 0.3 : 0 });
    expect(await world.main({ steps: '25', evidence: 'false' })).toBe('success');
    expect(world.log.join('\n')).toMatch(/error rate was \d\.\d % \(limit 5 %\) over the whole step/);
  });
});

describe('a ready pod without series', () => {
  it('is named, and not judged as good', async () => {
    const world = createWorld({ gateway: true });
    world.unscraped = ['orders-canary-77d9f-abcd1'];
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_NO_DATA: orders@sha256:bbbbbbbbbbbb: the metrics have no requests of 1 of 2 ready canary pods: orders-canary-77d9f-abcd1 at 25 % of traffic',
    );
  });

  it('is waited for, for a while', async () => {
    const world = createWorld({ gateway: true });
    world.unscraped = ['orders-canary-77d9f-abcd1'];
    world.clock.at(90_000, () => {
      world.unscraped = [];
    });
    expect(await world.main()).toBe('success');
  });
});

describe('an error-query', () => {
  const query = 'ratio{pod=~"{{pods}}"}';

  it('that has a number for pods that do not exist is refused: it would pass a canary that nobody asked', async () => {
    const world = createWorld();
    world.ratio = () => 0;
    expect(await world.main({ 'error-query': query })).toBe('failure');
    expect(last(world)).toContain(
      'gives 0 for pods that do not exist, so a canary without requests would pass',
    );
    expect(world.calls()).toEqual([]);
  });

  it.each([-0.01, 1.01, 5])('that gives %d for stable is refused: it is no share', async (value) => {
    const world = createWorld();
    world.ratio = (pods) => (pods === 'nobody' ? undefined : value);
    expect(await world.main({ 'error-query': query })).toBe('failure');
    expect(last(world)).toContain(`gives ${value}, not a share from 0 to 1`);
  });

  it.each([0, 1])('that gives %d for stable is a share', async (value) => {
    const world = createWorld();
    world.ratio = (pods) => (pods === 'nobody' ? undefined : pods === 'stable' ? value : 0);
    expect(await world.main({ 'error-query': query, steps: '25' })).toBe('success');
  });

  it.each(['vector(0)', '0', 'vector(0) or vector(1)'])(
    'that asks for no series is refused: %s',
    async (constant) => {
      const world = createWorld();
      expect(await world.main({ 'error-query': constant })).toBe('failure');
      expect(last(world)).toContain('asks for no series');
    },
  );

  it.each([
    ['NaN', Number.NaN],
    ['nothing', undefined],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('that gives %s for the canary is no pass', async (_, value) => {
    const world = createWorld();
    world.ratio = (pods) => (pods === 'stable' ? 0 : pods === 'canary' ? value : undefined);
    expect(await world.main({ 'error-query': query })).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA');
  });

  it('that gives a number in a few polls only is no pass', async () => {
    const world = createWorld();
    world.ratio = (pods, at) =>
      pods === 'nobody' || (pods === 'canary' && at % 30_000 > 8_000) ? undefined : 0;
    expect(await world.main({ 'error-query': query, 'latency-query': 'vector(0)' })).toBe('failure');
    expect(last(world)).toMatch(/CANARY_NO_DATA: .*error-query gave (a|no) value/);
  });

  it('that gives numbers passes', async () => {
    expect(await createWorld().main({ 'error-query': query })).toBe('success');
  });
});

it('are told in whole numbers, also where their share of all requests is an estimate', async () => {
  const world = createWorld();
  world.paths = [];
  withProbes(world, httpProbes);
  world.behave = () => ({ requestsPerSecond: 9 });
  expect(await world.main()).toBe('success');
  expect(world.outputs['reason']).toMatch(/ of traffic, \d+ requests, 0\.0 % errors$/);
  for (const line of world.log.filter((each) => each.includes('| canary ')))
    expect(line).not.toMatch(/\d\.\d+ requests/);
  expect(world.summaries.join('\n')).not.toMatch(/\| \d+\.\d{3,} \|/);
});
