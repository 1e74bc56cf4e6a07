import { createFakeFiles } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRun,
  type History,
  type PackageHistory,
  readHistory,
  writeHistory,
} from '../src/order/history.ts';
import { estimate, type PackageSource } from '../src/order/likelihood.ts';
import { findOrder, inOrder, keepHistory } from '../src/order/order.ts';
import { orderPlan } from '../src/order/order-plan.ts';
import { readPackageSources } from '../src/order/read-sources.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { planOf } from './support/plan-of.ts';
import { packageResult, testRun } from './support/results.ts';

const DAY = 24 * 3_600_000;
const source = (importPath: string, ...imports: readonly string[]): PackageSource => ({
  importPath,
  hash: `h of ${importPath}`,
  imports,
});
const known = (path: string, more: Partial<PackageHistory> = {}): readonly [string, PackageHistory] => [
  path,
  { runs: 4, failures: 0, source: `h of ${path}`, seen: 0, ...more },
];

/** Forty packages that passed ten times; one failed once, some runs ago. */
const NAMES = Array.from({ length: 40 }, (_, index) => `p${String(index).padStart(2, '0')}`);
const FAILED = 'm/p33';
function seeded(runsSince: number): History {
  const sources = new Map(NAMES.map((name) => [`m/${name}`, `h of m/${name}`]));
  const run = (failed: string) =>
    testRun(NAMES.map((name) => packageResult(`m/${name}`, `m/${name}` === failed ? 'fail' : 'pass')));
  const before = Array.from({ length: 6 }, () => '');
  const after = Array.from({ length: runsSince }, () => '');
  return [...before, FAILED, ...after].reduce<History>(
    (history, failed, at) => addRun(history, run(failed), sources, at * DAY),
    new Map(),
  );
}

describe('the order by history (QG-22)', () => {
  const plan = planOf({
    modules: [
      moduleOf(
        '/w',
        'm',
        NAMES.map((name) => packageOf(name)),
      ),
    ],
  });
  const sources = NAMES.map((name) => source(`m/${name}`));
  const ordered = (history: History, all = sources): readonly string[] =>
    orderPlan(plan, estimate(all, history)).modules.flatMap(({ patterns }) => patterns);

  it.each([0, 3, 10])('moves the test that failed into the first tenth, %i runs after', (runs) => {
    expect(ordered(seeded(runs)).indexOf(FAILED)).toBeLessThan(NAMES.length / 10);
  });

  it('is the same for the same input, and has every package once', () => {
    expect(ordered(seeded(2))).toEqual(ordered(seeded(2)));
    expect([...ordered(seeded(2))].sort()).toEqual(NAMES.map((name) => `m/${name}`));
  });

  it.each([
    ['at all', new Map()],
    ['of these packages, but of others in the same cache', new Map([known('other/a', { failures: 4 })])],
  ])('is that of the list where nothing is known %s', (_, history: History) => {
    expect(ordered(history)).toEqual(NAMES.map((name) => `m/${name}`));
    expect([...estimate(sources, history).values()].every(({ why }) => why === '')).toBe(true);
  });

  it('has what changed first, then what imports it, the nearest first, then the rest as it was listed', () => {
    const imports = new Map([
      ['m/p05', ['m/p20']],
      ['m/p30', ['m/p05']],
      ['m/p31', ['m/p20', 'm/p30']],
    ]);
    const all = NAMES.map((name) => source(`m/${name}`, ...(imports.get(`m/${name}`) ?? [])));
    const history = new Map(NAMES.map((name) => known(`m/${name}`)));
    history.set('m/p20', { runs: 4, failures: 0, source: 'other', seen: 0 });
    expect(ordered(history, all).slice(0, 6)).toEqual(['m/p20', 'm/p05', 'm/p31', 'm/p30', 'm/p00', 'm/p01']);
  });
});

describe('how likely a package is to fail', () => {
  const of = (history: History, ...sources: readonly PackageSource[]) => estimate(sources, history);

  it('grows with failures, falls with time, and says why', () => {
    const values = of(
      new Map([
        known('never'),
        known('once', { failures: 0.5 }),
        known('often', { failures: 3.5 }),
        known('changed', { source: 'x' }),
        known('both', { source: 'x', failures: 3.5 }),
      ]),
      source('never'),
      source('once'),
      source('often'),
      source('changed'),
      source('both'),
      source('user', 'changed'),
    );
    const order = [...values].sort(([, a], [, b]) => b.value - a.value).map(([name]) => name);
    expect(order).toEqual(['both', 'often', 'user', 'changed', 'once', 'never']);
    expect(Object.fromEntries([...values].map(([name, { why }]) => [name, why]))).toEqual({
      never: '',
      once: 'failed lately',
      often: 'failed lately',
      changed: 'changed',
      both: 'failed lately, changed',
      user: 'changed',
    });
  });

  it('halves with the first step from what changed, and is a third after the second', () => {
    const history = new Map([known('a', { source: 'x' }), known('b'), known('c')]);
    const values = [...of(history, source('a'), source('b', 'a'), source('c', 'b')).values()];
    const never = 0.01 / 5;
    expect(values.map(({ value }) => (value - never) / (1 - never))).toEqual([
      expect.closeTo(0.2),
      expect.closeTo(0.1),
      expect.closeTo(0.2 / 3),
    ]);
  });

  it('is a probability, whatever the history says', () => {
    const entry = fc.record({
      runs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      source: fc.constantFrom('h of a', 'x'),
    });
    fc.assert(
      fc.property(entry, ({ runs, share, source: hash }) => {
        const history = new Map([known('a', { runs, failures: runs * share, source: hash })]);
        const value = of(history, source('a')).get('a')?.value ?? -1;
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('ends where packages import each other in a circle through their tests', () => {
    const history = new Map([known('a', { source: 'x' }), known('b'), known('c')]);
    const values = of(history, source('a', 'b'), source('b', 'a'), source('c', 'b'));
    expect([...values.values()].map(({ why }) => why)).toEqual([
      'changed',
      'imports what changed',
      'imports what changed',
    ]);
  });
});

describe('the history', () => {
  const sources = new Map([['a', 'new']]);
  const add = (outcome: 'pass' | 'fail' | 'skip' | 'missing', more: object = {}) =>
    addRun(new Map([known('a')]), testRun([packageResult('a', outcome, more)]), sources, 5).get('a');

  it('counts what ran, the newest most', () => {
    expect(add('pass')).toEqual({ runs: 4.2, failures: 0, source: 'new', seen: 5 });
    expect(add('fail')).toMatchObject({ runs: 4.2, failures: 1 });
    expect(add('missing')).toMatchObject({ failures: 1 });
  });

  it('takes a replayed result for no run, and a package without tests for nothing', () => {
    expect(add('pass', { cached: true })).toEqual({ runs: 4, failures: 0, source: 'new', seen: 5 });
    expect(add('skip')).toEqual({ runs: 4, failures: 0, source: 'h of a', seen: 0 });
    expect(addRun(new Map(), testRun([packageResult('b', 'fail')]), sources, 5).size).toBe(0);
  });

  it('begins with the first run of a package', () => {
    const first = (outcome: 'pass' | 'fail') =>
      addRun(new Map(), testRun([packageResult('a', outcome)]), sources, 5).get('a');
    expect(first('pass')).toMatchObject({ runs: 1, failures: 0 });
    expect(first('fail')).toMatchObject({ runs: 1, failures: 1 });
  });

  it('forgets what did not run for a quarter of a year', () => {
    const old = (days: number) => addRun(new Map([known('z')]), testRun([]), sources, days * DAY).size;
    expect([old(90), old(91)]).toEqual([1, 0]);
  });

  it('is read as it was written', async () => {
    const files = createFakeFiles();
    const history = seeded(1);
    await writeHistory(files, '/c', history);
    expect(await readHistory(files, '/c')).toEqual(history);
    expect(await readHistory(files, '/nowhere')).toEqual(new Map());
  });

  it.each([
    'garbage',
    '[]',
    'null',
    '{"version":2,"packages":[["a",1,0,"s",0]]}',
    '{"version":1,"packages":"a"}',
    '{"version":1,"packages":[null,["a"],["a",1,2,"s",0],["a",-1,0,"s",0],["a",1,"0","s",0],[1,1,0,"s",0],["a",1,0,1,0]]}',
  ])('that is none tells nothing: %s', async (text) => {
    expect(await readHistory(createFakeFiles({ '/c/history.json': text }), '/c')).toEqual(new Map());
  });
});

describe('what a package is made of', () => {
  const plan = planOf({
    modules: [
      moduleOf('/w', 'm', [
        packageOf('a', { go: ['a.go'], tests: ['a_test.go'] }),
        packageOf('b', { go: ['b.go'] }),
        packageOf('a/inner'),
        packageOf('c'),
        packageOf('d'),
      ]),
    ],
  });
  const files = createFakeFiles({
    '/w/a/a.go':
      '/*\nfunc as in "m/c"\n*/\npackage a\n\nimport (\n\t"embed"\n\tother "m/b"\n)\n\n//go:embed pages\nvar F embed.FS // "m/c"\n',
    '/w/a/a_test.go': 'package a_test\n\nimport `m/d`\nimport "m/a"\n\ntype T struct{}\n',
    '/w/b/b.go': 'package b\n',
  });
  const ports = { files, signal: new AbortController().signal, workspace: '/w' };
  const hashesOf = async (tree: Readonly<Record<string, string>> = {}) => {
    const sources = await readPackageSources(ports, plan, new Map(Object.entries(tree)));
    return Object.fromEntries(sources.map(({ importPath, hash }) => [importPath, hash]));
  };

  it('are the imports that its files really have, however they are written', async () => {
    const [a] = await readPackageSources(ports, plan, new Map());
    expect(a?.imports).toEqual(['m/b', 'm/d']);
  });

  it.each([
    ['test data', 'a/testdata/x/in.txt', ['m/a']],
    ['an embedded file', 'a/pages/index.html', ['m/a']],
    ['assembly', 'b/add_amd64.s', ['m/b']],
    ['test data of a folder without a package', 'a/more/testdata/in.txt', ['m/a']],
    ['test data of a package inside', 'a/inner/testdata/in.txt', ['m/a/inner']],
    ['a file that is nobody', 'b/notes.txt', []],
    ['a page that only another package would embed', 'b/pages/index.html', []],
  ])('is %s too', async (_, path, changed) => {
    const [before, after] = [await hashesOf({ [path]: '1' }), await hashesOf({ [path]: '2' })];
    expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual(changed);
  });

  it('are its Go files', async () => {
    const before = await hashesOf();
    await files.write('/w/a/a_test.go', 'package a\n');
    const after = await hashesOf();
    expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual(['m/a']);
  });
});

describe('a run by history', () => {
  const plan = planOf({
    caches: ['/cache'],
    modules: [
      moduleOf('/w', 'm', [packageOf('a'), packageOf('b')]),
      moduleOf('/w/n', 'n', [{ ...packageOf('c'), importPath: 'n/c' }]),
    ],
  });
  const of = (settings: object, level = 'trusted', caches: readonly string[] = ['/cache']) => {
    const made = jobOf({ plan: { ...plan, caches }, settings });
    Object.assign(made.job.ports, { trust: { level } });
    return made;
  };

  it('goes by what the run before has kept, module by module', async () => {
    const { job, lines } = of({ order: 'history' });
    const order = await findOrder(job);
    if (order === undefined) throw new Error('there is no order');
    expect(inOrder(job, job.plan, order).modules.map(({ patterns }) => patterns)).toEqual([
      ['m/a', 'm/b'],
      ['n/c'],
    ]);
    await keepHistory(
      job,
      order,
      testRun([packageResult('m/a', 'pass'), packageResult('n/c', 'fail'), packageResult('m/b', 'fail')]),
    );
    const next = await findOrder(job);
    expect(inOrder(job, job.plan, next).modules.map(({ patterns }) => patterns)).toEqual([
      ['m/b', 'm/a'],
      ['n/c'],
    ]);
    expect(lines).toEqual([
      'order: nothing is known to be likely to fail',
      'order: first m/b (failed lately), n/c (failed lately)',
    ]);
  });

  it.each([
    ['that is not asked for', { order: 'listed' }, undefined],
    ['of merged shards', { order: 'history', merge: 'shards' }, undefined],
    ['without a cache of Go', { order: 'history' }, []],
  ] as const)('is as it is listed: %s', async (_, settings, caches) => {
    const { job } = of(settings, 'trusted', caches);
    const order = await findOrder(job);
    expect(order).toBeUndefined();
    expect(inOrder(job, job.plan, order)).toBe(job.plan);
  });

  it('keeps nothing of code of strangers', async () => {
    const { job } = of({ order: 'history' }, 'untrusted');
    const order = await findOrder(job);
    if (order === undefined) throw new Error('there is no order');
    await keepHistory(job, order, testRun([packageResult('m/b', 'fail')]));
    expect((await findOrder(job))?.history.size).toBe(0);
  });
});
