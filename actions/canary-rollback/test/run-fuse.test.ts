import { describe, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../src/journal/journal-store.ts';
import { changesOf } from './world/changes-of.ts';
import { podsOf, putStablePods } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { backends, last, names, onlyStable, onlyStableRouted, originalBackends } from './world/views.ts';
import type { World } from './world/world.ts';

const LEASE_MS = 60_000;
const job = { apiVersion: 'batch/v1', kind: 'Job', name: 'orders-fairlead', namespace: 'shop' };

/** The deadline of the fuse, in milliseconds of the fake clock; undefined without one. */
async function deadline({ kube }: World): Promise<number | undefined> {
  const found = await kube.get(job);
  const { activeDeadlineSeconds } = (found?.['spec'] ?? {}) as { activeDeadlineSeconds?: number };
  if (activeDeadlineSeconds === undefined) return undefined;
  const lit = Date.parse(found?.metadata.creationTimestamp ?? '') - Date.parse('2026-01-01T00:00:00Z');
  return lit + activeDeadlineSeconds * 1000;
}

/** What each call of a healthy run changes, in order, until it has passed. */
async function changesOfARun(): Promise<readonly string[]> {
  const world = createWorld();
  await world.main();
  return [...new Set(world.calls())];
}

const points = await changesOfARun();
const SHORT = { 'promote-within': '60s' };
const changes = await changesOf(createWorld(), SHORT);

describe('the fuse, by replicas', () => {
  it('is lit before anything else, so there is a point of death for each change', () => {
    expect(points).toEqual([
      'create Job orders-fairlead',
      'create ConfigMap orders-fairlead',
      'create Deployment orders-canary',
      'replace ConfigMap orders-fairlead',
      'patch Job orders-fairlead',
      'patch Deployment orders-canary',
    ]);
  });

  it.each(changes)(
    'after a death at change %i, and nothing more, takes everything away in time',
    async (change) => {
      const world = createWorld();
      world.diesAt = change;
      expect(await world.main(SHORT)).not.toBe('success');
      expect(names(world)).toContain('Job orders-fairlead');
      world.clock.advance(LEASE_MS + 15_000);
      expect(names(world)).toEqual(onlyStable);
      expect(podsOf(world, 'canary')).toEqual([]);
    },
  );

  it('is lengthened by each sign of life, and never shorter than the lease at one', async () => {
    const world = createWorld();
    const left: number[] = [];
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind !== 'Job' || verb !== 'patch') return;
      const { activeDeadlineSeconds = 0 } = object['spec'] as { activeDeadlineSeconds?: number };
      left.push(activeDeadlineSeconds * 1000 - world.clock.monotonic());
    });
    await world.main();
    const beats = left.slice(0, -1);
    expect(beats.length).toBeGreaterThan(120_000 / HEARTBEAT_MS);
    for (const ms of beats) {
      expect(ms).toBeGreaterThanOrEqual(LEASE_MS);
      expect(ms).toBeLessThanOrEqual(LEASE_MS + 1_000);
    }
    expect(left.at(-1)).toBeGreaterThanOrEqual(15 * 60_000);
  });

  it('gives a canary that passed as long as promote-within says', async () => {
    const world = createWorld();
    await world.main({ 'promote-within': '3m' });
    await world.main({ command: 'status' }, '2002');
    const until = (await deadline(world)) ?? 0;
    const at = new Date(Date.parse('2026-01-01T00:00:00Z') + until).toISOString();
    expect(world.log.join('\n')).toContain(`ends the canary at ${at}, unless a run lengthens it`);
    expect(until - world.clock.monotonic()).toBeGreaterThan(3 * 60_000 - 1_000);
    world.clock.advance(3 * 60_000 - 1_000);
    expect(names(world)).toContain('Deployment orders-canary');
    world.clock.advance(2_000);
    expect(names(world)).toEqual(onlyStable);
  });

  it('does not burn down while a slow promotion is finished', async () => {
    const world = createWorld();
    await world.main({ 'promote-within': '60s' });
    world.clock.advance(59_000);
    world.podsReady = false;
    world.promote();
    await world.kube.mergePatch(
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
      { spec: { replicas: 4 } },
    );
    world.clock.at(world.clock.monotonic() + 30_000, () => {
      world.podsReady = true;
      world.promote();
    });
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(onlyStable);
  });

  it('is taken away after the canary, in every way that ends one', async () => {
    const failed = createWorld();
    failed.behave = () => ({ errors: 0.2 });
    await failed.main();
    const aborted = createWorld();
    await aborted.main();
    await aborted.main({ command: 'abort' });
    const finished = createWorld();
    await finished.main();
    finished.promote();
    await finished.post();
    for (const world of [failed, aborted, finished]) {
      const calls = world.calls();
      const last = calls.slice(calls.lastIndexOf('patch Deployment orders-canary'));
      expect(last).toEqual([
        'patch Deployment orders-canary',
        'delete Deployment orders-canary',
        'delete Job orders-fairlead',
      ]);
      expect(names(world)).toEqual(onlyStable);
    }
  });

  it('that is all a dead run left is taken away by the next one', async () => {
    const world = createWorld();
    world.diesAt = 'create Job orders-fairlead';
    await world.main();
    world.diesAt = undefined;
    world.state.clear();
    expect(await world.main({}, '2002')).toBe('success');
    expect(world.log.join('\n')).toContain('it is rolled back first');
  });

  it('burns down under a run that cannot reach the cluster, which says so', async () => {
    const world = createWorld();
    world.away = (at) => at > 30_000 && at < 30_000 + LEASE_MS + 10_000;
    expect(await world.main({ 'metrics-timeout': '5m' })).toBe('error');
    expect(last(world)).toMatch(
      /^error: CANARY_FUSE_BURNT: the fuse of the canary of orders burnt down, since this run had not reached the cluster for 7\d s/,
    );
    expect(names(world)).toEqual(onlyStable);
  });

  it('is what a run that cannot take its canary back leaves to, and says so', async () => {
    const world = createWorld();
    world.away = (at) => at > 8_000;
    expect(await world.main({ 'metrics-timeout': '2s' })).toBe('error');
    expect(last(world)).toContain('CANARY_ROLLBACK_FAILED');
    expect(world.log.join('\n')).toContain(
      'run the action with command: abort, or wait: its fuse takes it away',
    );
    expect(names(world)).toEqual(onlyStable);
  });

  it('is not burnt when somebody deletes it: the canary is gone, and that is said', async () => {
    const world = createWorld();
    world.clock.at(30_000, () => void world.kube.remove(job));
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_ABORTED: the canary of orders was ended by somebody else');
    expect(names(world)).toEqual(onlyStable);
  });

  it('of a canary that must keep serving is disarmed', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.2 });
    world.clock.at(20_000, () => putStablePods(world, false));
    expect(await world.main({ evidence: 'false' })).toBe('error');
    expect(last(world)).toContain('nothing was deleted; its fuse is disarmed');
    expect(await deadline(world)).toBeUndefined();
    await world.main({ command: 'status' }, '2002');
    expect(world.log.join('\n')).toContain('disarmed, since stable could not serve');
    world.clock.advance(3_600_000);
    expect(podsOf(world, 'canary').length).toBeGreaterThan(0);
    putStablePods(world);
    expect(await world.main({ command: 'abort' })).toBe('success');
    expect(names(world)).toEqual(onlyStable);
  });

  it('is never run: no pod, no rights, nothing of the node', async () => {
    const world = createWorld();
    await world.main();
    const made = world.kube.calls.find(({ kind }) => kind === 'Job')?.body;
    expect(made).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'orders-fairlead',
        namespace: 'shop',
        labels: { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' },
        annotations: { 'fairlead.dev/provider': 'replicas' },
      },
      spec: {
        parallelism: 0,
        completions: 1,
        backoffLimit: 0,
        activeDeadlineSeconds: 60,
        ttlSecondsAfterFinished: 0,
        template: {
          metadata: expect.anything(),
          spec: {
            restartPolicy: 'Never',
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              expect.objectContaining({ name: 'orders', securityContext: expect.anything() }),
              expect.objectContaining({ name: 'sidecar' }),
            ],
          },
        },
      },
    });
  });
});

describe('without a fuse', () => {
  const then = 'should this run die, only its post step or a later run ends the canary';

  it.each([
    ['create jobs', 'no fuse: the user of the kubeconfig may not create jobs.batch'],
    ['patch jobs', 'no fuse: the user of the kubeconfig may not patch jobs.batch'],
  ])('a user who may not %s hears what takes its place, before the first shift', async (denied, words) => {
    const world = createWorld();
    world.denied = [denied];
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain(`${words}; ${then}`);
    expect(names(world)).not.toContain('Job orders-fairlead');
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(onlyStable);
  });

  it('a cluster that refuses the Job is told, with its reason', async () => {
    const world = createWorld();
    world.refuses = (object) => (object.kind === 'Job' ? 'jobs need a team label' : undefined);
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain(
      `no fuse: the cluster takes no Job for it: jobs need a team label; ${then}`,
    );
    expect(names(world)).not.toContain('Job orders-fairlead');
  });

  it('the weights of your own route are restored by a later run alone, and the plan says so', async () => {
    const world = createWorld({ gateway: 'weights' });
    await world.main({ 'dry-run': 'true' });
    expect(world.summaries.join('\n')).toContain(
      `no fuse: the weights of your own HTTPRoute orders are edited; ${then}`,
    );
    expect(world.calls()).toEqual([]);
    await world.main();
    world.clock.advance(24 * 3_600_000);
    expect(names(world)).toContain('Deployment orders-canary');
    await world.main({ command: 'abort' });
    expect(names(world)).toEqual(onlyStableRouted);
    expect(backends(world)).toBe(originalBackends);
  });
});
