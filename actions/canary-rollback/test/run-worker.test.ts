import { describe, expect, it } from 'vitest';
import { failedBy } from '../src/metrics/failed-status.ts';
import { podsOf, refreshPods } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { stableService } from './world/objects.ts';
import { last, names } from './world/views.ts';
import type { World } from './world/world.ts';

const unmeasured = { metrics: 'none', 'prometheus-url': '' };
const byPods = { metrics: 'pods', 'prometheus-url': '' };

function worker(): World {
  const world = createWorld();
  void world.kube.remove({ apiVersion: 'v1', kind: 'Service', name: 'orders' });
  world.kube.calls.length = 0;
  return world;
}

/** What pods count that work off a queue. */
const jobs = (done: number, failed: number): string =>
  `jobs_total{result="done"} ${done}\njobs_total{result="failed"} ${failed}\nprocess_start_time_seconds 1.7e9\n`;

function counting(world: World, failed: (atMs: number) => number): void {
  world.exposition = (pod) => {
    const at = world.clock.monotonic();
    return pod.includes('-canary-') ? jobs(at / 100, failed(at)) : jobs(1000 + at / 100, 0);
  };
}

describe('a worker, which no Service selects', () => {
  it('is released by the number of pods and judged by what its pods count', async () => {
    const world = worker();
    counting(world, () => 0);
    const inputs = { ...byPods, metric: 'jobs_total', 'status-label': 'result', errors: '=failed' };
    expect(await world.main(inputs)).toBe('success');
    const log = world.log.join('\n');
    expect(log).toContain(
      'notice: a worker, orders is selected by no Service of namespace shop: work goes by the number of pods, and it is judged by restarts, readiness and what its pods count',
    );
    expect(log).toContain('errors are =failed by its label result');
    expect(world.outputs).toMatchObject({ outcome: 'passed', share: '50' });
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(['Deployment orders']);
  });

  it('is rolled back by the failures that it counts', async () => {
    const world = worker();
    counting(world, (at) => at / 200);
    const inputs = { ...byPods, metric: 'jobs_total', 'status-label': 'result', errors: '=failed' };
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain('CANARY_FAILED');
    expect(names(world)).toEqual(['Deployment orders']);
  });

  it('that does no work is no-data, and never a pass', async () => {
    const world = worker();
    world.exposition = (pod) =>
      pod.includes('-canary-') ? jobs(0, 0) : jobs(1000 + world.clock.monotonic(), 0);
    const inputs = { ...byPods, metric: 'jobs_total', 'status-label': 'result', errors: '=failed' };
    expect(await world.main(inputs)).toBe('failure');
    expect(world.outputs['outcome']).toBe('no-data');
  });

  it('that counts nothing passes only where the inputs say so', async () => {
    const world = worker();
    world.exposition = () => undefined;
    expect(await world.main(byPods)).toBe('failure');
    expect(last(world)).toContain(
      'for a worker also metrics: none, which judges it by restarts and readiness alone',
    );
    expect(world.calls()).toEqual([]);
    const said = worker();
    said.exposition = () => undefined;
    expect(await said.main(unmeasured)).toBe('success');
    expect(said.proxied).toEqual([]);
    expect(said.log.join('\n')).toContain(
      'nothing is measured: the new version is judged by restarts and readiness alone',
    );
    expect(said.log.join('\n')).toContain('canary not measured | stable not measured');
    expect(said.outputs['reason']).toMatch(/up to 50 % of traffic, judged by restarts and readiness alone$/);
  });

  it('without numbers is rolled back by a restart, and by pods that are not ready', async () => {
    for (const trouble of ['restarts', 'readiness']) {
      const world = worker();
      world.clock.at(70_000, () => {
        if (trouble === 'restarts') world.restarts = 1;
        else world.podsReady = false;
        refreshPods(world);
      });
      expect(await world.main(unmeasured)).toBe('failure');
      expect(last(world)).toContain(
        trouble === 'restarts' ? 'a container restarted 3 times' : 'were ready in 3 polls',
      );
      expect(names(world)).toEqual(['Deployment orders']);
    }
  });

  it.each([false, true])('is ended after a death, from the journal or without one (%s)', async (lost) => {
    const world = worker();
    world.diesAt = 'patch Deployment orders-canary';
    await world.main(unmeasured);
    world.diesAt = undefined;
    world.clock.advance(21_000);
    if (lost) await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    expect(await world.main({ ...unmeasured, command: 'abort' }, '2002')).toBe('success');
    expect(names(world)).toEqual(['Deployment orders']);
    expect(podsOf(world, 'canary')).toEqual([]);
  });

  it('is kept when stable is gone', async () => {
    const world = worker();
    world.clock.at(70_000, async () => {
      await world.kube.remove({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' });
    });
    expect(await world.main(unmeasured)).not.toBe('success');
    expect(last(world)).toContain('CANARY_STABLE_DOWN');
    expect(podsOf(world, 'canary')).not.toEqual([]);
  });

  it('is what the inputs call one, where Services cannot be listed', async () => {
    const hidden = worker();
    hidden.denied = ['list services'];
    expect(await hidden.main(unmeasured)).toBe('failure');
    expect(last(hidden)).toContain(
      'service "orders": does not exist in namespace shop (allowed: a Service that selects the pods of the workload; none for a worker)',
    );
    expect(await hidden.main({ ...unmeasured, service: 'none' })).toBe('success');
  });
});

describe('a workload with a Service', () => {
  it('of another name is no worker: the name is told', async () => {
    const world = worker();
    world.kube.put({ ...stableService(), metadata: { name: 'web', namespace: 'shop' } });
    expect(await world.main(unmeasured)).toBe('failure');
    expect(last(world)).toContain(
      'service "orders": does not exist in namespace shop (allowed: one that selects its pods: web; none for a worker)',
    );
  });

  it.each([
    [{ metrics: 'none' }, 'metrics "none": is for a worker, and users reach this workload through a Service'],
    [
      { ...unmeasured, service: 'none', provider: 'gateway' },
      'provider "gateway": there is no Service that a share could be given by',
    ],
    [
      { ...unmeasured, service: 'none', strategy: 'blue-green' },
      'strategy "blue-green": needs a Service to switch',
    ],
  ])('%j is refused', async (inputs, words) => {
    const world = createWorld({ gateway: true });
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain(words);
    expect(world.calls()).toEqual([]);
  });
});

it('a value of the label counts as it is, beside statuses', () => {
  const failed = failedBy(['5xx', '=failed'], 'http');
  expect(['500', 'failed', '200', 'Failed', '=failed', 'done'].filter(failed)).toEqual(['500', 'failed']);
  expect(['Internal', 'failed', 'OK'].filter(failedBy(['5xx', '=failed'], 'grpc'))).toEqual([
    'Internal',
    'failed',
  ]);
});
