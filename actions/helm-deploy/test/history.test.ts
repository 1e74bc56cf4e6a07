import { describe, expect, it } from 'vitest';
import { type Revision, readHistory } from '../src/helm/history.ts';
import { planStart, planUndo } from '../src/release/plans.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');

const history = (...statuses: string[]): readonly Revision[] =>
  statuses.map((status, index) => ({
    revision: index + 1,
    status,
    updated: NOW - 60_000,
    chart: 'orders-1.2.0',
    description: '',
  }));

const auto = { rollback: 'auto', onFirstFailure: 'keep' } as const;

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
    expect(planStart(history(...statuses), 60_000, 30_000)).toEqual(plan);
  });

  it('waits for somebody who may still be at it', () => {
    expect(planStart(history('deployed', 'pending-upgrade'), 60_000, 90_000)).toMatchObject({
      kind: 'wait',
      forMs: 30_000,
    });
  });

  it('clears what a killed run left', () => {
    expect(planStart(history('superseded', 'deployed', 'pending-upgrade'), 60_000, 30_000)).toMatchObject({
      kind: 'restore',
      to: { revision: 2 },
      pending: { revision: 3 },
    });
    expect(planStart(history('pending-install'), 60_000, 30_000)).toMatchObject({ kind: 'forget' });
  });
});

describe('DEP-04: the undo', () => {
  it('goes back to the revision that was deployed before', () => {
    expect(planUndo(history('superseded', 'deployed', 'failed'), 2, auto)).toMatchObject({
      kind: 'rollback',
      to: { revision: 2 },
      failed: { revision: 3 },
    });
  });

  it('goes back although helm called the broken revision deployed', () => {
    expect(planUndo(history('superseded', 'superseded', 'deployed'), 2, auto)).toMatchObject({
      kind: 'rollback',
      to: { revision: 2 },
    });
  });

  it('skips failed revisions on the way back', () => {
    expect(planUndo(history('deployed', 'failed', 'failed'), 2, auto)).toMatchObject({
      kind: 'rollback',
      to: { revision: 1 },
    });
  });

  it('leaves a revision of another run alone, but tries its own roll back again', () => {
    const [one, failed, third] = history('deployed', 'failed', 'failed');
    const after = (description: string) =>
      planUndo([one, failed, { ...third, description }] as readonly Revision[], 1, auto).kind;
    expect(after('Preparing upgrade')).toBe('nothing');
    expect(after('Rollback "orders" failed: timed out')).toBe('rollback');
  });

  it('does nothing about what was there before', () => {
    expect(planUndo(history('deployed'), 1, auto).kind).toBe('nothing');
    expect(planUndo([], 0, auto).kind).toBe('nothing');
  });

  it('does with a first install as the user wants', () => {
    expect(planUndo(history('failed'), 0, auto).kind).toBe('keep');
    expect(planUndo(history('failed'), 0, { ...auto, onFirstFailure: 'uninstall' }).kind).toBe('uninstall');
    expect(planUndo(history('deployed', 'failed'), 1, { ...auto, rollback: 'off' }).kind).toBe('keep');
  });
});
