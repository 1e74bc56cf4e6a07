import type { Deployment, KubeObject } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { settle } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { CHART } from './world/helm.ts';
import { NEW, OLD, stableDeployment } from './world/objects.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const INPUTS = { chart: CHART };

function configMap(data: Record<string, string>, name = 'orders'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
}

function secret(stringData: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'orders' }, type: 'Opaque', stringData };
}

/** The Deployment that a chart renders, with an environment from a ConfigMap and a Secret. */
function rendered(image: string, env: readonly object[] = [], more: object = {}): Deployment {
  const deployment = stableDeployment(image);
  const { template } = deployment.spec;
  const [orders, ...others] = template.spec.containers;
  const envFrom = [{ configMapRef: { name: 'orders' } }, { secretRef: { name: 'orders' } }];
  const containers = [{ ...orders, env, envFrom }, ...others];
  return {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers, ...more } } },
  } as Deployment;
}

/** A world whose release is rendered as it runs; `chart` is what the commit makes of it. */
function withChart(chart: readonly object[], gateway = false): World {
  const world = createWorld({ gateway });
  const before = [rendered(OLD), configMap({ CURRENCY: 'EUR' }), secret({ PASSWORD: 'correct horse' })];
  world.kube.put(configMap({ CURRENCY: 'EUR' }));
  world.kube.put({
    ...secret({}),
    metadata: { name: 'orders', namespace: 'shop' },
    data: { PASSWORD: btoa('correct horse') },
  });
  world.chart = { before, after: chart };
  return world;
}

const SAME = [configMap({ CURRENCY: 'EUR' }), secret({ PASSWORD: 'correct horse' })];

/** What was sent to the cluster as a new object. */
function created<T extends KubeObject = KubeObject>(world: World, kind: string, name: string): T | undefined {
  const call = world.kube.calls.find(
    (each) => each.verb === 'create' && each.kind === kind && each.name === name,
  );
  return call?.body as T | undefined;
}

const podOf = (world: World) => created<Deployment>(world, 'Deployment', 'orders-canary')?.spec.template.spec;

/** Everything that people can read of a run. */
const told = (world: World): string => [...world.log, ...world.summaries, ...world.files.values()].join('\n');

describe('the configuration of the chart', () => {
  it.each([false, true])(
    'gives the canary the pods that the deploy will make (gateway %s)',
    async (gateway) => {
      const world = withChart([rendered(NEW, [{ name: 'LIMIT', value: '7' }]), ...SAME], gateway);
      expect(await world.main(INPUTS)).toBe('success');
      expect(podOf(world)?.containers[0]).toMatchObject({
        image: NEW,
        env: [{ name: 'LIMIT', value: '7' }],
        envFrom: [{ configMapRef: { name: 'orders' } }, { secretRef: { name: 'orders' } }],
      });
      const words = 'configuration: containers[orders].env[LIMIT], by chart deploy/orders (release orders)';
      expect(world.log.join('\n')).toContain(words);
      expect(world.summaries.join()).toContain('containers\\[orders\\].env\\[LIMIT');
      expect(
        world.helm.find((call) => call.startsWith('helm upgrade orders /nowhere/deploy/orders')),
      ).toContain('--dry-run=server');
    },
  );

  it.each([false, true])(
    'is copied where it differs, and goes with the canary (gateway %s)',
    async (gateway) => {
      const world = withChart([rendered(NEW), configMap({ CURRENCY: 'USD' }), SAME[1] ?? {}], gateway);
      expect(await world.main(INPUTS)).toBe('success');
      expect(podOf(world)?.containers[0]).toMatchObject({
        envFrom: [{ configMapRef: { name: 'orders-canary' } }, { secretRef: { name: 'orders' } }],
      });
      expect(created(world, 'ConfigMap', 'orders-canary')).toMatchObject({
        data: { CURRENCY: 'USD' },
        metadata: {
          labels: { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' },
          ownerReferences: [{ kind: 'Deployment', name: 'orders-canary' }],
        },
      });
      const order = world.calls().filter((call) => /(Deployment|ConfigMap) orders-canary$/.test(call));
      expect(order.slice(0, 3)).toEqual([
        'create Deployment orders-canary',
        'create ConfigMap orders-canary',
        'patch Deployment orders-canary',
      ]);
      expect(created<Deployment>(world, 'Deployment', 'orders-canary')?.spec.replicas).toBe(0);
      expect(
        (await world.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders' }))?.['data'],
      ).toEqual({
        CURRENCY: 'EUR',
      });
      world.promote();
      expect(await world.post(INPUTS)).toBe('success');
      expect(
        await world.kube.get({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-canary' }),
      ).toBeUndefined();
    },
  );

  it('never shows what a Secret holds', async () => {
    const world = withChart([
      rendered(NEW),
      SAME[0] ?? {},
      secret({ PASSWORD: 'hunter2hunter2', image: 'nothing' }),
    ]);
    world.logs = () => 'cannot log in with hunter2hunter2';
    world.behave = () => ({ errors: 1 });
    expect(await world.main(INPUTS)).toBe('failure');
    expect(created(world, 'Secret', 'orders-canary')).toMatchObject({
      type: 'Opaque',
      data: { PASSWORD: btoa('hunter2hunter2'), image: btoa('nothing') },
    });
    expect(told(world)).toContain('Secret orders as orders-canary');
    expect(told(world)).not.toContain('hunter2');
    expect(told(world)).not.toContain(btoa('hunter2hunter2'));
  });

  it('catches a bad setting although the image is good, and nothing of it stays', async () => {
    const world = withChart([rendered(OLD), configMap({ CURRENCY: 'nonsense' }), SAME[1] ?? {}]);
    world.behave = () => ({ errors: 0.5 });
    expect(await world.main({ ...INPUTS, image: OLD })).toBe('failure');
    expect(world.outputs['outcome']).toBe('rolled-back');
    const left = world.kube.objects().filter(({ metadata }) => metadata.name.endsWith('-canary'));
    expect(left).toEqual([]);
  });

  it('alone is judged too: the same image with other settings is no run without a change', async () => {
    const same = withChart([rendered(OLD), ...SAME]);
    expect(await same.main({ ...INPUTS, image: OLD })).toBe('success');
    expect(same.outputs['outcome']).toBe('unchanged');
    const other = withChart([rendered(OLD, [{ name: 'LIMIT', value: '7' }]), ...SAME]);
    expect(await other.main({ ...INPUTS, image: OLD })).toBe('success');
    expect(other.outputs['outcome']).toBe('passed');
    expect(await other.post(INPUTS)).toBe('failure');
    expect(last(other)).toContain('orders has its old configuration: it was not promoted');
  });

  it('that was promoted is seen by the pods that changed, or by what they refer to', async () => {
    const pods = withChart([rendered(OLD, [{ name: 'LIMIT', value: '7' }]), ...SAME]);
    await pods.main({ ...INPUTS, image: OLD });
    pods.kube.put(
      settle(
        {
          ...rendered(OLD, [{ name: 'LIMIT', value: '7' }]),
          metadata: { name: 'orders', namespace: 'shop', generation: 2 },
        },
        true,
      ),
    );
    expect(await pods.post(INPUTS)).toBe('success');
    const scaled = withChart([rendered(OLD, [{ name: 'LIMIT', value: '7' }]), ...SAME]);
    await scaled.main({ ...INPUTS, image: OLD });
    const stable = stableDeployment(OLD);
    const more = {
      ...stable,
      metadata: { ...stable.metadata, generation: 9 },
      spec: { ...stable.spec, replicas: 5 },
    };
    scaled.kube.put(settle(more, true)); // an autoscaler is no deploy
    expect(await scaled.post(INPUTS)).toBe('failure');
    const map = withChart([rendered(OLD), configMap({ CURRENCY: 'USD' }), SAME[1] ?? {}]);
    await map.main({ ...INPUTS, image: OLD });
    map.kube.put(configMap({ CURRENCY: 'USD' }));
    expect(await map.post(INPUTS)).toBe('success');
    const old = withChart([rendered(OLD), configMap({ CURRENCY: 'USD' }), SAME[1] ?? {}]);
    await old.main({ ...INPUTS, image: OLD });
    expect(await old.post(INPUTS)).toBe('failure');
    expect(last(old)).toContain('ConfigMap orders holds what it held before');
  });

  it('has parts that no canary tries; they are named, and no values of theirs', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { size: '9Gi' },
    };
    const hook = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'migrate', annotations: { 'helm.sh/hook': 'pre-upgrade' } },
    };
    const port = (number: number) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'orders' },
      spec: { ports: [{ name: 'http', port: number }] },
    });
    const world = withChart([rendered(NEW), ...SAME, port(81), claim]);
    const chart = world.chart as NonNullable<World['chart']>;
    world.chart = { before: [...chart.before, port(80)], after: chart.after, hooks: [hook] };
    expect(await world.main({ ...INPUTS, 'dry-run': 'true' })).toBe('success');
    expect(world.summaries.join()).toContain(
      'not tried by a canary, and changed by the deploy: Service orders (ports[http].port), PersistentVolumeClaim data (new), Job migrate (a hook: only the deploy runs it)',
    );
  });

  it('is refused where its pods need what only the deploy makes', async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'orders' } };
    const world = withChart([rendered(NEW, [], { serviceAccountName: 'orders' }), ...SAME, account]);
    expect(await world.main(INPUTS)).toBe('failure');
    expect(last(world)).toContain(
      'chart "deploy/orders": brings ServiceAccount orders, without which the pods do not start',
    );
    expect(world.calls()).toEqual([]);
  });

  it('says which values of the last deploy it was not given, and nothing of what they are', async () => {
    const world = withChart([rendered(NEW), ...SAME]);
    const given = { db: { password: 'hunter2hunter2', host: 'db' }, image: { digest: 'x' }, list: [1] };
    world.chart = { ...(world.chart as NonNullable<World['chart']>), given };
    expect(await world.main({ ...INPUTS, set: 'db.host=db' })).toBe('success');
    expect(told(world)).toContain(
      'the last deploy was given values that this step is not: db.password, list; ',
    );
    expect(told(world)).not.toContain('hunter2');
    await world.post(INPUTS);
    const both = withChart([rendered(NEW), ...SAME]);
    both.chart = {
      ...(both.chart as NonNullable<World['chart']>),
      given: { db: { password: 'hunter2hunter2' } },
    };
    await both.main({ ...INPUTS, 'set-secret': 'db.password=other' });
    expect(told(both)).not.toContain('the last deploy was given');
  });

  it('can be left to stable, and then one line says what is not tried', async () => {
    const world = withChart([rendered(NEW, [{ name: 'LIMIT', value: '7' }]), ...SAME]);
    expect(await world.main({ ...INPUTS, configuration: 'stable' })).toBe('success');
    expect(podOf(world)?.containers[0]?.['env']).toBeUndefined();
    expect(
      world.log.filter((line) =>
        line.includes('not tried is what the chart changes: containers[orders].env[LIMIT]'),
      ),
    ).toHaveLength(1);
    const same = withChart([rendered(NEW), ...SAME]);
    await same.main({ ...INPUTS, configuration: 'stable' });
    expect(same.log.join('\n')).not.toContain('configuration: stable');
  });
});

describe('a chart', () => {
  it.each([
    ['that nobody named', {}, { configuration: 'chart' }, 'chart: is wanted by configuration: chart'],
    [
      'of another release',
      {},
      { ...INPUTS, release: 'shop' },
      'release "shop": does not own orders, which belongs to the release orders',
    ],
    [
      'of another workload',
      { after: [{ ...rendered(NEW), metadata: { name: 'web' } }] },
      INPUTS,
      'chart "deploy/orders": renders no Deployment orders; it renders web',
    ],
  ])('%s is refused before anything is made', async (_, chart, inputs, words) => {
    const world = withChart([rendered(NEW), ...SAME]);
    world.chart = { ...(world.chart as NonNullable<World['chart']>), ...chart };
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain(words);
    expect(world.calls()).toEqual([]);
  });

  it('that is not known leaves the canary with the pods of stable', async () => {
    const world = createWorld();
    expect(await world.main()).toBe('success');
    expect(world.helm).toEqual([]);
  });

  it('takes the right to make a copy, and not that of Secrets where there is none', async () => {
    const world = withChart([rendered(NEW), configMap({ CURRENCY: 'USD' }), SAME[1] ?? {}]);
    world.denied = ['create secrets'];
    expect(await world.main({ ...INPUTS, 'dry-run': 'true' })).toBe('success');
    const both = withChart([rendered(NEW), SAME[0] ?? {}, secret({ PASSWORD: 'another one' })]);
    both.denied = ['create secrets'];
    expect(await both.main(INPUTS)).toBe('failure');
    expect(last(both)).toContain(
      'may not create secrets in namespace shop, which configuration: chart takes',
    );
  });

  it('whose copy would have the name of something else is refused', async () => {
    const world = withChart([rendered(NEW), configMap({ CURRENCY: 'USD' }), SAME[1] ?? {}]);
    world.kube.put(configMap({}, 'orders-canary'));
    expect(await world.main(INPUTS)).toBe('failure');
    expect(last(world)).toContain(
      'the ConfigMap orders-canary, which exists and was not made by this action',
    );
  });
});
