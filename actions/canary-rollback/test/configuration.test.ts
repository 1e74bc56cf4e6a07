import { describe, expect, it } from 'vitest';
import { copyName } from '../src/cluster/names.ts';
import { dataAfter, dataOf, isSameData } from '../src/configuration/data.ts';
import { maskSecret } from '../src/configuration/mask-secret.ts';
import { referencesOf, renameReferences } from '../src/configuration/references.ts';
import { missingFor, untriedOf } from '../src/configuration/untried.ts';

const map = (name: string, data: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

/** A pod that takes its settings in every way that there is. */
const SPEC = {
  serviceAccountName: 'a',
  imagePullSecrets: [{ name: 'pull' }],
  volumes: [
    { name: 'm1', configMap: { name: 'map-volume', items: [{ key: 'name', path: 'p' }] } },
    { name: 's1', secret: { secretName: 'secret-volume', optional: true } },
    {
      name: 'both',
      projected: {
        sources: [
          { configMap: { name: 'map-projected' } },
          { secret: { name: 'secret-projected' } },
          { serviceAccountToken: { path: 't' } },
        ],
      },
    },
    {
      name: 'csi',
      csi: {
        driver: 'd',
        nodePublishSecretRef: { name: 'secret-csi' },
        volumeAttributes: { secretRef: 'no' },
      },
    },
    { name: 'azure', azureFile: { secretName: 'secret-azure', shareName: 's' } },
    { name: 'scratch', emptyDir: {} },
  ],
  containers: [
    {
      name: 'orders',
      args: ['--config', 'map-volume'],
      envFrom: [{ configMapRef: { name: 'map-from' } }, { prefix: 'P_', secretRef: { name: 'secret-from' } }],
      env: [
        { name: 'PLAIN', value: 'map-volume' },
        { name: 'A', valueFrom: { configMapKeyRef: { name: 'map-key', key: 'a' } } },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'secret-key', key: 'b' } } },
        { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
    },
    { name: 'bare', env: null },
  ],
  initContainers: [{ name: 'first', envFrom: [{ configMapRef: { name: 'map-init' } }] }],
  ephemeralContainers: [
    { name: 'debug', env: [{ name: 'D', valueFrom: { secretKeyRef: { name: 'secret-debug' } } }] },
  ],
};

describe('references of a pod', () => {
  it('are found wherever a pod may have them, each once', () => {
    const spec = { ...SPEC, imagePullSecrets: [{ name: 'pull' }, { name: 'pull' }] };
    expect(referencesOf(spec).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'ConfigMap map-volume',
      'Secret secret-volume',
      'ConfigMap map-projected',
      'Secret secret-projected',
      'Secret secret-csi',
      'Secret secret-azure',
      'Secret pull',
      'ConfigMap map-key',
      'Secret secret-key',
      'ConfigMap map-from',
      'Secret secret-from',
      'ConfigMap map-init',
      'Secret secret-debug',
    ]);
  });

  it('are renamed, and nothing else is', () => {
    const renamed = renameReferences(SPEC, (kind, name) => `${kind[0]}:${name}`);
    const text = JSON.stringify(SPEC);
    const expected = referencesOf(SPEC).reduce(
      (all, { kind, name }) => all.replaceAll(`ame":"${name}"`, `ame":"${kind[0]}:${name}"`),
      text,
    );
    expect(JSON.parse(JSON.stringify(renamed))).toEqual(JSON.parse(expected));
    expect(renameReferences(SPEC, (_, name) => name)).toEqual(SPEC);
    expect(renameReferences({ containers: [] }, () => 'x')).toEqual({ containers: [] });
  });
});

describe('what a ConfigMap or Secret holds', () => {
  const secret = (fields: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    ...fields,
  });

  it('is the same in every spelling', () => {
    const kept = dataOf(secret({ data: { a: btoa('plain') } }));
    expect(isSameData(dataOf(secret({ stringData: { a: 'plain' } })), kept)).toBe(true);
    expect(isSameData(dataOf(secret({ data: { a: `${btoa('plain')}\n` } })), kept)).toBe(true);
    expect(isSameData(dataOf(secret({ data: { a: btoa('Plain') } })), kept)).toBe(false);
    expect(isSameData(dataOf(map('m', { a: '1', b: '2' })), dataOf(map('m', { b: '2', a: '1' })))).toBe(true);
    expect(dataOf(undefined)).toEqual({ data: {}, binaryData: {} });
    expect(dataOf({ ...map('m'), data: null, binaryData: { x: 'AAE=\n' } })).toEqual({
      data: {},
      binaryData: { x: 'AAE=' },
    });
  });

  it('keeps what others wrote, and loses what the last release had brought', () => {
    const after = dataAfter(
      dataOf(map('m', { ours: '1', gone: '2', theirs: '3' })),
      dataOf(map('m', { ours: '0', gone: '2' })),
      dataOf(map('m', { ours: '4', fresh: '5' })),
    );
    expect(after.data).toEqual({ theirs: '3', ours: '4', fresh: '5' });
  });

  it('is masked, in base64 too, unless it is so short that half of the log would go', () => {
    const masked: string[] = [];
    const host = { mask: (text: string) => void masked.push(text) };
    maskSecret(
      { host } as unknown as Parameters<typeof maskSecret>[0],
      secret({ data: { a: btoa('12345678'), b: btoa('1234567') } }),
    );
    expect(masked).toEqual([btoa('12345678'), '12345678', btoa('1234567')]);
  });
});

describe('what a canary does not try', () => {
  const tried = { namespace: 'shop', workload: 'orders', copied: new Set(['ConfigMap orders']) };

  it('leaves out what it tries, and what differs with each release', () => {
    const labels = (chart: string) => ({
      'helm.sh/chart': chart,
      'app.kubernetes.io/version': chart,
      tier: 'web',
    });
    const service = (chart: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'orders', labels: labels(chart) },
      spec: { ports: [] },
    });
    const deployment = (replicas: number, image: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { replicas, template: { spec: { containers: [{ name: 'orders', image }] } } },
    });
    const before = [service('1'), deployment(2, 'a'), map('orders', { a: '1' })];
    expect(
      untriedOf({ before, after: [service('2'), deployment(2, 'b'), map('orders', { a: '2' })] }, tried),
    ).toEqual([]);
    expect(untriedOf({ before, after: [service('2'), deployment(3, 'b'), map('orders')] }, tried)).toEqual([
      'Deployment orders (replicas)',
    ]);
  });

  it('never says what a Secret or ConfigMap holds', () => {
    const secret = (image: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data: { image },
    });
    const words = untriedOf(
      {
        before: [secret('a'), map('other', { x: '1' })],
        after: [secret('hunter2'), map('other', { x: '2' })],
      },
      tried,
    );
    expect(words).toEqual(['Secret s (what it holds)', 'ConfigMap other (what it holds)']);
  });

  it('tells two of the same name in two namespaces apart', () => {
    const there = { ...map('orders', { a: '1' }), metadata: { name: 'orders', namespace: 'else' } };
    const words = untriedOf({ before: [], after: [there, map('orders')] }, tried);
    expect(words).toEqual(['ConfigMap orders (new)']);
    expect(untriedOf({ before: [there], after: [] }, tried)).toEqual(['ConfigMap orders (removed)']);
  });

  it('keeps pods from starting only where it is new', () => {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } };
    const spec = {
      containers: [],
      priorityClassName: 'high',
      volumes: [
        { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'e', emptyDir: {} },
      ],
    };
    expect(missingFor(spec, { before: [], after: [claim] })).toEqual(['PersistentVolumeClaim data']);
    expect(missingFor(spec, { before: [claim], after: [claim] })).toEqual([]);
    expect(missingFor(spec, { before: [], after: [] })).toEqual([]);
  });
});

describe('the name of a copy', () => {
  it('is cut where it would get too long, and then differs by a digest', () => {
    const long = (last: string) => `${'a'.repeat(245)}${last}`;
    expect(copyName('orders')).toBe('orders-canary');
    expect(copyName(long('b'))).toBe(`${long('b')}-canary`);
    expect(copyName(long('bc'))).toMatch(/^a{237}-[0-9a-f]{8}-canary$/);
    expect(copyName(long('bc'))).not.toBe(copyName(long('bd')));
    expect(copyName(`${'a'.repeat(236)}.${'b'.repeat(18)}`)).toMatch(/^a{236}-[0-9a-f]{8}-canary$/);
  });
});
