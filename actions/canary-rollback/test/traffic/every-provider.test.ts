import { fieldMeta } from '@fairlead/core';
import { createFakeKube, type FakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/codes.ts';
import { inputs } from '../../src/inputs.ts';
import { parseJournal } from '../../src/journal/journal.ts';
import { sections } from '../../src/readme.ts';
import type { Provider, TrafficRequest } from '../../src/traffic/provider.ts';
import {
  anyOf,
  autoProviders,
  findProvider,
  openTraffic,
  PROVIDER_NAMES,
  PROVIDERS,
} from '../../src/traffic/registry.ts';
import { STRATEGIES } from '../../src/traffic/strategy.ts';
import { settle } from '../world/controllers.ts';
import { OLD, route, stableDeployment, stableService } from '../world/objects.ts';

/** What a provider's cluster has beside stable, and how somebody else changes the share there. */
interface Place {
  lay(kube: FakeKube): void;
  meddle(kube: FakeKube): void;
  /** What is of ours there beside the canary, where it stands in for another's. */
  readonly mode?: TrafficRequest['gatewayMode'];
  /** The provider, where it is not that of the name. */
  readonly of?: string;
  /** What it can do, where that is not a row of shares. */
  readonly percents?: readonly number[];
  readonly testers?: readonly string[];
}

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary', namespace: 'shop' };

const PLACES: Readonly<Record<string, Place>> = {
  gateway: {
    mode: 'weights',
    lay: (kube) => kube.put(route()),
    meddle: (kube) => kube.put(route()),
  },
  'gateway by overlay': {
    of: 'gateway',
    mode: 'overlay',
    lay: (kube) => kube.put(route()),
    meddle: (kube) => kube.put(route([{ name: 'orders', weight: 7 }])),
  },
  'gateway by weights of a GRPCRoute': {
    of: 'gateway',
    lay: (kube) => kube.put({ ...route(), kind: 'GRPCRoute' }),
    meddle: (kube) => kube.put({ ...route(), kind: 'GRPCRoute' }),
  },
  selector: {
    percents: [100],
    lay: () => {},
    meddle: (kube) => kube.put({ ...stableService(), spec: { selector: { app: 'other' } } }),
  },
  'gateway with testers': {
    of: 'gateway',
    testers: ['header X-Canary=always', 'cookie tester=yes'],
    lay: (kube) => kube.put(route()),
    meddle: (kube) => kube.put(route([{ name: 'orders', weight: 7 }])),
  },
  'gateway all at once': {
    of: 'gateway',
    percents: [100],
    lay: (kube) => kube.put(route()),
    meddle: (kube) => kube.put(route([{ name: 'orders', weight: 7 }])),
  },
  replicas: {
    lay: () => {},
    meddle: (kube) => void kube.mergePatch(deployment, { spec: { replicas: 9 } }),
  },
};

function lay(provider: Provider, place = provider.name) {
  const kube = createFakeKube('shop');
  const stable = settle(stableDeployment(OLD), true);
  const canary = stableDeployment(OLD);
  kube.put(stable);
  kube.put(stableService());
  kube.put({
    ...canary,
    metadata: {
      name: 'orders-canary',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' },
    },
    spec: { ...canary.spec, replicas: 0 },
  });
  kube.onChange((object) => {
    if (object.kind === 'Deployment') kube.put(settle(object as ReturnType<typeof stableDeployment>, true));
  });
  PLACES[place]?.lay(kube);
  const target = { kube, namespace: 'shop', workload: 'orders' };
  const request: TrafficRequest = {
    target,
    service: stableService(),
    stable,
    route: undefined,
    percents: PLACES[place]?.percents ?? [25, 50],
    maxReplicas: undefined,
    baseline: false,
    testers: PLACES[place]?.testers ?? [],
    gatewayMode: PLACES[place]?.mode ?? 'auto',
  };
  return { kube, target, request };
}

async function begin(provider: Provider, place: string) {
  const { kube, target, request } = lay(provider, place);
  const answer = await provider.plan(request);
  if (answer.kind !== 'ready') throw new Error(`it is not for this cluster: ${answer.kind}`);
  const record = { provider: provider.name, service: 'orders', data: answer.data };
  const planned = kube.calls.filter(({ kind }) => kind !== 'SelfSubjectAccessReview').length;
  const traffic = openTraffic(target, record);
  await traffic.begin(undefined);
  const begun = kube.calls.length;
  return { kube, target, record, steps: answer.steps.steps, traffic, planned, begun };
}

const CASES = Object.entries(PLACES).flatMap(([place, { of = place }]) => {
  const provider = findProvider(of);
  return provider === undefined ? [] : [{ name: of, place, provider }];
});

it('every provider has a place in this suite', () => {
  expect([...new Set(CASES.map(({ name }) => name))]).toEqual(PROVIDER_NAMES);
});

describe.each(CASES)('every provider: $place', ({ name, place, provider }) => {
  it('has words for people', () => {
    expect(findProvider(name)).toBe(provider);
    for (const words of [provider.by, provider.heldIn, provider.readme])
      expect(words.length).toBeGreaterThan(5);
    expect(provider.readme).toContain(`**\`${name}\`**`);
    expect(provider.rights.length).toBeGreaterThan(0);
  });

  it('is named in what is said of all of them', () => {
    expect(codes['CANARY_TRAFFIC_CHANGED']?.meaning).toContain(provider.heldIn);
    expect(sections['meddling']).toContain(provider.heldIn);
    expect(sections['providers']).toContain(provider.readme);
    const { description } = fieldMeta(inputs.route);
    for (const words of [description, codes['CANARY_ROUTE_GONE']?.meaning, sections['meddling']])
      expect(words).toContain(provider.route ?? '');
  });

  it('plans without changing anything, with rising shares', async () => {
    const { planned, steps } = await begin(provider, place);
    expect(planned).toBe(0);
    expect(steps.map(({ percent }) => percent)).toEqual(PLACES[place]?.percents ?? [25, 50]);
    for (const { share, percent } of steps) expect(Math.abs(share - percent)).toBeLessThan(1);
  });

  it('gives each step its share, which is kept until somebody else writes there', async () => {
    const { kube, steps, traffic } = await begin(provider, place);
    for (const step of steps) {
      await traffic.set(step);
      const now = await traffic.read();
      expect(now.share).toBeCloseTo(step.share);
      expect(now.keeps(step)).toBe(true);
      expect(now.lost).toBeUndefined();
    }
    const [first] = steps;
    const last = steps.at(-1);
    if (first !== last) expect(first !== undefined && (await traffic.read()).keeps(first)).toBe(false);
    PLACES[place]?.meddle(kube);
    expect(last !== undefined && (await traffic.read()).keeps(last)).toBe(false);
  });

  it('takes all traffic away, as often as it is asked, and never writes to stable', async () => {
    const { kube, steps, traffic } = await begin(provider, place);
    for (const step of steps) await traffic.set(step);
    await traffic.clear();
    const after = kube.calls.length;
    expect(await traffic.read()).toMatchObject({ share: 0 });
    await traffic.clear();
    expect(kube.calls).toHaveLength(after);
    expect(kube.calls.filter(({ kind, name: of }) => kind === 'Deployment' && of === 'orders')).toEqual([]);
  });

  it('leaves nothing of its own behind when it ends, as often as it is asked', async () => {
    const { kube, steps, traffic } = await begin(provider, place);
    for (const step of steps) await traffic.set(step);
    await traffic.clear();
    await traffic.end();
    await traffic.end();
    const ours = kube
      .objects()
      .filter(({ kind, metadata }) => kind !== 'Deployment' && metadata.name.includes('canary'));
    expect(ours).toEqual([]);
  });

  it('changes nothing when a share stands already', async () => {
    const { kube, steps, traffic, begun } = await begin(provider, place);
    const [step = { percent: 0, replicas: 0 }] = steps;
    await traffic.set(step);
    await traffic.set(step);
    expect(kube.calls).toHaveLength(begun + 1);
  });

  it('ends from a journal alone what another process began', async () => {
    const { target, record, steps, traffic } = await begin(provider, place);
    for (const step of steps) await traffic.set(step);
    const text = JSON.stringify({ schemaVersion: 2, holder: { token: 'x' }, steps, traffic: record });
    const read = parseJournal(text).journal?.traffic;
    expect(read).toEqual(record);
    if (read !== undefined) await openTraffic(target, read).clear();
    expect((await traffic.read()).share).toBe(0);
    expect(provider.placeOf(record.data).length).toBeGreaterThan(3);
  });

  it('refuses to read what it did not write', () => {
    for (const data of [undefined, null, 7, 'text']) expect(provider.readData(data)).toBeUndefined();
  });

  it('finds a canary whose journal is gone', async () => {
    const { target, steps, traffic } = await begin(provider, place);
    for (const step of steps) await traffic.set(step);
    const names = { service: 'orders', route: 'orders', made: undefined };
    const data = await provider.findStray(target, names);
    expect(data).toBeDefined();
    await openTraffic(target, { provider: name, service: 'orders', data: data ?? {} }).clear();
    expect((await traffic.read()).share).toBe(0);
  });

  it('answers for a canary that it has made, whatever became of the shares', async () => {
    const { target, steps, traffic } = await begin(provider, place);
    for (const step of steps) await traffic.set(step);
    await traffic.clear();
    const names = { service: 'orders', route: 'orders', made: name };
    expect(await provider.findStray(target, names)).toBeDefined();
  });
});

describe('what is said of all providers', () => {
  it.each([
    [['a'], 'a'],
    [['a', 'b', 'a'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('%j is %s', (words, said) => {
    expect(anyOf(words)).toBe(said);
  });
});

describe('auto', () => {
  it('passes over what is taken only by name', () => {
    for (const provider of autoProviders('canary')) {
      const all = PROVIDERS.map((one) => (one === provider ? { ...one, onlyByName: true as const } : one));
      expect(autoProviders('canary', all)).toEqual(autoProviders('canary').filter((one) => one !== provider));
    }
  });

  it.each(STRATEGIES)(
    'asks last the one that fits every cluster: it would never come to another (%s)',
    async (strategy) => {
      const fits: string[] = [];
      for (const provider of autoProviders(strategy)) {
        const { request } = lay({ ...provider, name: 'nothing that is laid' });
        if ((await provider.plan(request)).kind === 'ready') fits.push(provider.name);
      }
      expect(fits).toEqual([autoProviders(strategy).at(-1)?.name]);
    },
  );
});

it('there is no traffic of a provider that is not known', () => {
  const { target } = lay(PROVIDERS[0] as Provider);
  const record = { provider: 'istio', service: 'orders', data: {} };
  expect(() => openTraffic(target, record)).toThrow('there is no traffic provider istio');
});

describe('a journal', () => {
  const journal = { schemaVersion: 2, holder: { token: 'x' }, steps: [] };

  it.each([
    [
      'of a provider that is not known',
      { ...journal, traffic: { provider: 'istio', service: 'orders' } },
      `the provider "istio", and this version knows only ${PROVIDER_NAMES.join(', ')}`,
    ],
    ['that names no provider', { ...journal, traffic: { service: 'orders' } }, 'the provider undefined'],
    [
      'of a provider that left out what it needs',
      { ...journal, traffic: { provider: 'gateway', service: 'orders', data: {} } },
      'what it says of the provider gateway cannot be read',
    ],
    [
      'of a provider that did not remember what was there before',
      { ...journal, traffic: { provider: 'gateway', service: 'orders', data: { route: 'orders' } } },
      'what it says of the provider gateway cannot be read',
    ],
    ['of another schema version', { ...journal, schemaVersion: 1 }, 'its schema version is 1, not 2'],
    ['without a holder', { ...journal, holder: undefined }, 'parts of it are missing'],
    ['that is no object', 7, 'it is not JSON'],
  ])('%s is refused with the reason', (_, value, why) => {
    const read = parseJournal(JSON.stringify(value));
    expect(read.journal).toBeUndefined();
    expect(read).toMatchObject({ why: expect.stringContaining(why) });
  });
});
