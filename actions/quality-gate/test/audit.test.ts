import type { ResultStore, StoredResult } from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import type { PackageChoice, Selection } from '../src/select/selection.ts';
import { foretellSelection, tellSelection } from '../src/select/tell.ts';
import { jobOf } from './support/job-of.ts';
import { packageResult, testRun } from './support/results.ts';

const choice = (importPath: string, stored: boolean, reason = ''): PackageChoice => ({
  importPath,
  dir: '/w',
  hasTests: true,
  key: undefined,
  sources: undefined,
  stored: stored ? ({ key: `key of ${importPath}`, tree: 'before' } as StoredResult) : undefined,
  isNew: false,
  reason,
  places: { root: '/w', ignored: [], temporary: [], variables: {} },
  unseen: undefined,
});

/** An audit of three packages, two of which had not run by themselves; what it dropped of the store. */
function audited(now: readonly [string, string][], everything: string | null = 'an audit, as every run is') {
  const dropped: string[] = [];
  const store = {
    drop: async (_: string, key: string) => void dropped.push(key),
    tree: async () => new Map([['conf.ini', 'old']]),
  } as unknown as ResultStore;
  const choices = [choice('m/a', true), choice('m/b', true), choice('m/c', false, 'a file changed')];
  const selection: Selection = {
    choices,
    everything: everything ?? undefined,
    audit: true,
    store,
    tree: new Map(now),
    goCache: '/c',
  };
  return { selection, dropped };
}

const failing = testRun([
  packageResult('m/a', 'fail'),
  packageResult('m/b', 'pass'),
  packageResult('m/c', 'fail'),
]);

describe('QG-21 an audit', () => {
  it('finds a defect: what fails would not have run; it names what changed and drops the result', async () => {
    const { selection, dropped } = audited([['conf.ini', 'new']]);
    const { warnings } = await tellSelection(jobOf().job, selection, failing);
    expect(warnings).toEqual([
      'the selection is wrong: m/a failed and would not have run on a pull request; since it passed these changed: conf.ini',
    ]);
    expect(dropped).toEqual(['key of m/a']);
  });

  it('says so where no file changed: something outside is the reason', async () => {
    const { selection } = audited([['conf.ini', 'old']]);
    const { warnings } = await tellSelection(jobOf().job, selection, failing);
    expect(warnings[0]).toContain('it is flaky, or depends on something outside of the workspace');
  });

  it('finds none where all that fails would have run, and looks for none where packages are chosen', async () => {
    const right = testRun([packageResult('m/a', 'pass'), packageResult('m/c', 'fail')]);
    expect((await tellSelection(jobOf().job, audited([]).selection, right)).warnings).toEqual([]);
    const chosen = audited([], null);
    expect((await tellSelection(jobOf().job, chosen.selection, failing)).warnings).toEqual([]);
    expect(chosen.dropped).toEqual([]);
  });
});

describe('QG-21 a dry run', () => {
  it('says which packages would run and why', () => {
    const { job, lines, outputs } = jobOf();
    const section = foretellSelection(job, audited([], null).selection);
    expect(lines).toEqual([
      'kept m/a: nothing that it depends on changed',
      'kept m/b: nothing that it depends on changed',
      'run  m/c: a file changed',
    ]);
    expect(outputs).toEqual({ 'packages-reused': '2' });
    expect(section).toContain('Selection: 1 of 3 packages would run, 2 earlier results would be used');
    expect(section).toContain('| `m/c` | a file changed |');
  });

  it('says why everything would run', () => {
    const section = foretellSelection(jobOf().job, audited([]).selection);
    expect(section).toContain('everything would run: an audit, as every run is');
  });
});
