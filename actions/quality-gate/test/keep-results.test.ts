import {
  openResultStore,
  type PackageOutcome,
  type PackageResult,
  type StoredResult,
  type TestOutcome,
} from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import { keepResults } from '../src/select/keep-results.ts';
import { withReused, writeReusedProfile } from '../src/select/reuse.ts';
import type { PackageChoice, Selection } from '../src/select/selection.ts';
import { foretellSelection, tellSelection } from '../src/select/tell.ts';
import { jobOf } from './support/job-of.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const CACHE = '/cache';
const KEY = 'a'.repeat(32);
const LOG = 'b'.repeat(64);
const OUTPUT = 'c'.repeat(64);
const PROFILE = 'mode: set\nm/a/a.go:1.1,2.2 1 1\nm/a/sub/s.go:1.1,2.2 1 0\n';

const stored: StoredResult = {
  key: KEY,
  parts: [],
  inputs: [],
  states: [],
  outcome: 'pass',
  seconds: 2,
  tests: [['TestOld', 'pass', 1]],
  profile: undefined,
  tree: 'none',
};

function choiceOf(more: Partial<PackageChoice> = {}): PackageChoice {
  return {
    importPath: 'm/a',
    dir: '/w/a',
    hasTests: true,
    key: { key: KEY, parts: [] },
    sources: undefined,
    stored: undefined,
    isNew: true,
    reason: 'nothing is known of it',
    places: { root: '/w', ignored: [CACHE], temporary: [], variables: {} },
    unseen: undefined,
    ...more,
  };
}

/** A job in an empty workspace, and a selection in it. */
async function world(choices: readonly PackageChoice[], more: Partial<Selection> = {}) {
  const made = jobOf({
    plan: { caches: [CACHE] },
    files: {
      [`${CACHE}/bb/${LOG}-a`]: `v1 ${LOG} ${OUTPUT} ${'9'.padStart(20)} ${'1'.padStart(20)}\n`,
      [`${CACHE}/cc/${OUTPUT}-d`]: '# test log\ngetenv MODE\n',
      '/r/coverage.out': PROFILE,
    },
  });
  const store = await openResultStore(made.job.ports.files, '/results', 1_000);
  const selection: Selection = {
    choices,
    everything: undefined,
    audit: false,
    store,
    tree: new Map(),
    goCache: CACHE,
    ...more,
  };
  return { ...made, store, selection };
}

const saved = `testcache: m/a: save test ID ${LOG} => d\n`;

/** What is kept of a package after a run. */
async function kept({
  result = packageResult('m/a', 'pass'),
  tests = [['TestA', 'pass']],
  choice = {},
  selection = {},
  cacheLines = saved,
  profiles = [],
  absent = [],
}: {
  readonly result?: PackageResult;
  readonly tests?: readonly (readonly [string, TestOutcome])[];
  readonly choice?: Partial<PackageChoice>;
  readonly selection?: Partial<Selection>;
  readonly cacheLines?: string;
  readonly profiles?: readonly string[];
  readonly absent?: readonly string[];
} = {}) {
  const sub = choiceOf({ importPath: 'm/a/sub', key: undefined });
  const made = await world([choiceOf(choice), sub], selection);
  const run = testRun(
    [result],
    tests.map(([name, outcome]) => testResult('m/a', name, outcome)),
  );
  await keepResults(made.job, made.selection, { run, cacheLines, profiles, absent: new Set(absent) });
  return { lines: made.lines, result: (await made.store.find('m/a', KEY)).exact };
}

describe('QG-21 what a run keeps for the next ones', () => {
  it('is what passed, with all that it read, its tests and its own part of the profile', async () => {
    const { result } = await kept({
      tests: [
        ['TestA', 'pass'],
        ['TestB', 'skip'],
      ],
      profiles: ['/r/coverage.out'],
    });
    expect(result).toMatchObject({
      outcome: 'pass',
      inputs: [{ kind: 'env', name: 'MODE' }],
      states: [['environment variables', expect.any(String)]],
      tests: [
        ['TestA', 'pass', 0],
        ['TestB', 'skip', 0],
      ],
      profile: { mode: 'set', blocks: [{ file: 'm/a/a.go' }] },
    });
    expect(result?.profile?.blocks).toHaveLength(1);
  });

  it('has no profile where no coverage was measured', async () => {
    expect((await kept()).result?.profile).toBeUndefined();
  });

  it.each<[string, PackageOutcome]>([
    ['failed', 'fail'],
    ['did not end', 'missing'],
    ['ran no test, although it has some', 'skip'],
  ])('is nothing of a package that %s', async (_, outcome) => {
    expect((await kept({ result: packageResult('m/a', outcome), tests: [] })).result).toBeUndefined();
  });

  it('is nothing of a package that passed with a test that failed or did not end', async () => {
    expect(
      (
        await kept({
          tests: [
            ['TestA', 'pass'],
            ['TestB', 'fail'],
          ],
        })
      ).result,
    ).toBeUndefined();
    expect(
      (
        await kept({
          tests: [
            ['TestB', 'missing' as TestOutcome],
            ['TestA', 'pass'],
          ],
        })
      ).result,
    ).toBeUndefined();
  });

  it('is nothing that go replayed, that did not begin, or of which nobody knows what it read', async () => {
    expect((await kept({ result: packageResult('m/a', 'pass', { cached: true }) })).result).toBeUndefined();
    expect((await kept({ absent: ['m/a'] })).result).toBeUndefined();
    expect((await kept({ cacheLines: '' })).result).toBeUndefined();
    expect((await kept({ cacheLines: saved.replace(LOG, 'd'.repeat(64)) })).result).toBeUndefined();
    expect((await kept({ choice: { key: undefined } })).result).toBeUndefined();
    expect((await kept({ result: packageResult('m/other', 'pass') })).result).toBeUndefined();
  });

  it('is a package without tests too, which reads nothing', async () => {
    const without = { result: packageResult('m/a', 'skip'), tests: [], choice: { hasTests: false } };
    expect((await kept({ ...without, cacheLines: '' })).result).toMatchObject({
      outcome: 'skip',
      inputs: [],
    });
  });

  it('is not what was used again, but is where everything ran all the same', async () => {
    const choice = { stored: { ...stored, key: 'f'.repeat(32) } };
    expect((await kept({ choice })).result).toBeUndefined();
    expect((await kept({ choice, selection: { everything: 'an audit' } })).result).toBeDefined();
  });

  it('is nothing at all where the tests changed the workspace, or the profile names what is no package', async () => {
    const changed = await kept({ selection: { tree: new Map([['a/a.go', 'h']]) } });
    expect(changed.result).toBeUndefined();
    expect(changed.lines).toEqual(['select: no result is kept: the tests changed a/a.go in the workspace']);
    const made = await world([choiceOf()]);
    await keepResults(made.job, made.selection, {
      run: testRun([packageResult('m/a', 'pass')]),
      cacheLines: saved,
      profiles: ['/r/coverage.out'],
      absent: new Set(),
    });
    expect((await made.store.find('m/a', KEY)).exact).toBeUndefined();
    expect(made.lines).toEqual([
      'select: no result is kept: the coverage profile has m/a/sub, which is no package',
    ]);
  });

  it('is nothing where the profile has a block more than once: a test has written to it', async () => {
    const { job, selection, store, lines } = await world([choiceOf()]);
    const block = 'm/a/a.go:1.1,2.2 1';
    await job.ports.files.write('/r/again.out', `mode: set\n${block} 0\n${block} 1\n`);
    await keepResults(job, selection, {
      run: testRun([packageResult('m/a', 'pass')]),
      cacheLines: saved,
      profiles: ['/r/again.out'],
      absent: new Set(),
    });
    expect((await store.find('m/a', KEY)).exact).toBeUndefined();
    expect(lines).toEqual([
      'select: no result is kept: the coverage profile has m/a/a.go:1.1,2.2 several times',
    ]);
  });
});

describe('QG-21 what was used again', () => {
  const profile = (file: string) => ({
    mode: 'set' as const,
    blocks: [{ file, startLine: 1, startColumn: 1, endLine: 2, endColumn: 2, statements: 1, count: 1 }],
  });
  const old = choiceOf({ stored });
  const other = choiceOf({ importPath: 'm/b', stored: { ...stored, profile: profile('m/b/b.go') } });

  it('stands among the results as if it had run', async () => {
    const { selection } = await world([old, other, choiceOf({ importPath: 'm/c' })]);
    const run = withReused(
      testRun([packageResult('m/c', 'pass')], [testResult('m/c', 'TestC', 'pass')]),
      selection,
    );
    expect(
      run.packages.map(({ name, outcome, reportedCoverage, cached, buildFailed }) => [
        name,
        outcome,
        reportedCoverage,
        cached,
        buildFailed,
      ]),
    ).toEqual([
      ['m/c', 'pass', true, false, false],
      ['m/a', 'pass', false, false, false],
      ['m/b', 'pass', true, false, false],
    ]);
    expect(run.tests.map((test) => `${test.package} ${test.name} ${test.outcome}`)).toEqual([
      'm/c TestC pass',
      'm/a TestOld pass',
      'm/b TestOld pass',
    ]);
  });

  it('has a profile where coverage was measured, and none else', async () => {
    const { job, selection } = await world([old, other]);
    expect(await writeReusedProfile(job.ports, selection)).toEqual(['/r/coverage-reused.out']);
    expect(await job.ports.files.readText('/r/coverage-reused.out')).toBe(
      'mode: set\nm/b/b.go:1.1,2.2 1 1\n',
    );
    expect(await writeReusedProfile(job.ports, { ...selection, choices: [old] })).toEqual([]);
  });

  it('is told, and why others ran', async () => {
    const choices = [
      old,
      choiceOf({ importPath: 'm/b', unseen: 'it starts programs' }),
      choiceOf({ importPath: 'm/c' }),
    ];
    const { job, selection, lines, outputs } = await world(choices);
    const told = await tellSelection(job, selection, testRun([packageResult('m/b', 'fail')]));
    expect(lines).toEqual([
      'kept m/a: nothing that it depends on changed',
      'run  m/b: nothing is known of it (any file counts: it starts programs)',
      'run  m/c: nothing is known of it',
    ]);
    expect(outputs).toEqual({ 'packages-reused': '1' });
    expect(told.note).toBe('2 of 3 packages ran, 1 earlier result used');
    expect(told.warnings).toEqual([]);
    expect(told.section).toContain('`m/b`');
    expect(told.section).not.toContain('`m/a`');
    expect(told.section).not.toContain('more package');
    expect(foretellSelection(job, selection)).toContain('2 of 3 packages would run');
  });

  it('is said to be all there is to say', async () => {
    const { job, selection } = await world([old]);
    expect(foretellSelection(job, selection)).toContain('No package has to run.');
  });

  it.each([
    [50, undefined],
    [51, '1 more package in the report.'],
    [52, '2 more packages in the report.'],
  ])('shows fifty of %i packages that ran', async (count, more) => {
    const choices = Array.from({ length: count }, (_, index) => choiceOf({ importPath: `m/p${index}` }));
    const { job, selection } = await world(choices);
    const section = foretellSelection(job, selection);
    expect(section.split('\n').filter((line) => line.includes('m/p'))).toHaveLength(50);
    expect(/\d+ more packages? in the report\./.exec(section)?.[0]).toBe(more);
  });
});

describe('QG-21 a full run looks whether a choice would have been right', () => {
  const everything = 'an audit, as every 10th run is';
  const failed = testRun([packageResult('m/a', 'fail')]);

  it('names a failure that would not have run, what changed since, and forgets the result', async () => {
    const { job, store, selection, outputs, lines } = await world([choiceOf({ stored })], {
      everything,
      audit: true,
      tree: new Map([['a/a.go', 'new']]),
    });
    const tree = await store.saveTree(new Map([['a/a.go', 'old']]));
    await store.save('m/a', { ...stored, tree });
    const again = { ...selection, choices: [choiceOf({ stored: { ...stored, tree } })] };
    const { warnings } = await tellSelection(job, again, failed);
    expect(warnings).toEqual([
      'the selection is wrong: m/a failed and would not have run on a pull request; since it passed these changed: a/a.go',
    ]);
    expect(lines).toEqual([`run  m/a: nothing that it depends on changed; ${everything}`]);
    expect(outputs).toEqual({ 'packages-reused': '0' });
    expect((await store.find('m/a', KEY)).exact).toBeUndefined();
  });

  it('takes it for flaky where nothing changed', async () => {
    const { job, selection } = await world([choiceOf({ stored })], { everything, audit: true });
    expect((await tellSelection(job, selection, failed)).warnings).toEqual([
      expect.stringMatching(/no file changed since it passed: it is flaky, or depends on something outside/),
    ]);
  });

  it.each<[string, Partial<PackageChoice>, PackageOutcome, Partial<Selection>]>([
    ['it would have run', {}, 'fail', { everything }],
    ['it passed', { stored }, 'pass', { everything }],
    ['packages were chosen', { stored }, 'fail', {}],
  ])('finds nothing wrong where %s', async (_, choice, outcome, more) => {
    const { job, selection } = await world([choiceOf(choice)], more);
    const run = testRun([packageResult('m/a', outcome)]);
    expect((await tellSelection(job, selection, run)).warnings).toEqual([]);
  });
});
