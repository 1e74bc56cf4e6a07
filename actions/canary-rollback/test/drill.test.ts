import { describe, expect, it } from 'vitest';
import { FAULT_NAMES, FAULTS } from '../src/drill/faults.ts';
import { createWorld } from './world/create-world.ts';
import { OLD } from './world/objects.ts';
import { last, names, onlyStableRouted } from './world/views.ts';
import type { World } from './world/world.ts';

/** A drill of what stable runs. */
const drill = (world: World, inputs: Record<string, string> = {}): Promise<unknown> =>
  world.main({ command: 'drill', image: '', ...inputs });

const CHAOS = 'chaos-mesh.org/v1alpha1';

/** Chaos Mesh, as far as it is felt: the pods answer errors, or slowly, while there is an experiment. */
function withChaosMesh(world: World): World {
  const { apiVersions } = world.kube;
  world.kube.apiVersions = async () => [...(await apiVersions()), CHAOS];
  world.behave = () => {
    const there = world.kube.objects().filter(({ apiVersion }) => apiVersion === CHAOS);
    return there.length === 0 ? {} : { errors: 0.5 };
  };
  return world;
}

describe('CAN-12: a drill', () => {
  it('kills the pods of the canary until it is rolled back, and prints how long that took', async () => {
    const world = createWorld({ gateway: true });
    expect(await drill(world), last(world)).toBe('success');
    expect(world.outputs['outcome']).toBe('drilled');
    const result = JSON.parse(world.outputs['drill'] ?? '') as Record<string, number>;
    expect(result).toMatchObject({ fault: 'pod-kill', by: 'cluster', rule: 'readiness', budgetSeconds: 60 });
    expect(result['detectionSeconds']).toBeLessThanOrEqual(20);
    expect(result['recoverySeconds']).toBeGreaterThanOrEqual(result['detectionSeconds'] ?? 0);
    expect(world.log).toContain(world.outputs['drill']);
    expect([...world.files].some(([path]) => path.endsWith('drill.json'))).toBe(true);
    expect(names(world)).toEqual(onlyStableRouted);
    expect(world.calls().some((call) => /^delete Pod orders-6d5f/.test(call))).toBe(false);
    expect(world.outputs['canary-digest'] ?? OLD.split('@')[1]).toBe(OLD.split('@')[1]);
  });

  it('says nothing against the version that it broke', async () => {
    const world = createWorld({ gateway: true });
    await drill(world);
    world.state.clear();
    await world.main({}, '1002');
    expect(world.log.join('\n')).not.toContain('was rolled back once');
  });

  it.each(['crash', 'memory', 'cpu'])(
    'by %s changes the canary alone, at once for all of its pods',
    async (fault) => {
      const world = createWorld({ gateway: true });
      let patched: unknown;
      world.kube.onChange((object, verb) => {
        const spec = object['spec'] as { strategy?: { type?: string } } | undefined;
        if (object.kind === 'Deployment' && verb === 'patch' && spec?.strategy?.type === 'Recreate') {
          patched = spec;
          world.podsReady = false;
        }
        world.react(object, verb);
        if (!world.podsReady)
          for (const pod of world.kube
            .objects()
            .filter(({ kind, metadata }) => kind === 'Pod' && metadata.name.includes('-canary-')))
            world.kube.put({ ...pod, status: { conditions: [{ type: 'Ready', status: 'False' }] } });
      });
      expect(await drill(world, { fault }), last(world)).toBe('success');
      expect(JSON.stringify(patched)).toMatch(
        { crash: /no-such-program/, memory: /"memory":"8Mi"/, cpu: /"cpu":"10m"/ }[fault] as RegExp,
      );
      expect(world.calls().some((call) => /(patch|replace) Deployment orders$/.test(call))).toBe(false);
      expect(world.outputs['reason']).toMatch(
        new RegExp(`^the fault ${fault} was found by the rule readiness after \\d+ s`),
      );
    },
  );

  it.each(['errors', 'cpu', 'latency'])(
    'by %s takes Chaos Mesh where it is, and removes what it made',
    async (fault) => {
      const world = withChaosMesh(createWorld({ gateway: true }));
      expect(await drill(world, { fault }), last(world)).toBe('success');
      expect(JSON.parse(world.outputs['drill'] ?? '')).toMatchObject({
        fault,
        by: 'chaos-mesh',
        rule: 'evidence',
      });
      expect(world.kube.objects().filter(({ apiVersion }) => apiVersion === CHAOS)).toEqual([]);
    },
  );

  it.each(['errors', 'latency'])('by %s is refused where it cannot be had', async (fault) => {
    const world = createWorld({ gateway: true });
    expect(await drill(world, { fault })).toBe('failure');
    expect(last(world)).toContain(
      `fault "${fault}": needs Chaos Mesh, and this cluster has none (allowed: pod-kill, crash, memory or cpu without it)`,
    );
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('that nobody notices fails, and the canary is gone all the same', async () => {
    const world = withChaosMesh(createWorld({ gateway: true }));
    world.behave = () => ({});
    expect(await drill(world, { fault: 'errors' })).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_DRILL_MISSED: the drill did not end as it should: the canary passed although the fault errors was made; traffic is back on stable',
    );
    expect(names(world)).toEqual(onlyStableRouted);
    expect(world.kube.objects().filter(({ apiVersion }) => apiVersion === CHAOS)).toEqual([]);
    expect(await world.post({ command: 'drill' })).toBe('success');
  });

  it('that is noticed too late, or never began, fails', async () => {
    const late = createWorld({ gateway: true });
    await drill(late, { 'drill-budget': '5s' });
    expect(last(late)).toMatch(/CANARY_DRILL_MISSED: .*it took \d+(\.\d)? s and not 5 s \(rule readiness\)/);
    const never = createWorld({ gateway: true });
    await drill(never, { 'drill-after': '30m' });
    expect(last(never)).toContain('the steps were over before the fault pod-kill could begin');
  });

  it('whose fault cannot be made fails with the reason', async () => {
    const world = createWorld({ gateway: true });
    world.denied = ['delete pods'];
    await drill(world);
    expect(last(world)).toContain('takes rights that the user lacks: delete pods');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('of a canary that fails by itself before is that failure', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.5 });
    await drill(world, { 'drill-after': '10m' });
    expect(last(world)).toContain('a rule spoke before the fault began');
  });

  it('has an image when stable runs one by tag, shows its plan, and knows all faults by name', async () => {
    const world = createWorld({ gateway: true });
    await drill(world, { 'dry-run': 'true' });
    expect(world.log.join('\n')).toContain(
      'dry run: would start a canary of what stable runs; then the drill deletes the pods',
    );
    world.promote('registry.example.com/orders:v1');
    await drill(world);
    expect(last(world)).toContain(
      'image: is needed for the drill: stable runs registry.example.com/orders:v1, by no digest',
    );
    expect(FAULTS.map(({ name }) => name)).toEqual([...FAULT_NAMES]);
  });
});

describe('CAN-14: a release that is tried under a fault', () => {
  /** Chaos Mesh, and a canary that fails with it while its packets are late. */
  function world(errors: number): World {
    const made = withChaosMesh(createWorld({ gateway: true }));
    made.behave = () =>
      made.kube.objects().some(({ apiVersion }) => apiVersion === CHAOS) ? { errors, latencyMs: 300 } : {};
    return made;
  }
  const tried = { verify: 'chaos', fault: 'latency', 'fault-delay': '300ms' };

  it('goes back where it fails only under the fault, and says so', async () => {
    const weak = world(0.3);
    expect(await weak.main(tried)).toBe('failure');
    expect(last(weak)).toContain('CANARY_FAILED');
    expect(weak.log.join('\n')).toContain(
      'the canary did not keep its limits under the fault latency (verify: chaos)',
    );
    expect(names(weak)).toEqual(onlyStableRouted);
    expect(weak.kube.objects().filter(({ apiVersion }) => apiVersion === CHAOS)).toEqual([]);
    const plain = world(0.3);
    expect(await plain.main()).toBe('success');
  });

  it('passes where it bears it, and the fault is over then', async () => {
    const robust = world(0);
    let delay: unknown;
    robust.kube.onChange((object, verb) => {
      robust.react(object, verb);
      if (object.kind === 'NetworkChaos' && verb === 'create')
        delay = (object['spec'] as { delay: object }).delay;
    });
    expect(await robust.main(tried)).toBe('success');
    expect(delay).toEqual({ latency: '300ms' });
    expect(robust.outputs['outcome']).toBe('passed');
    expect(robust.summaries.join('\n')).toContain(
      'the canary kept its limits under the fault latency (verify: chaos)',
    );
    expect(robust.kube.objects().filter(({ apiVersion }) => apiVersion === CHAOS)).toEqual([]);
  });

  it('is no pass where the fault was never made', async () => {
    const never = world(0);
    expect(await never.main({ ...tried, 'drill-after': '30m' })).toBe('failure');
    expect(last(never)).toContain('the steps were over before the fault latency could begin');
    const broken = world(0);
    const { create } = broken.kube;
    broken.kube.create = async (object) => {
      if (object.kind === 'NetworkChaos') throw new Error('the webhook of Chaos Mesh is away');
      return create(object);
    };
    expect(await broken.main(tried)).toBe('failure');
    expect(last(broken)).toContain('the fault latency could not be made: the webhook of Chaos Mesh is away');
    expect(names(broken)).toEqual(onlyStableRouted);
  });

  it.each([
    [{ fault: 'pod-kill' }, 'fault "pod-kill": is none that a good version could bear'],
    [{ environment: 'production' }, 'environment "production": is production'],
    [{ strategy: 'blue-green' }, 'strategy "blue-green": would let all users feel the drill'],
  ])('is refused with %j', async (inputs, words) => {
    const refused = world(0);
    expect(await refused.main({ ...tried, ...inputs } as Record<string, string>)).toBe('failure');
    expect(last(refused)).toContain(words);
    expect(refused.calls().some((call) => call.startsWith('create Deployment'))).toBe(false);
  });

  it('is refused where only the kubeconfig says production', async () => {
    const refused = world(0);
    Object.assign(refused.kube.target, { context: 'prod.example.com' });
    await refused.main(tried);
    expect(last(refused)).toContain('CANARY_DRILL_REFUSED');
    expect(names(refused)).toEqual(onlyStableRouted);
  });

  it('needs Chaos Mesh: what starts the canary anew would stay with it', async () => {
    const plain = createWorld({ gateway: true });
    expect(await plain.main({ ...tried, fault: 'cpu' })).toBe('failure');
    expect(last(plain)).toContain('fault "cpu": needs Chaos Mesh where a release is tried under it');
    expect(plain.calls().some((call) => call.startsWith('create Deployment'))).toBe(false);
  });
});

describe('CAN-13: production', () => {
  it.each([
    ['environment', { environment: 'production' }],
    ['environment', { environment: 'eu-prod' }],
    ['environment', { environment: 'live-eu' }],
    ['namespace', { namespace: 'prod' }],
    ['kube-context', { 'kube-context': 'admin@eu-production' }],
  ])('is refused by %s unless told', async (input, inputs) => {
    const world = createWorld({ gateway: true });
    expect(await drill(world, inputs)).toBe('failure');
    expect(last(world)).toContain(`${input} ${JSON.stringify(Object.values(inputs)[0])}: is production`);
    expect(world.calls().some((call) => call.startsWith('create Deployment'))).toBe(false);
  });

  it('is refused where only the kubeconfig says it', async () => {
    const world = createWorld({ gateway: true });
    Object.assign(world.kube.target, { context: 'prod.example.com' });
    await drill(world);
    expect(last(world)).toContain(
      'CANARY_DRILL_REFUSED: the context "prod.example.com" of the kubeconfig is production',
    );
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('of a switch would be felt by all users', async () => {
    const world = createWorld({ gateway: true });
    await drill(world, { strategy: 'blue-green' });
    expect(last(world)).toContain('strategy "blue-green": would let all users feel the drill');
  });

  it('is allowed when told, and a word that only begins alike is none', async () => {
    for (const inputs of [
      { environment: 'production', 'drill-production': 'true' },
      { environment: 'product-lab' },
    ]) {
      const world = createWorld({ gateway: true });
      expect(await drill(world, inputs as Record<string, string>), last(world)).toBe('success');
    }
  });
});
