import type { Helm } from '@fairlead/helm';
import type { KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube, type FakeClock, type FakeKube } from '@fairlead/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Connected } from '../src/cluster/connect.ts';
import type { DeployContext } from '../src/context.ts';
import { markOf } from '../src/release/records.ts';
import { unlockRelease } from '../src/release/unlock.ts';

let clock: FakeClock;
let kube: FakeKube;
let lines: string[];
let changes: string[];
let status: string;

beforeEach(() => {
  clock = createFakeClock();
  kube = createFakeKube('shop', clock);
  lines = [];
  changes = [];
  status = 'pending-upgrade';
});

function record(agoMs: number, metadata: object = {}): KubeObject {
  const creationTimestamp = new Date(clock.now() - agoMs).toISOString();
  const name = 'sh.helm.release.v1.orders.v2';
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, creationTimestamp, ...metadata } };
}

const label = (untilMs: number, revision = 2) => {
  const [key = '', value = ''] = markOf(revision, clock.now() + untilMs).split('=');
  return { labels: { [key]: value } };
};

function unlock(timeout = 20_000) {
  const say = (line: string): void => void lines.push(line);
  const context = {
    clock,
    log: { info: say, warn: say, debug: say },
    signal: new AbortController().signal,
    inputs: { release: 'orders', timeout, historyMax: 10 },
  } as unknown as DeployContext;
  const revision = (n: number, word: string) => ({
    revision: n,
    status: word,
    updated: 0,
    chart: '',
    description: '',
  });
  const helm = {
    major: 4,
    history: async () => [revision(1, 'deployed'), revision(2, status)],
    change: async (args: readonly string[]) => {
      changes.push(args.slice(0, 3).join(' '));
      return { exitCode: 0, stdout: '', stderr: '', durationMs: 1 };
    },
  } as unknown as Helm;
  const target = { release: 'orders', namespace: 'shop', kubeContext: undefined };
  return unlockRelease(context, { kube, helm, target, driver: 'secret' } as Connected);
}

describe('another program is at the release', () => {
  it('is never rolled back, however much longer than us it waits', async () => {
    kube.put(record(100_000));
    await expect(unlock()).rejects.toMatchObject({
      code: 'HELM_BUSY',
      message: 'release orders is still pending-upgrade (revision 2): another run keeps changing it',
      hint: expect.stringContaining('`helm rollback orders` frees the release'),
    });
    expect(clock.monotonic()).toBe(40_000);
    expect(changes).toEqual([]);
    expect(lines).toEqual([
      'revision 2 is pending-upgrade: another program may be at it; waiting up to 40.0 s',
    ]);
  });

  it('is waited for, and then it is our turn', async () => {
    kube.put(record(100_000));
    clock.at(9_000, () => {
      status = 'deployed';
    });
    expect((await unlock()).at(-1)).toMatchObject({ status: 'deployed' });
    expect(clock.monotonic()).toBe(10_000);
  });

  it('that still changes its record is alive, however old the record is', async () => {
    kube.put(record(14 * 60_000 + 50_000));
    for (const at of [3_000, 20_000, 30_000])
      clock.at(at, () => kube.put(record(0, { annotations: { at: `${at}` } })));
    await expect(unlock()).rejects.toMatchObject({ code: 'HELM_BUSY' });
    expect(changes).toEqual([]);
  });

  it('cannot be alive any more after a quarter of an hour without a change', async () => {
    kube.put(record(15 * 60_000));
    await unlock();
    expect(changes).toEqual(['rollback orders 1']);
  });
});

describe('another run of this action is at the release', () => {
  it('is waited for until its own time-out, longer than twice ours', async () => {
    kube.put(record(1_000, label(119_000)));
    clock.at(100_000, () => {
      status = 'deployed';
    });
    await unlock();
    expect(changes).toEqual([]);
    expect(lines[0]).toContain('another run of this action is at it; waiting up to 2 min 01');
  });

  it('that is past its own time-out was killed, and is cleared at once', async () => {
    kube.put(record(60_000, label(-1_000)));
    await unlock();
    expect(changes).toEqual(['rollback orders 1']);
    expect(lines.join()).toContain(
      'was left pending-upgrade by a run that was killed; rolling back to revision 1',
    );
  });

  it.each(['r2.9999999999', `r2.${'9'.repeat(60)}`])(
    'is not meant by the mark %s, which no run can live to see',
    async (mark) => {
      kube.put(record(16 * 60_000, { labels: { 'fairlead-run': mark } }));
      await unlock();
      expect(changes).toEqual(['rollback orders 1']);
    },
  );

  it('may have as long as a job has', async () => {
    kube.put(record(16 * 60_000, label(5 * 24 * 60 * 60_000 - 1_000)));
    clock.at(60_000, () => {
      status = 'deployed';
    });
    await unlock();
    expect(changes).toEqual([]);
  });

  it.each([
    [0, []],
    [1, ['rollback orders 1']],
  ])('may have just as long as a job has, and %d ms more is no mark', async (over, cleared) => {
    kube.put(record(16 * 60_000, label(5 * 24 * 60 * 60_000 + over)));
    clock.at(60_000, () => {
      status = 'deployed';
    });
    await unlock();
    expect(changes).toEqual(cleared);
  });

  it('is not meant by a label that a plain helm has inherited', async () => {
    kube.put(record(60_000, label(-1_000, 1)));
    await expect(unlock()).rejects.toMatchObject({ code: 'HELM_BUSY' });
    expect(changes).toEqual([]);
  });
});
