import type { KubeEvent, KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import {
  type ContainerEvidence,
  collectEvidence,
  type Evidence,
  shortEvidence,
} from '../src/canary/evidence.ts';
import type { Target } from '../src/cluster/target.ts';

const labels = { 'fairlead.dev/track': 'canary', 'fairlead.dev/workload': 'orders' };
const ended = { terminated: { reason: 'OOMKilled', exitCode: 137 } };

const pod = (name: string, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  status: { containerStatuses: [{ name: 'orders', state: {}, ...status }] },
});

const event = (at: number, more: Partial<KubeEvent> = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `e${at}`, namespace: 'shop' },
    involvedObject: { name: 'a' },
    reason: 'BackOff',
    message: 'again',
    lastTimestamp: new Date(at * 1_000).toISOString(),
    ...more,
  }) as KubeObject;

function collect(objects: readonly KubeObject[]): Promise<Evidence> {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  for (const object of objects) kube.put(object);
  const target = { kube, namespace: 'shop', workload: 'orders' } as unknown as Target;
  return collectEvidence(target, clock, 60_000);
}

describe('what a canary leaves behind', () => {
  it('has the worst first: who ended and began anew, who is in trouble, who only began anew', async () => {
    const { containers } = await collect([
      pod('fine'),
      pod('restarted', { restartCount: 1 }),
      pod('ended', { state: ended }),
      pod('both', { state: ended, restartCount: 1 }),
    ]);
    expect(containers.map((one) => [one.pod, one.restarts])).toEqual([
      ['both', 1],
      ['ended', 0],
      ['restarted', 1],
      ['fine', 0],
    ]);
  });

  it('is read of five pods', async () => {
    const pods = Array.from({ length: 6 }, (_, at) => pod(`p${at}`));
    expect((await collect(pods)).containers).toHaveLength(5);
  });

  it('has the newest thirty of its events, with how often', async () => {
    const many = Array.from({ length: 31 }, (_, at) => event(at));
    const { events } = await collect([pod('a'), ...many]);
    expect(events).toHaveLength(30);
    expect(events[0]).toBe('00:00:01 a BackOff: again');
    const said = async (more: Partial<KubeEvent>) => (await collect([pod('a'), event(1, more)])).events[0];
    expect(await said({ count: 1 })).toBe('00:00:01 a BackOff: again');
    expect(await said({ count: 2 })).toBe('00:00:01 a BackOff ×2: again');
    expect(await said({ message: 'x'.repeat(501) })).toBe(`00:00:01 a BackOff: ${'x'.repeat(500)}`);
    expect(await said({ involvedObject: { name: 'other' } } as Partial<KubeEvent>)).toBeUndefined();
  });
});

describe('its short form', () => {
  const container: ContainerEvidence = {
    pod: 'a',
    container: 'orders',
    trouble: undefined,
    restarts: 0,
    previous: [],
    current: [],
  };
  const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `${at}`);
  const short = (containers: readonly Partial<ContainerEvidence>[], more: Partial<Evidence> = {}) =>
    shortEvidence({
      containers: containers.map((one) => ({ ...container, ...one })),
      events: [],
      facts: [],
      stable: [],
      templates: [],
      missing: [],
      ...more,
    });

  it('has the last ten lines of the worst container, those before its restart where there are any', () => {
    expect(short([{}])).toEqual([]);
    expect(short([{ current: numbered(11) }, { previous: ['other'] }])).toEqual([
      'pod a, container orders; last lines:',
      ...numbered(11).slice(1),
    ]);
    expect(short([{ previous: ['gone'], current: ['now'], trouble: 'OOMKilled' }])).toEqual([
      'pod a, OOMKilled; last lines before its restart:',
      'gone',
    ]);
  });

  it('has three of the lines that only it writes, and five events, without a container too', () => {
    const templates = numbered(4).map((text) => ({ text, lines: 2 })) as unknown as Evidence['templates'];
    const events = numbered(6);
    const rest = ['only the canary logs:', '2 × 0', '2 × 1', '2 × 2', ...events.slice(1)];
    expect(short([], { templates, events })).toEqual(rest);
    expect(short([{}], { templates, events })).toEqual(rest);
    expect(short([], { events })).toEqual(events.slice(1));
  });
});
