import { describe, expect, it } from 'vitest';
import { refreshPods } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const evidenceOf = (world: World): string =>
  [...world.files].find(([path]) => path.endsWith('report.json'))?.[1] ?? '';
const fileOf = (world: World, end: string): string =>
  [...world.files].find(([path]) => path.endsWith(end))?.[1] ?? '';

/** A canary whose container is killed for memory in the first step. */
function killed(way: { readonly gateway: boolean }): World {
  const world = createWorld(way);
  world.logs = (_, previous) => (previous ? 'loading 900 MiB\nstill loading' : 'starting again');
  world.clock.at(20_000, () => {
    world.restarts = 1;
    world.containerState = {
      state: { running: {} },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    };
    refreshPods(world);
    world.kube.put({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e1', namespace: 'shop' },
      involvedObject: { kind: 'Pod', name: 'orders-canary-77d9f-abcd0' },
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      count: 3,
      lastTimestamp: '2026-01-01T00:00:20Z',
    });
  });
  return world;
}

describe.each([{ gateway: true }, { gateway: false }])('a canary that dies (gateway: $gateway)', (way) => {
  it('leaves its last words, why it ended and its events: in the log, the report, the summary and files', async () => {
    const world = killed(way);
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      `CANARY_FAILED: orders@sha256:bbbbbbbbbbbb: a container restarted ${way.gateway ? '2 times' : 'once'} (container orders: OOMKilled, exit code 137)`,
    );
    const log = world.log.join('\n');
    expect(log).toContain(
      'pod orders-canary-77d9f-abcd0, container orders: OOMKilled, exit code 137; last lines before its restart:',
    );
    expect(log).toContain('still loading');
    expect(log).toContain('BackOff ×3: Back-off restarting failed container');
    const summary = world.summaries.join('\n');
    for (const part of [
      'still loading',
      'starting again',
      'Back-off restarting failed container',
      'OOMKilled',
    ])
      expect(summary).toContain(part);
    expect(fileOf(world, 'evidence/orders-canary-77d9f-abcd0-orders.log')).toBe(
      'loading 900 MiB\nstill loading\nstarting again\n',
    );
    expect(fileOf(world, 'evidence/events.txt')).toContain('00:00:20 orders-canary-77d9f-abcd0 BackOff ×3');
    expect(evidenceOf(world)).toContain('"previous"');
  });

  it('reads them before it removes the canary, and not when somebody cancels', async () => {
    const world = killed(way);
    const order: string[] = [];
    world.logs = () => {
      order.push(
        world.calls().some((call) => call === 'delete Deployment orders-canary') ? 'late' : 'in time',
      );
      return 'x';
    };
    await world.main();
    expect(order).toEqual(expect.arrayContaining(['in time']));
    expect(order).not.toContain('late');
    const cancelled = createWorld(way);
    cancelled.logs = () => {
      throw new Error('not asked for');
    };
    cancelled.clock.at(20_000, () => cancelled.abort.abort());
    await cancelled.main();
    expect(cancelled.log.join('\n')).not.toContain('evidence');
  });
});

it('rolls back all the same for a user who may read neither logs nor events, and says so', async () => {
  const world = killed({ gateway: true });
  world.denied = ['list events'];
  world.logs = () => {
    throw new Error('pods/log is forbidden');
  };
  expect(await world.main()).toBe('failure');
  expect(last(world)).toContain('traffic is back on stable');
  expect(world.log.join('\n')).toContain('evidence is incomplete: logs: Error: pods/log is forbidden');
  expect(world.log.join('\n')).toContain('evidence is incomplete: events: may not list events');
});

it.each([
  { way: 'the gateway: traffic does not wait for them at all', gateway: true, traffic: 0, limit: 3 },
  { way: 'replicas, whose pods go with their traffic', gateway: false, traffic: 1, limit: 1 },
])('waits for logs that do not come no longer than $limit s by $way', async ({ gateway, traffic, limit }) => {
  const world = killed({ gateway });
  world.logs = () => new Promise<string>(() => {}) as never;
  expect(await world.main()).toBe('failure');
  const log = world.log.join('\n');
  expect(log).toContain(`no answer within ${limit} s`);
  const seconds = Number(/the canary's share is 0 after (\d+\.\d) s/.exec(log)?.[1]);
  expect(Math.floor(seconds)).toBe(traffic);
});

it("keeps the canary's own words when stable's do not come", async () => {
  const world = killed({ gateway: true });
  world.logs = (_, __, pod) =>
    pod.includes('-canary-') ? 'still loading' : (new Promise(() => {}) as never);
  expect(await world.main()).toBe('failure');
  const log = world.log.join('\n');
  expect(log).toContain('still loading');
  expect(log).toMatch(/evidence is incomplete: stable's logs: Error: no answer within (0|1)\.5 s/);
});

it('names a native sidecar that restarts', async () => {
  const world = createWorld({ gateway: true });
  world.clock.at(20_000, () => {
    world.sidecar = {
      name: 'proxy',
      restartCount: 1,
      lastState: { terminated: { reason: 'Error', exitCode: 2 } },
    };
    refreshPods(world);
  });
  world.logs = (container) => `words of ${container}`;
  expect(await world.main()).toBe('failure');
  expect(last(world)).toContain('a container restarted 2 times (container proxy: Error, exit code 2)');
  expect(world.log.join('\n')).toContain('words of proxy');
});

it('keeps what a canary that answered errors wrote', async () => {
  const world = createWorld({ gateway: true });
  world.behave = () => ({ errors: 0.2 });
  world.logs = () => 'panic: nil map';
  await world.main();
  expect(world.log.join('\n')).toContain('panic: nil map');
});

it('tells which kinds of log lines only the canary wrote, and where its pods ran', async () => {
  const world = createWorld({ gateway: true });
  world.behave = () => ({ errors: 0.2 });
  world.logs = (_, __, pod) =>
    pod.includes('-canary-')
      ? 'listening on :8080\nno rows for order 17\nno rows for order 18'
      : 'listening on :8080';
  await world.main();
  const log = world.log.join('\n');
  expect(log).toContain('only the canary logs:');
  expect(log).toContain('4 × no rows for order <*>');
  expect(world.summaries.join('\n')).toContain('1 kind of log lines that only the canary writes');
  expect(fileOf(world, 'evidence/pods.txt')).toContain('pod orders-canary-77d9f-abcd0 on no node: Running');
  expect(fileOf(world, 'evidence/stable.log')).toBe('listening on :8080\n');
});
