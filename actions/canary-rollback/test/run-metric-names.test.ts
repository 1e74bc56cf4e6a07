import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';

describe('a metric that is not there', () => {
  it('is found before any user sees the new version, with the families that are there', async () => {
    const world = createWorld({ gateway: true });
    world.metric = 'http_request_duration_seconds';
    world.families = ['go_gc_pauses_seconds', 'http_request_duration_seconds', 'db_query_seconds'];
    expect(await world.main({ metric: 'http_request_duration_ms' })).toBe('failure');
    expect(last(world)).toBe(
      'error: INPUT_INVALID: metric "http_request_duration_ms": Prometheus has no http_request_duration_ms_count for the pods of orders in namespace shop: the name is another, they are not scraped, or they answered no request yet (allowed: one of http_request_duration_seconds, db_query_seconds, go_gc_pauses_seconds)',
    );
    expect(world.calls()).toEqual([]);
  });

  it('is told with eight of the families that are there, and how many more there are', async () => {
    const world = createWorld();
    world.metric = 'other';
    world.families = [...'abcdefgh'].map((letter) => `${letter}_seconds`);
    await world.main();
    expect(last(world)).toMatch(/\(allowed: one of a_seconds, .*, h_seconds\)$/);
    world.families = [...world.families, 'i_seconds', 'j_seconds'];
    await world.main();
    expect(last(world)).toMatch(/\(allowed: one of a_seconds, .*, h_seconds and 2 more\)$/);
  });

  it('is told at once for a stable that runs for long, and after a minute for one that has just been started', async () => {
    const world = createWorld();
    world.metric = 'other';
    await world.main();
    expect(world.clock.monotonic()).toBeLessThan(5_000);
    const young = createWorld();
    young.metric = 'other';
    for (const pod of young.kube.objects().filter(({ kind }) => kind === 'Pod'))
      young.kube.put({ ...pod, metadata: { ...pod.metadata, creationTimestamp: '2026-01-01T00:00:00Z' } });
    await young.main();
    expect(young.clock.monotonic()).toBeGreaterThanOrEqual(60_000);
    expect(young.clock.monotonic()).toBeLessThan(70_000);
  });

  it('is waited for while stable is young', async () => {
    const world = createWorld();
    world.metric = 'other';
    for (const pod of world.kube.objects().filter(({ kind }) => kind === 'Pod'))
      world.kube.put({ ...pod, metadata: { ...pod.metadata, creationTimestamp: '2026-01-01T00:00:00Z' } });
    world.clock.at(20_000, () => {
      world.metric = 'http_request_duration_ms';
    });
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain('stable has just been started; waiting for its first numbers');
  });

  it('names the label that is wrong', async () => {
    const world = createWorld();
    world.metric = 'x';
    world.elsewhere = { kubernetes_pod_name: 'orders-6d5f8b9c7-x2x4z', namespace: 'shop', status: '200' };
    await world.main({ metric: 'http_request_duration_ms' });
    expect(last(world)).toContain(
      'pod-label "pod": is no label of http_request_duration_ms_count, so the pods of both versions cannot be told apart (allowed: one of kubernetes_pod_name, namespace, status)',
    );
    world.elsewhere = { pod: 'orders-6d5f8b9c7-x2x4z', kubernetes_namespace: 'shop' };
    await world.main();
    expect(last(world)).toContain('namespace-label "namespace": is no label of');
    world.elsewhere = { pod: 'web-6d5f8b9c7-x2x4z', namespace: 'front' };
    await world.main();
    expect(last(world)).toContain('it is there for others, such as pod "web-6d5f8b9c7-x2x4z" in "front"');
  });

  it('has buckets, else the P99 is not known: that is found as early', async () => {
    const world = createWorld();
    world.hasBuckets = false;
    expect(await world.main({ metric: 'http_request_duration_ms' })).toBe('failure');
    expect(last(world)).toContain(
      'metric "http_request_duration_ms": has no buckets for the pods of orders, so the P99 cannot be told',
    );
    expect(last(world)).toContain('latency-query: vector(0) says that latency is not judged');
    expect(world.calls()).toEqual([]);
    expect(await world.main({ 'latency-query': 'vector(0)' })).toBe('success');
  });

  it('does not keep a run from saying that there is nothing to do', async () => {
    const world = createWorld({ stable: false });
    world.metric = 'other';
    expect(await world.main()).toBe('success');
    const same = createWorld();
    same.metric = 'other';
    same.promote();
    expect(await same.main()).toBe('success');
    expect(same.outputs['outcome']).toBe('unchanged');
  });
});

describe('a query of the user that gives nothing for stable', () => {
  it.each(['error-query', 'latency-query'])(
    'is found before any user sees the new version: %s',
    async (input) => {
      const world = createWorld();
      expect(await world.main({ [input]: 'sum(x{nothing="{{pods}}"})' })).toBe('failure');
      expect(last(world)).toContain(
        'gives no value for the pods of orders now; a canary without a value would not pass',
      );
      expect(world.calls()).toEqual([]);
    },
  );
});
