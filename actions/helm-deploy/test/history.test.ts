import { type Revision, readHistory } from '@fairlead/helm';
import { describe, expect, it } from 'vitest';
import { FOREIGN_MS, planRollback, planStart } from '../src/release/plans.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');

const history = (...statuses: string[]): readonly Revision[] =>
  statuses.map((status, index) => ({
    revision: index + 1,
    status,
    updated: NOW - 60_000,
    chart: 'orders-1.2.0',
    description: '',
  }));

const auto = { rollback: 'auto', onFirstFailure: 'keep', ours: '' } as const;

it('reads the JSON of helm history', () => {
  const json = JSON.stringify([
    {
      revision: 2,
      updated: '2026-01-01T00:09:00.5Z',
      status: 'failed',
      chart: 'c-1',
      app_version: '1',
      description: 'd',
    },
    {
      revision: 1,
      updated: '2026-01-01T00:00:00+00:00',
      status: 'deployed',
      chart: 'c-1',
      app_version: '1',
      description: '',
    },
  ]);
  expect(readHistory(json).map(({ revision, status }) => [revision, status])).toEqual([
    [1, 'deployed'],
    [2, 'failed'],
  ]);
});

describe('the start', () => {
  it.each([
    [[], { kind: 'go' }],
    [['deployed'], { kind: 'go' }],
    [['deployed', 'failed'], { kind: 'go' }],
  ])('%j', (statuses, plan) => {
    expect(planStart(history(...statuses), { ownMs: undefined, quietMs: 3_600_000 })).toEqual(plan);
  });

  const pending = history('superseded', 'deployed', 'pending-upgrade');

  it('waits for a run of ours until its own time-out, and not longer', () => {
    expect(planStart(pending, { ownMs: 30_000, quietMs: 0 })).toMatchObject({ kind: 'wait', forMs: 30_000 });
    expect(planStart(pending, { ownMs: 1, quietMs: 3_600_000 })).toMatchObject({ kind: 'wait', forMs: 1 });
    expect(planStart(pending, { ownMs: 0, quietMs: 0 })).toMatchObject({ kind: 'roll-back' });
  });

  it('waits for any other program as long as it may be at work', () => {
    const quiet = (quietMs: number) => planStart(pending, { ownMs: undefined, quietMs });
    expect(quiet(120_000)).toMatchObject({ kind: 'wait', forMs: FOREIGN_MS - 120_000 });
    expect(quiet(FOREIGN_MS - 1)).toMatchObject({ kind: 'wait' });
    expect(quiet(FOREIGN_MS)).toMatchObject({ kind: 'roll-back' });
    expect(FOREIGN_MS).toBeGreaterThanOrEqual(15 * 60_000);
  });

  it('clears what a killed run left', () => {
    const left = { ownMs: 0, quietMs: 60_000 };
    expect(planStart(pending, left)).toMatchObject({ to: { revision: 2 }, pending: { revision: 3 } });
    expect(planStart(history('pending-install'), left)).toMatchObject({ kind: 'forget' });
    expect(planStart(history('deployed', 'uninstalling'), left)).toMatchObject({ kind: 'roll-back' });
  });
});

describe('DEP-04: the roll back', () => {
  it('goes back to the revision that was deployed before', () => {
    expect(planRollback(history('superseded', 'deployed', 'failed'), 2, auto)).toMatchObject({
      kind: 'rollback',
      to: { revision: 2 },
      failed: { revision: 3 },
    });
  });

  it('goes back although helm called the broken revision deployed', () => {
    expect(planRollback(history('superseded', 'superseded', 'deployed'), 2, auto)).toMatchObject({
      kind: 'rollback',
      to: { revision: 2 },
    });
  });

  it('skips failed revisions on the way back', () => {
    expect(planRollback(history('deployed', 'failed', 'failed'), 2, auto)).toMatchObject({
      kind: 'rollback',
      to: { revision: 1 },
    });
  });

  it('leaves a revision of another run alone, but tries its own roll back again', () => {
    const [one, failed, third] = history('deployed', 'failed', 'failed');
    const after = (description: string) =>
      planRollback([one, failed, { ...third, description }] as readonly Revision[], 1, auto).kind;
    expect(after('Preparing upgrade')).toBe('nothing');
    expect(after('Rollback "orders" failed: timed out')).toBe('rollback');
  });

  it.each(['deployed', 'superseded'])(
    'leaves the revision of a run that was quicker alone, which is %s',
    (status) => {
      const [one, next] = history('superseded', status);
      const described = (description: string) =>
        planRollback([one, { ...next, description }] as readonly Revision[], 1, { ...auto, ours: 'run 7' });
      expect(described('run 8')).toEqual({
        kind: 'nothing',
        why: "left alone: revision 2 is another run's",
      });
      expect(described('Rollback to 1').kind).toBe('nothing');
      expect(described('run 7').kind).toBe('rollback');
    },
  );

  it('does nothing about what was there before', () => {
    expect(planRollback(history('deployed'), 1, auto).kind).toBe('nothing');
    expect(planRollback([], 0, auto).kind).toBe('nothing');
  });

  it('does with a first install as the user wants', () => {
    expect(planRollback(history('failed'), 0, auto).kind).toBe('keep');
    expect(planRollback(history('failed'), 0, { ...auto, onFirstFailure: 'uninstall' }).kind).toBe(
      'uninstall',
    );
    expect(planRollback(history('deployed', 'failed'), 1, { ...auto, rollback: 'off' }).kind).toBe('keep');
  });
});
