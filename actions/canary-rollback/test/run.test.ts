import { ExternalError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { HEARTBEAT } from '../src/journal/journal-store.ts';
import { createWorld, NEW, OLD, refreshPods, type World } from './simulation.ts';

const short = 'orders@sha256:bbbbbbbbbbbb';
const last = (world: World): string => world.log.findLast((line) => line.startsWith('error: ')) ?? '';
const names = (world: World): string[] =>
  world.kube
    .objects()
    .filter(({ kind }) => kind !== 'Namespace')
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .sort();
const onlyStable = ['Deployment orders', 'Service orders'];
const backends = (world: World): string => {
  const route = world.kube.objects().find(({ kind }) => kind === 'HTTPRoute');
  return JSON.stringify(
    (route?.['spec'] as { rules: { backendRefs: object[] }[] } | undefined)?.rules[0]?.backendRefs,
  );
};
const originalBackends = JSON.stringify([
  { group: '', kind: 'Service', name: 'orders', port: 80, weight: 1 },
]);

describe('a good version', () => {
  it('goes through all weights in order, each held for its time, and keeps serving at the last (CAN-07)', async () => {
    const world = createWorld({ gateway: true });
    const seen: [number, number][] = [];
    world.kube.onChange(
      ((before) => (object: Parameters<typeof before>[0], verb: Parameters<typeof before>[1]) => {
        before(object, verb);
        const rules = (object['spec'] as { rules?: { backendRefs: { weight: number }[] }[] } | undefined)
          ?.rules;
        const weight = rules?.[0]?.backendRefs[1]?.weight;
        if (weight !== undefined) seen.push([weight, world.clock.monotonic()]);
      })(world.react),
    );
    expect(await world.main({ steps: '5,25,50,100' })).toBe('success');
    expect(seen.map(([weight]) => weight)).toEqual([5, 25, 50, 100]);
    for (let index = 1; index < seen.length; index++)
      expect((seen[index]?.[1] ?? 0) - (seen[index - 1]?.[1] ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(world.outputs).toMatchObject({
      outcome: 'passed',
      share: '100',
      'canary-digest': NEW.split('@')[1],
    });
    expect(names(world)).toContain('Deployment orders-canary');
    expect(world.summaries.join()).toContain(`**${short} passed 4 steps`);
  });

  it('is finished by post once stable runs it', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
    expect(backends(world)).toBe(originalBackends);
    expect(world.exitCode).toBe(0);
  });

  it('fails the job in post when nobody promoted it', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    expect(await world.post()).toBe('failure');
    expect(last(world)).toBe(
      `error: CANARY_NOT_PROMOTED: ${short} passed as canary, but orders runs orders@sha256:aaaaaaaaaaaa: it was not promoted; all traffic is on stable and the canary is removed`,
    );
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).not.toContain('Deployment orders-canary');
    expect(world.exitCode).toBe(1);
  });

  it('waits in post for a slow rollout, and not for ever', async () => {
    const world = createWorld();
    await world.main();
    world.podsReady = false;
    await world.kube.mergePatch(
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
      { spec: { template: { spec: { containers: [{ name: 'orders', image: NEW }] } } } },
    );
    expect(await world.post({ 'finish-timeout': '30s' })).toBe('failure');
    expect(last(world)).toContain('orders did not become ready with it: 0 of 3 ready');
    expect(names(world)).toEqual(onlyStable);
  });

  it('is left alone by post when a later job finishes it', async () => {
    const world = createWorld();
    await world.main();
    expect(await world.post({ finish: 'separate' })).toBe('success');
    expect(names(world)).toContain('Deployment orders-canary');
    world.promote();
    world.state.clear();
    expect(await world.main({ command: 'finish' })).toBe('success');
    expect(names(world)).toEqual(onlyStable);
    expect(world.outputs['outcome']).toBe('finished');
  });
});

describe('a bad version', () => {
  it('is taken back with one line that has the numbers of both; weight first, then removal (CAN-04, CAN-06)', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toMatch(
      new RegExp(
        `^error: CANARY_FAILED: ${short}: error rate was 20\\.0 % \\(limit 5 %\\) for 30 s at 25 % of traffic; stable 0\\.0 %; traffic is back on stable \\(undone in \\d\\.\\d s\\)$`,
      ),
    );
    const after = world.calls().slice(world.calls().lastIndexOf('replace HTTPRoute orders'));
    expect(after).toEqual([
      'replace HTTPRoute orders',
      'delete Deployment orders-canary',
      'delete Service orders-canary',
      'delete ConfigMap orders-fairlead',
    ]);
    expect(world.calls().some((call) => /(patch|replace|delete) Deployment orders$/.test(call))).toBe(false);
    expect(backends(world)).toBe(originalBackends);
    expect(world.outputs).toMatchObject({ outcome: 'failed', share: '0' });
  });

  it('is scaled to nothing before it is removed, by replicas', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.2 });
    await world.main();
    expect(world.calls().slice(-3)).toEqual([
      'patch Deployment orders-canary',
      'delete Deployment orders-canary',
      'delete ConfigMap orders-fairlead',
    ]);
    expect(names(world)).toEqual(onlyStable);
    expect(await world.post()).toBe('success');
  });

  it('pauses once when it is slow, alerts once, and is taken back when that lasts (CAN-02, NTF-06)', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ latencyMs: 3000 });
    expect(await world.main({ 'pause-timeout': '2m' })).toBe('failure');
    const alerts = world.log.filter((line) => line.startsWith('warning: canary paused'));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toContain('P99 was 4.97 s (limit 2 s) for 60 s; the weight is held');
    expect(last(world)).toContain('CANARY_PAUSE_EXPIRED');
    const weights = world.calls().filter((call) => call === 'replace HTTPRoute orders');
    expect(weights).toHaveLength(2);
  });

  it('goes on from the same step after a pause', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => ({ latencyMs: at < 90_000 ? 3000 : 10 });
    expect(await world.main()).toBe('success');
    expect(world.log.filter((line) => line.startsWith('warning: canary goes on at 25 %'))).toHaveLength(1);
  });

  it('is taken back at a restart', async () => {
    const world = createWorld();
    world.clock.at(10_000, () => {
      world.restarts = 1;
      refreshPods(world);
    });
    await world.main();
    expect(last(world)).toContain(`CANARY_FAILED: ${short}: a container restarted once`);
  });

  it('that never gets ready never gets traffic', async () => {
    const world = createWorld({ gateway: true });
    world.podsReady = false;
    expect(await world.main({ 'ready-timeout': '20s' })).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_NOT_READY: the canary did not become ready: 0 of 2 ready after 20 s',
    );
    expect(world.calls()).not.toContain('replace HTTPRoute orders');
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
  });
});

describe('what cannot be checked', () => {
  it('is never a pass: no requests', async () => {
    const world = createWorld();
    world.behave = () => ({ requestsPerSecond: 0 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA: ');
  });

  it('holds the weight through a short gap of the metrics, and takes the canary back after a long one', async () => {
    const short = createWorld();
    short.behave = (at) => ({ metricsDown: at > 20_000 && at < 60_000 });
    expect(await short.main()).toBe('success');
    const long = createWorld();
    long.behave = (at) => ({ metricsDown: at > 20_000 });
    expect(await long.main()).toBe('failure');
    expect(last(long)).toContain('CANARY_METRICS_DOWN');
    expect(names(long)).toEqual(onlyStable);
  });
});

describe('an API server that is away for a moment', () => {
  it('does not end the canary', async () => {
    const world = createWorld({ gateway: true });
    const away = () => new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
    world.clock.at(30_000, () => {
      for (let call = 0; call < 5; call++) world.kube.failNext('get', 'Deployment', away());
      world.kube.failNext('replace', 'ConfigMap', away());
    });
    world.clock.at(59_000, () => world.kube.failNext('replace', 'HTTPRoute', away()));
    expect(await world.main()).toBe('success');
  });

  it('does not leave it half undone', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    world.clock.at(29_000, () => {
      const error = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
      world.kube.failNext('replace', 'HTTPRoute', error);
      world.kube.failNext('delete', 'Deployment', error);
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('traffic is back on stable');
    expect(backends(world)).toBe(originalBackends);
  });

  it('is named, with the first reason, when it does not come back; the journal stays for the next run', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    const error = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
    world.clock.at(29_000, () => {
      for (let call = 0; call < 50; call++) world.kube.failNext('delete', 'Deployment', error);
    });
    expect(await world.main()).toBe('error');
    expect(last(world)).toContain(
      'CANARY_UNDO_FAILED: the canary of orders could not be taken back: no answer; it was to be taken back because: CANARY_FAILED',
    );
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toContain('ConfigMap orders-fairlead');
  });
});

describe('a cancelled run', () => {
  it('gives the traffic back, verifies and says so', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(30_000, () => world.abort.abort());
    expect(await world.main()).toBe('cancelled');
    expect(last(world)).toMatch(
      /^error: CANCELLED: cancelled while observing the canary at 25 % of traffic; traffic is back on stable/,
    );
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
  });
});

describe('nothing to do', () => {
  it('lets the first install happen', async () => {
    const world = createWorld({ stable: false });
    expect(await world.main()).toBe('success');
    expect(world.outputs['outcome']).toBe('no-stable');
    expect(world.log.join('\n')).toContain('there is no stable version yet; helm-deploy installs it');
    expect(await world.post()).toBe('success');
    expect(world.calls()).toEqual([]);
  });

  it('says that stable runs the digest already', async () => {
    const world = createWorld();
    await world.main({ image: OLD });
    expect(world.outputs['outcome']).toBe('unchanged');
    expect(world.calls()).toEqual([]);
  });

  it('shows the plan of a dry run and changes nothing', async () => {
    const world = createWorld({ gateway: true });
    await world.main({ 'dry-run': 'true', steps: '10,50' });
    expect(world.outputs['outcome']).toBe('planned');
    expect(world.summaries.join()).toContain('weights of HTTPRoute orders');
    expect(world.calls()).toEqual([]);
  });
});

describe('leftovers of a dead run', () => {
  const points = [
    'create ConfigMap orders-fairlead',
    'create Deployment orders-canary',
    'create Service orders-canary',
    'replace HTTPRoute orders',
    'replace ConfigMap orders-fairlead',
  ];

  it.each(points)('are taken back by the next run after a death at: %s', async (point) => {
    const world = createWorld({ gateway: true });
    world.diesAt = point;
    await expect(world.main()).resolves.not.toBe('success');
    world.diesAt = undefined;
    world.state.clear();
    const before = world.calls().length;
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain('was left behind by run 1001 of octocat; it is taken back first');
    expect(world.calls().slice(before)).toContain('delete ConfigMap orders-fairlead');
  });

  it.each(points)('are taken back by post after a death at: %s', async (point) => {
    const world = createWorld({ gateway: true });
    world.diesAt = point;
    await world.main();
    world.diesAt = undefined;
    expect(await world.post()).toBe('success');
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
  });

  it('without a journal are found by their labels', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    world.state.clear();
    expect(await world.main({ command: 'abort' })).toBe('success');
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
    expect(JSON.parse(backends(world))).toEqual([{ group: '', kind: 'Service', name: 'orders', port: 80 }]);
  });

  it('of a run that is alive are not touched: the error says who holds them', async () => {
    const world = createWorld();
    await world.main({ finish: 'separate' });
    const map = { apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' };
    const found = await world.kube.get(map);
    const data = (found?.['data'] ?? {}) as Record<string, string>;
    const journal = JSON.parse(data['journal.json'] ?? '{}') as object;
    await world.kube.mergePatch(map, {
      data: { 'journal.json': JSON.stringify({ ...journal, phase: 'observing' }) },
    });
    for (let at = 0; at < 60; at++)
      world.clock.at(world.clock.monotonic() + at * 2000, async () => {
        const heartbeat = new Date(world.clock.now()).toISOString();
        await world.kube.mergePatch(map, { metadata: { annotations: { [HEARTBEAT]: heartbeat } } });
      });
    world.state.clear();
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_LOCKED: a canary of orders in namespace shop is held by run 1001 of octocat',
    );
    expect(names(world)).toContain('Deployment orders-canary');
  });
});

describe('commands (CAN-22)', () => {
  it('status tells phase, share and digests; idle without a canary', async () => {
    const world = createWorld({ gateway: true });
    await world.main({ finish: 'separate' });
    const calls = world.calls().length;
    await world.main({ command: 'status' });
    expect(world.outputs).toMatchObject({
      outcome: 'passed',
      share: '50',
      'canary-digest': NEW.split('@')[1],
    });
    expect(world.summaries.at(-1)).toContain('HTTPRoute orders: orders 50, orders-canary 50');
    expect(world.calls()).toHaveLength(calls);
    await world.main({ command: 'abort' });
    expect(world.outputs['outcome']).toBe('aborted');
    await world.main({ command: 'status' });
    expect(world.outputs['outcome']).toBe('idle');
  });

  it('an abort ends the run that observes, which then touches nothing', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(30_000, async () => {
      for (const [kind, apiVersion, name] of [
        ['Deployment', 'apps/v1', 'orders-canary'],
        ['ConfigMap', 'v1', 'orders-fairlead'],
      ] as const)
        await world.kube.remove({ kind, apiVersion, name });
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_ABORTED: the canary of orders was ended by an abort');
    expect(world.calls().at(-1)).toBe('delete ConfigMap orders-fairlead');
  });
});

describe('inputs', () => {
  it.each([
    [{ steps: '50,25' }, 'steps "50,25": weights are not rising: 25 comes after 50'],
    [{ steps: '10,10' }, 'steps "10,10": weights are not rising'],
    [{ steps: '0,50' }, 'steps "0,50": "0" is no whole percent from 1 to 100'],
    [{ steps: 'ten' }, '"ten" is no whole percent'],
    [{ 'step-duration': '20s' }, 'step-duration "20s": is too short for error-for'],
    [{ image: 'orders:latest' }, 'image "orders:latest": is not an image by digest'],
    [{ image: `registry.example.com/Orders@sha256:${'a'.repeat(64)}` }, 'is not an image by digest'],
    [
      { image: `registry.example.com/other@sha256:${'a'.repeat(64)}` },
      'no container of orders runs registry.example.com/other',
    ],
    [{ container: 'web' }, 'container "web": is no container of orders'],
    [{ provider: 'gateway' }, 'route "orders": there is no HTTPRoute orders in namespace shop'],
    [{ service: 'web' }, 'service "web": does not exist in namespace shop'],
    [{ 'error-query': 'sum({{pod}})' }, 'has unknown placeholders pod'],
    [{ 'max-error-rate': 'abc' }, 'max-error-rate "abc": is not a number'],
    [{ workload: 'Orders' }, 'workload "Orders": is not a name'],
  ] as const)('%j', async (inputs, message) => {
    const world = createWorld();
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain(message);
    expect(world.calls()).toEqual([]);
  });

  it('names a Prometheus that does not answer before anything is changed', async () => {
    const world = createWorld();
    world.behave = () => ({ metricsDown: true });
    await world.main();
    expect(last(world)).toContain('prometheus-url "http://prometheus/": no answer');
    expect(world.calls()).toEqual([]);
  });

  it('names a namespace that does not exist', async () => {
    const world = createWorld();
    await world.kube.remove({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' });
    world.kube.calls.length = 0;
    await world.main();
    expect(last(world)).toContain('namespace "shop": does not exist');
    expect(world.calls()).toEqual([]);
  });
});
