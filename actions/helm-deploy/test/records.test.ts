import { gzipSync } from 'node:zlib';
import { CancelledError, ExternalError, type Logger, ToolError } from '@fairlead/core';
import { decodeRecord, readRelease } from '@fairlead/helm';
import type { KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube, type FakeKube } from '@fairlead/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Connected } from '../src/cluster/connect.ts';
import type { DeployContext } from '../src/context.ts';
import { applied } from '../src/release/applied.ts';
import {
  findRecord,
  forgetRecord,
  markedUntil,
  markOf,
  markRecord,
  readRecord,
} from '../src/release/records.ts';

const JOB =
  'apiVersion: batch/v1\nkind: Job\nmetadata: { name: migrate-8, annotations: { helm.sh/hook: pre-upgrade } }\n';
const RELEASE = {
  name: 'orders',
  version: 8,
  info: { status: 'pending-upgrade' },
  manifest:
    '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders-x7 }\nspec: { replicas: 1 }\n',
  hooks: [{ name: 'migrate', manifest: JOB }],
};

const log = { debug() {} } as unknown as Logger;
const clock = createFakeClock();
let kube: FakeKube;

beforeEach(() => {
  kube = createFakeKube('shop', clock);
});

function record(kind: 'Secret' | 'ConfigMap', metadata: object = {}, release: unknown = RELEASE): KubeObject {
  const once = gzipSync(JSON.stringify(release)).toString('base64');
  const twice = Buffer.from(once).toString('base64');
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'sh.helm.release.v1.orders.v8', ...metadata },
    data: { release: kind === 'Secret' ? twice : once },
  };
}

const connect = (driver: Connected['driver']): Connected =>
  ({
    kube,
    driver,
    target: { release: 'orders', namespace: 'shop', kubeContext: undefined },
  }) as unknown as Connected;

describe('the record of a revision', () => {
  it.each(['Secret', 'ConfigMap'] as const)('is read from a %s, hooks and all', (kind) => {
    const read = decodeRecord(record(kind));
    expect(read).toMatchObject({ revision: 8, status: 'pending-upgrade' });
    expect(read.manifest).toContain('orders-x7');
    expect(read.manifest).toContain('migrate-8');
  });

  it('is that of a dry run as well, with or without hooks', () => {
    expect(readRelease('{"manifest":"a: 1\\n","hooks":null}')).toMatchObject({
      revision: 0,
      status: 'unknown',
    });
    expect(() => readRelease('Error')).toThrow(SyntaxError);
  });

  it('is looked for where the driver of helm keeps it', async () => {
    kube.put(record('ConfigMap'));
    expect(await findRecord(connect('secret'), 8)).toBeUndefined();
    expect(await findRecord(connect('configmap'), 8)).toBeDefined();
    expect(await findRecord(connect('other'), 8)).toBeUndefined();
    await forgetRecord(connect('other'), 8);
    await forgetRecord(connect('configmap'), 9);
    expect(kube.objects()).toHaveLength(1);
    await forgetRecord(connect('configmap'), 8);
    expect(kube.objects()).toEqual([]);
  });

  it('that is broken, or a cluster that is away, is no answer and no failure', async () => {
    kube.put({ ...record('Secret'), data: { release: 'bm9uc2Vuc2U=' } });
    expect(await readRecord(connect('secret'), 8, log)).toBeUndefined();
    kube.failNext('get', 'Secret', new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'away' }));
    expect(await readRecord(connect('secret'), 8, log)).toBeUndefined();
  });
});

describe('what helm applies', () => {
  it('is known as soon as helm has written it down, with what the chart made up', async () => {
    const found: string[] = [];
    const ask = applied({ log } as DeployContext, connect('secret'), 8, {
      refuse: ({ objects }) => (objects.length === 2 ? 'no' : undefined),
      onFound: ({ objects }) => void found.push(...objects.map(({ metadata }) => metadata.name)),
    });
    expect(await ask()).toBeUndefined();
    kube.put(record('Secret'));
    expect(await ask()).toEqual({
      workloads: [
        { kind: 'Deployment', namespace: 'shop', name: 'orders-x7' },
        { kind: 'Job', namespace: 'shop', name: 'migrate-8' },
      ],
      hasHooksBefore: true,
      refused: 'no',
    });
    expect(found).toEqual(['orders-x7', 'migrate-8']);
  });

  it('is asked of helm itself where it keeps no record in the cluster, hooks and all', async () => {
    let answer: (text: string) => Promise<string> = () =>
      Promise.reject(new ToolError({ code: 'TOOL_FAILED', message: 'release: not found', argv: ['helm'] }));
    const helm = {
      manifest: (revision: number) => answer(`${RELEASE.manifest}# ${revision}`),
      hooks: () => answer(`---\n${JOB}`),
    };
    const connected = { ...connect('other'), helm } as unknown as Connected;
    const ask = applied({ log } as DeployContext, connected, 8, {
      refuse: ({ objects }) => (objects.length === 2 ? 'no' : undefined),
    });
    expect(await ask()).toBeUndefined();
    answer = async (text) => text;
    expect(await ask()).toMatchObject({
      workloads: [{ name: 'orders-x7' }, { name: 'migrate-8' }],
      refused: 'no',
    });
    answer = () => Promise.reject(new CancelledError('asking'));
    await expect(ask()).rejects.toThrow(CancelledError);
  });
});

describe('the mark of a run', () => {
  it('says whose a revision is and until when', () => {
    const [key, value] = markOf(8, 1_790_000_000_400).split('=');
    const marked = (metadata: object) => record('Secret', metadata);
    expect(markedUntil(marked({ labels: { [key ?? '']: value } }), 8)).toBe(1_790_000_001_000);
    expect(markedUntil(marked({ annotations: { [key ?? '']: value } }), 8)).toBe(1_790_000_001_000);
    expect(value).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/); // what a label may be
  });

  it('does not count where a later revision has inherited it', () => {
    const labels = { 'fairlead-run': 'r7.1790000000' };
    expect(markedUntil(record('Secret', { labels }), 8)).toBeUndefined();
    expect(markedUntil(record('Secret'), 8)).toBeUndefined();
    const both = { labels, annotations: { 'fairlead-run': 'r8.1790000001' } };
    expect(markedUntil(record('Secret', both), 8)).toBe(1_790_000_001_000);
  });

  it('is put on a roll back, which takes no label; that it cannot be is no failure', async () => {
    kube.put(record('Secret'));
    await markRecord(connect('secret'), 8, 1_790_000_000_000, log);
    expect(markedUntil((await findRecord(connect('secret'), 8)) as KubeObject, 8)).toBe(1_790_000_000_000);
    await markRecord(connect('secret'), 9, 1_790_000_000_000, log);
    await markRecord(connect('other'), 8, 1_790_000_000_000, log);
  });
});
