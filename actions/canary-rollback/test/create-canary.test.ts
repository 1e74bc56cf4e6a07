import { ExternalError, type Logger, PolicyError } from '@fairlead/core';
import type { Deployment, ImageContainer, KubeObject } from '@fairlead/kube';
import { readPinnedImage } from '@fairlead/oci';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { followCanary } from '../src/canary/baseline.ts';
import { createCanary } from '../src/canary/create-canary.ts';
import { failureOf, withRollback } from '../src/canary/failure.ts';
import { findContainers } from '../src/cluster/containers.ts';
import type { Target } from '../src/cluster/target.ts';
import type { RunPlan } from '../src/plan/inspect.ts';
import { NEW, OLD, stableDeployment, stableService } from './world/objects.ts';

const image = readPinnedImage(NEW) ?? { text: '', name: '', digest: '' };
const stable = stableDeployment(OLD);
const copy = {
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings-canary', namespace: 'shop' } },
};

async function create(provider: 'gateway' | 'replicas', more: object = {}, refuses?: ExternalError) {
  const kube = createFakeKube('shop', createFakeClock());
  const seen: string[] = [];
  kube.onChange(({ kind, metadata, ...rest }: KubeObject) => {
    const { replicas } = (rest['spec'] ?? {}) as Deployment['spec'];
    seen.push(`${kind} ${metadata.name}${kind === 'Deployment' ? ` ${replicas}` : ''}`);
  });
  const lines: string[] = [];
  const { copies = [], replicas = 2, ...rest } = more as { copies?: object[]; replicas?: number };
  const plan = {
    stable,
    service: stableService(),
    image,
    baseline: false,
    traffic: { provider },
    steps: { steps: [{ replicas }] },
    configuration: {
      source: stable,
      container: findContainers(stable, image, undefined)[0] as ImageContainer,
      copies,
    },
    ...rest,
  } as unknown as RunPlan;
  const own = refuses === undefined ? kube : { ...kube, create: () => Promise.reject(refuses) };
  const target = { kube: own, namespace: 'shop', workload: 'orders' } as unknown as Target;
  const log = { info: (line: string) => void lines.push(line) } as unknown as Logger;
  const failure = await createCanary(target, plan, undefined, log).catch((error: unknown) => error);
  return { seen, lines, failure };
}

describe('the objects of a canary', () => {
  it('begin with the pods of the first step where nobody reaches them, and with a Service', async () => {
    expect((await create('gateway')).seen).toEqual(['Deployment orders-canary 2', 'Service orders-canary']);
    expect((await create('gateway', { service: undefined })).seen).toEqual(['Deployment orders-canary 2']);
    expect((await create('gateway', { replicas: undefined })).seen[0]).toBe('Deployment orders-canary 2');
    expect((await create('gateway', { steps: { steps: [] } })).seen[0]).toBe('Deployment orders-canary 1');
  });

  it('begin without pods behind the Service of stable: each that is ready gets traffic at once', async () => {
    expect((await create('replicas')).seen).toEqual(['Deployment orders-canary 0']);
    const { seen } = await create('replicas', { copies: [copy], baseline: true });
    expect(seen).toEqual([
      'Deployment orders-canary 0',
      'ConfigMap settings-canary',
      'Deployment orders-baseline 0',
    ]);
  });

  it('have their pods after the copies of configuration that these need', async () => {
    const { seen } = await create('gateway', { copies: [copy], baseline: true, service: undefined });
    expect(seen).toEqual([
      'Deployment orders-canary 0',
      'ConfigMap settings-canary',
      'Deployment orders-canary 2',
      'Deployment orders-baseline 2',
    ]);
  });

  it('that the cluster refuses were no shift, and another failure is not told as that', async () => {
    const refused = (code: string) => new ExternalError({ code, message: 'no', hint: '' });
    const told = 'the cluster refused a copy of the stable objects; nothing was shifted';
    const invalid = refused('KUBE_INVALID');
    expect(await create('gateway', {}, invalid)).toEqual({ seen: [], lines: [told], failure: invalid });
    expect((await create('gateway', {}, refused('KUBE_FORBIDDEN'))).lines).toEqual([]);
  });
});

describe('the fresh pods of the old version', () => {
  const baseline = (replicas: number, ready: number): Deployment => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'orders-baseline',
      namespace: 'shop',
      generation: 1,
      labels: { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' },
    },
    spec: { ...stable.spec, replicas },
    status: { observedGeneration: 9, replicas, updatedReplicas: replicas, availableReplicas: ready },
  });

  async function follow(first: Deployment | undefined, readyAfterMs?: number) {
    const clock = createFakeClock();
    await clock.sleep(4_000);
    const kube = createFakeKube('shop', clock);
    if (first !== undefined) kube.put(first);
    if (readyAfterMs !== undefined) clock.at(4_000 + readyAfterMs, () => kube.put(baseline(2, 2)));
    const nothing = async (): Promise<void> => {};
    const target = { kube, namespace: 'shop', workload: 'orders' } as unknown as Target;
    const tools = {
      target,
      clock,
      keeper: { confirm: nothing, beat: nothing },
      signal: new AbortController().signal,
    };
    const end = await followCanary({ ...tools, timeoutMs: 10_000 } as never, 2).catch(
      (error: unknown) => error,
    );
    return { end, seconds: clock.monotonic() / 1_000 };
  }

  it('are waited for until they are ready, and just so long', async () => {
    expect(await follow(baseline(2, 1), 9_750)).toEqual({ end: undefined, seconds: 14 });
    expect(await follow(baseline(2, 1))).toEqual({
      end: expect.objectContaining({
        code: 'CANARY_INCONCLUSIVE',
        message: expect.stringContaining('1 of 2 ready'),
      }),
      seconds: 14,
    });
    expect((await follow(undefined)).end).toMatchObject({ code: 'CANARY_INCONCLUSIVE' });
  });
});

describe('the words of a failure', () => {
  const told = (rule: string, stableSample?: object): string =>
    failureOf(
      { kind: 'rollback', rule, code: 'CANARY_FAILED', reason: 'too bad', hint: '' } as never,
      { sample: { canary: undefined, stable: stableSample }, percent: 20, share: 20 } as never,
      { image: NEW, limits: {} as never },
    ).message;

  it('have the number of stable where a rule compares with it and stable has one', () => {
    const sample = { errorPercent: 1.5, p99: { ms: 250 } };
    expect(told('error-rate', sample)).toMatch(/of traffic; stable 1\.5 %$/);
    expect(told('latency', sample)).toMatch(/of traffic; stable .*250/);
    for (const rule of ['error-rate', 'latency']) expect(told(rule)).toMatch(/of traffic$/);
    expect(told('restarts', sample)).toMatch(/of traffic$/);
  });

  it('have its own details, else what the canary left behind', () => {
    const evidence = {
      containers: [],
      events: ['an event'],
      templates: [],
    };
    const rollback = {
      seconds: 1,
      trafficSeconds: 1,
      stable: '3 of 3 ready',
      stableReady: true,
      lost: false,
    };
    const details = (own: readonly string[], left: object | undefined) =>
      withRollback(new PolicyError({ code: 'CANARY_FAILED', message: 'bad', hint: '', details: own }), {
        ...rollback,
        evidence: left,
      } as never).details;
    expect(details(['its own'], evidence)).toEqual(['its own']);
    expect(details([], evidence)).toEqual(['an event']);
    expect(details([], undefined)).toEqual([]);
  });
});
