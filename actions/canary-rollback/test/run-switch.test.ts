import type { Service } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { changesOf } from './world/changes-of.ts';
import { podsOf } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { OLD, stableDeployment } from './world/objects.ts';
import { last, names, onlyStable, onlyStableRouted, overlaid, overlayOf } from './world/views.ts';
import type { World } from './world/world.ts';

const blueGreen = { strategy: 'blue-green', keep: '60s' };
const SHORT = { ...blueGreen, keep: '0s' };
const changes = await changesOf(createWorld(), SHORT);

const serviceOf = ({ kube }: World): Service =>
  kube.objects().find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'orders') as Service;
const instance = (world: World): string | undefined =>
  serviceOf(world).spec.selector?.['app.kubernetes.io/instance'];
const untouched = (world: World): void => {
  const { metadata, spec } = serviceOf(world);
  expect(spec.selector).toEqual({
    'app.kubernetes.io/name': 'orders',
    'app.kubernetes.io/instance': 'orders',
  });
  expect(metadata.annotations ?? {}).toEqual({});
};

/** A stable whose readiness is asked at a path, and what answers there. */
function probed(world: World, answer: (service: string, asked: number) => number): string[] {
  const asked: string[] = [];
  const deployment = stableDeployment(`registry.example.com/orders@sha256:${'a'.repeat(64)}`);
  const [first, ...rest] = deployment.spec.template.spec.containers;
  const containers = [{ ...first, readinessProbe: { httpGet: { path: '/ready', port: 'http' } } }, ...rest];
  const spec = { ...deployment.spec.template.spec, containers };
  world.react(
    { ...deployment, spec: { ...deployment.spec, template: { ...deployment.spec.template, spec } } } as never,
    'replace',
  );
  world.kube.onProxy(({ resource, name, port, path }) => {
    asked.push(`${resource} ${name}:${port}${path}`);
    return { status: answer(name, asked.filter((line) => line.includes(` ${name}:`)).length), text: '' };
  });
  return asked;
}

describe('CAN-09 blue-green by the selector of the Service', () => {
  it('runs the new version in full, switches all of the traffic, and gives it back when stable is promoted', async () => {
    const world = createWorld();
    const seen: (string | undefined)[] = [];
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind === 'Service' && verb === 'replace')
        seen.push(`${instance(world)}, ${podsOf(world, 'canary').length} pods`);
    });
    expect(await world.main(blueGreen)).toBe('success');
    expect(seen).toEqual(['orders-canary, 3 pods']);
    expect(world.outputs).toMatchObject({ share: '100', outcome: 'passed', preview: 'orders-canary.shop' });
    expect(serviceOf(world).metadata.annotations).toEqual({
      'fairlead.dev/selector-before':
        '{"app.kubernetes.io/name":"orders","app.kubernetes.io/instance":"orders"}',
    });
    world.promote();
    expect(await world.post()).toBe('success');
    untouched(world);
    expect(names(world)).toEqual(onlyStable);
  });

  it('switches only after so many good answers in a row', async () => {
    const world = createWorld();
    let switchedAfter = -1;
    const asked = probed(world, (name, count) => (name === 'orders-canary' && count === 3 ? 503 : 200));
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind === 'Service' && verb === 'replace' && switchedAfter < 0)
        switchedAfter = asked.filter((line) => line.includes('orders-canary')).length;
    });
    expect(await world.main({ ...blueGreen, 'preview-probes': '4' })).toBe('success');
    expect(asked[0]).toBe('services orders:80/ready'); // stable is asked first whether that can be asked at all
    expect(switchedAfter).toBe(7); // two good ones, a bad one, four good ones
  });

  it('never switches to a version that does not pass its test', async () => {
    const world = createWorld();
    probed(world, (name) => (name === 'orders-canary' ? 500 : 200));
    expect(await world.main(blueGreen)).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_NOT_READY: the new version did not pass its test before the switch: Service orders-canary:80/ready answered 500, after 120 s',
    );
    expect(world.calls()).not.toContain('replace Service orders');
    expect(names(world)).toEqual(onlyStable);
  });

  it('does not take a path for a test to which stable gives no good answer either', async () => {
    const world = createWorld();
    const asked = probed(world, () => 404);
    expect(await world.main(blueGreen)).toBe('success');
    expect(new Set(asked)).toEqual(new Set(['services orders:80/ready']));
    expect(world.log.join('\n')).toContain(
      'before the switch stable itself gives no good answer (Service orders:80/ready answered 404), so all pods must be ready 5 times in a row',
    );
    const named = createWorld();
    probed(named, () => 404);
    expect(await named.main({ ...blueGreen, 'preview-path': '/nothing' })).toBe('failure');
    expect(last(named)).toContain(
      'preview-path "/nothing": cannot be tried before the switch: stable itself',
    );
    expect(named.calls()).toEqual([]);
  });

  it('does not take the requests of its test for those of users', async () => {
    const world = createWorld();
    const deployed = probed(world, () => 200);
    let asked = 0;
    const count = (value: number): string =>
      `http_request_duration_ms_count{status="200"} ${value}\nhttp_request_duration_ms_bucket{le="2000"} ${value}\nhttp_request_duration_ms_bucket{le="+Inf"} ${value}\nprocess_start_time_seconds 1.7e9\n`;
    world.kube.onProxy(({ resource, name }) => {
      if (resource === 'services') return { status: 200, text: String(asked++) };
      return {
        status: 200,
        text: count(name.includes('-canary-') ? asked : 5000 + world.clock.monotonic() / 100),
      };
    });
    const inputs = {
      ...blueGreen,
      metrics: 'pods',
      'prometheus-url': '',
      'preview-path': '/orders',
      'preview-probes': '100',
    };
    expect(await world.main(inputs)).toBe('failure');
    expect(deployed).toEqual([]);
    expect(asked).toBeGreaterThanOrEqual(100);
    expect(last(world)).toContain('CANARY_NO_DATA');
    expect(last(world)).toContain('0 requests of users in the step');
  });

  it('goes back when a rule says no after the switch', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.5 });
    expect(await world.main(blueGreen)).toBe('failure');
    expect(last(world)).toContain('CANARY_FAILED');
    expect(world.outputs).toMatchObject({ share: '0', outcome: 'rolled-back' });
    untouched(world);
    expect(names(world)).toEqual(onlyStable);
  });

  it('keeps the old version for so long, and a rule that says no then goes back as well', async () => {
    const world = createWorld();
    world.behave = (atMs) => ({ errors: atMs > 80_000 ? 0.5 : 0 });
    expect(await world.main({ ...blueGreen, keep: '5m' })).toBe('failure');
    expect(world.log.join('\n')).toContain('▸ step 2 of 2: keep the old version');
    untouched(world);
    const quiet = createWorld();
    expect(await quiet.main({ ...blueGreen, keep: '0s' })).toBe('success');
    const short = quiet.clock.monotonic();
    const long = createWorld();
    await long.main({ ...blueGreen, keep: '5m' });
    expect(long.clock.monotonic() - short).toBeGreaterThanOrEqual(300_000);
  });

  it('abort goes back in one call, while the old version is kept and when all has passed', async () => {
    const kept = createWorld();
    kept.clock.at(90_000, () => void kept.main({ command: 'abort' }, '2002'));
    expect(await kept.main(blueGreen)).not.toBe('success');
    untouched(kept);
    expect(names(kept)).toEqual(onlyStable);
    const passed = createWorld();
    await passed.main(blueGreen);
    expect(await passed.main({ command: 'abort' }, '2002')).toBe('success');
    untouched(passed);
    expect(names(passed)).toEqual(onlyStable);
  });

  it.each(changes.flatMap((change) => [false, true].map((lost) => [change, lost] as const)))(
    'after a death at change %i the next run puts the selector back (journal lost: %s)',
    async (change, lost) => {
      const world = createWorld();
      world.diesAt = change;
      expect(await world.main(SHORT)).not.toBe('success');
      world.diesAt = undefined;
      world.state.clear();
      world.clock.advance(21_000);
      if (lost) await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
      await world.main({ command: 'abort' }, '2002');
      untouched(world);
      expect(names(world)).toEqual(onlyStable);
    },
  );

  it('says that only a run can put it back, and leaves what others made of the selector', async () => {
    const world = createWorld();
    world.clock.at(40_000, () =>
      world.kube.put({ ...serviceOf(world), spec: { ...serviceOf(world).spec, selector: { app: 'other' } } }),
    );
    expect(await world.main(blueGreen)).toBe('failure');
    expect(world.log.join('\n')).toContain('no fuse: the selector of your own Service is edited');
    expect(last(world)).toContain('CANARY_TRAFFIC_CHANGED');
    expect(serviceOf(world).spec.selector).toEqual({ app: 'other' });
  });

  it('leaves nobody alone: with stable down the new version keeps all of the traffic', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.5 });
    world.clock.at(8_000, () => {
      for (const pod of podsOf(world, 'stable'))
        world.kube.put({ ...pod, status: { conditions: [{ type: 'Ready', status: 'False' }] } });
    });
    expect(await world.main(blueGreen)).not.toBe('success');
    expect(last(world)).toContain('CANARY_STABLE_DOWN');
    expect(instance(world)).toBe('orders-canary');
    expect(podsOf(world, 'canary')).toHaveLength(3);
  });
});

describe('CAN-09 blue-green with a gateway', () => {
  it('switches by the overlay, and the fuse takes it back when nothing lives', async () => {
    const world = createWorld({ gateway: true });
    world.diesAt = 'replace HTTPRoute orders-canary';
    await world.main(blueGreen);
    expect(JSON.parse(overlaid(world))).toMatchObject([
      { name: 'orders', weight: 0 },
      { name: 'orders-canary', weight: 100 },
    ]);
    world.clock.advance(75_000);
    expect(overlayOf(world)).toBeUndefined();
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('passes, and is ended by the post step', async () => {
    const world = createWorld({ gateway: true });
    expect(await world.main(blueGreen)).toBe('success');
    expect(world.outputs).toMatchObject({ share: '100', outcome: 'passed' });
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('switches by the weights of the route where no overlay is possible', async () => {
    const world = createWorld({ gateway: 'weights' });
    expect(await world.main(blueGreen)).toBe('success');
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('a pause before the switch holds it until somebody resumes', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(3_000, () => void world.main({ command: 'pause' }, '2002'));
    world.clock.at(200_000, () => void world.main({ command: 'resume' }, '2002'));
    const at: number[] = [];
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind === 'HTTPRoute' && overlaid(world)?.includes('"weight":100'))
        at.push(world.clock.monotonic());
    });
    expect(await world.main(blueGreen)).toBe('success');
    expect(at[0]).toBeGreaterThanOrEqual(200_000);
  });
});

describe('what does not go together with blue-green', () => {
  it('a Service that leads to pods of others too: they would get nothing any more', async () => {
    const world = createWorld();
    const labels = { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' };
    const deployment = stableDeployment(OLD);
    const selector = { matchLabels: { ...labels, tier: 'web' } };
    world.kube.put({ ...deployment, spec: { ...deployment.spec, selector } });
    for (const pod of podsOf(world, 'stable'))
      world.kube.put({ ...pod, metadata: { ...pod.metadata, labels: { ...labels, tier: 'web' } } });
    world.kube.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'orders-batch-1', namespace: 'shop', labels: { ...labels, tier: 'batch' } },
    });
    expect(await world.main({ ...blueGreen, metrics: 'pods', 'prometheus-url': '' })).toBe('failure');
    expect(last(world)).toContain(
      'service "orders": leads to pods of others too, such as orders-batch-1, which would get nothing after the switch',
    );
    expect(world.calls()).toEqual([]);
  });

  it.each([
    [
      { provider: 'replicas' },
      'provider "replicas": is not for strategy blue-green (allowed: auto, gateway or selector)',
    ],
    [{ 'max-canary-replicas': '2' }, 'max-canary-replicas "2": is fewer than stable has'],
    [
      { 'latency-action': 'pause' },
      'latency-action "pause": has no smaller share to hold with strategy blue-green',
    ],
    [{ strategy: 'canary', provider: 'selector' }, 'provider "selector": is not for strategy canary'],
  ])('%j', async (inputs, words) => {
    const world = createWorld();
    expect(await world.main({ ...blueGreen, ...inputs })).toBe('failure');
    expect(last(world)).toContain(words);
    expect(world.calls()).toEqual([]);
  });
});
