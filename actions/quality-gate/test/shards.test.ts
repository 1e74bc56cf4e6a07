import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../src/shards/identity.ts';
import { shardProblem } from '../src/shards/judge-shards.ts';
import { mergeShards } from '../src/shards/merge-shards.ts';
import { orderRun } from '../src/shards/order-run.ts';
import { planShards } from '../src/shards/plan-shards.ts';
import {
  countShards,
  partition,
  planOfPackages,
  readShard,
  readShardPlan,
  shardFile,
} from '../src/shards/shard.ts';
import { parseShardReport, type ShardReport } from '../src/shards/shard-report.ts';
import { weighPackages } from '../src/shards/weigh.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { planOf } from './support/plan-of.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const report = (index: number, more: Partial<ShardReport> = {}): ShardReport => ({
  format: 1,
  shard: { index, count: 3 },
  identity: 'same',
  run: testRun([packageResult(`m/${index}`, 'pass')], [testResult(`m/${index}`, 'TestIt', 'pass')]),
  profiles: [],
  retries: [],
  broken: undefined,
  ...more,
});

describe('parts of the packages', () => {
  it('are written as number and count', () => {
    expect(readShard('2/5')).toEqual({ index: 2, count: 5 });
    expect(readShard('5/5')).toEqual({ index: 5, count: 5 });
    expect(['', '6/5', '0/5', '1/0', '1', 'a/b', '1/100', '-1/5'].map(readShard)).toEqual(
      Array(8).fill(undefined),
    );
    expect(shardFile({ index: 2, count: 5 })).toBe('shard-2-of-5.json');
  });

  it.each([
    ['as many as help: the heaviest package is never shared', { a: 8, b: 5, c: 3, d: 1 }, 9, 3],
    ['as many as may be', { a: 8, b: 8, c: 8, d: 8 }, 3, 2],
    ['one for each package of equal weight', { a: 1, b: 1, c: 1 }, 9, 3],
    ['one where a package has all the weight', { a: 1, b: 0, c: 0 }, 9, 1],
    ['one where nothing has tests', { a: 0 }, 9, 1],
    ['one where there is nothing', {}, 4, 1],
  ])('are %s', (_, weights, most, count) => {
    expect(countShards(new Map(Object.entries(weights)), most)).toBe(count);
  });

  it('are planned for the strategy of the job that tests', async () => {
    expect(['plan/8', 'plan/0', 'plan/100', 'plan', '2/5', ''].map(readShardPlan)).toEqual([
      8,
      ...Array(5).fill(undefined),
    ]);
    const made = jobOf({ files: { '/w/a/a_test.go': 'x'.repeat(50), '/w/b/b_test.go': 'x'.repeat(50) } });
    const plan = planOf({
      modules: [
        moduleOf('/w', 'm', [
          packageOf('a', { tests: ['a_test.go'] }),
          packageOf('b', { tests: ['b_test.go'] }),
        ]),
      ],
    });
    const settled: string[] = [];
    const more = { settle: (...words: string[]) => void settled.push(words.join(': ')), summarize: () => {} };
    await planShards({ ...made.job.ports, ...more } as never, plan, { durations: '' }, 5);
    expect(made.outputs).toEqual({ matrix: '{"shard":["1/2","2/2"]}' });
    expect(settled).toEqual(['planned: 2 shards for 2 packages: with more, none would be done sooner']);
  });

  it('weigh about the same, have every package once, and do not depend on the order', () => {
    const weights = new Map([
      ['a', 8],
      ['b', 7],
      ['c', 3],
      ['d', 3],
      ['e', 3],
    ]);
    const parts = partition(weights, 2);
    expect(parts.map((part) => [...part])).toEqual([
      ['a', 'd'],
      ['b', 'c', 'e'],
    ]);
    expect(partition(new Map([...weights].reverse()), 2)).toEqual(parts);
    expect(
      partition(weights, 7)
        .flatMap((part) => [...part])
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd', 'e']);
    const equal = partition(new Map(['z', 'y', 'x'].map((name) => [name, 0])), 3);
    expect(equal.flatMap((part) => [...part]).sort()).toEqual(['x', 'y', 'z']);
  });

  it('name packages where a part of a module is meant', () => {
    const plan = planOf({
      modules: [
        moduleOf('/w', 'm', [packageOf('a'), packageOf('b')]),
        moduleOf('/w/c', 'm/c', [packageOf('c')]),
      ],
    });
    expect(planOfPackages(plan, new Set(['m/b'])).modules.map(({ patterns }) => patterns)).toEqual([['m/b']]);
    expect(planOfPackages(plan, new Set(['m/c'])).modules.map(({ patterns }) => patterns)).toEqual([
      ['./...'],
    ]);
    expect(planOfPackages(plan, new Set()).modules).toEqual([]);
  });

  it('are weighed by an earlier report, else by their tests', async () => {
    const plan = planOf({
      modules: [moduleOf('/w', 'm', [packageOf('a', { tests: ['a_test.go'] }), packageOf('b')])],
    });
    const data = { tests: { packages: [{ name: 'm/b', seconds: 7 }] } };
    const files = createFakeFiles({
      '/w/a/a_test.go': 'x'.repeat(20_000),
      '/w/r.json': JSON.stringify({ data }),
    });
    const weigh = (durations: string) => weighPackages({ files, workspace: '/w' }, plan, { durations });
    expect([...(await weigh(''))]).toEqual([
      ['m/a', 1],
      ['m/b', 0],
    ]);
    expect([...(await weigh('r.json'))]).toEqual([
      ['m/a', 1],
      ['m/b', 7],
    ]);
    await expect(weigh('none.json')).rejects.toThrow('is no report of quality-gate');
  });
});

describe('reports of shards', () => {
  const all = [report(1), report(2), report(3)];

  it.each([
    ['no shard left a report', []],
    ['shard 2 of 3 left no report', [report(1), report(3)]],
    ['shards 2, 3 of 3 left no report', [report(1)]],
    ['shard 2 of 3 left 2 reports', [...all, report(2)]],
    [
      'shard-2-of-4.json does not belong to shard-1-of-3.json',
      [...all, report(2, { shard: { index: 2, count: 4 } })],
    ],
    ['shard-4-of-3.json does not belong to shard-1-of-3.json', [...all, report(4)]],
    [
      'shard 3 of 3 ran other code, another Go or other flags than this merge',
      [report(1), report(2), report(3, { identity: 'other' })],
    ],
    [
      'shard 1 of 3: go died',
      [report(1, { broken: { code: 'X', message: 'go died' } }), report(2), report(3)],
    ],
  ])('prove nothing: %s', (problem, reports) => expect(shardProblem(reports, 'same')).toBe(problem));

  it('are whole when each shard of the same code has left one', () => {
    expect(shardProblem(all, 'same')).toBeUndefined();
  });

  it('are read only as what they are', () => {
    expect(parseShardReport(JSON.stringify(report(1)))).toEqual(report(1));
    for (const text of [
      '',
      'null',
      '{}',
      JSON.stringify({ ...report(1), format: 2 }),
      JSON.stringify({ ...report(1), run: {} }),
      JSON.stringify({ ...report(1), run: { ...report(1).run, tests: {} } }),
      JSON.stringify({ ...report(1), shard: { index: '1', count: 3 } }),
      JSON.stringify({ ...report(1), shard: { index: 1, count: '3' } }),
      JSON.stringify({ ...report(1), identity: 1 }),
      JSON.stringify({ ...report(1), profiles: 'mode: set' }),
      JSON.stringify({ ...report(1), retries: null }),
    ])
      expect(parseShardReport(text)).toBeUndefined();
  });

  it('are found in folders of artifacts; one that cannot be read, or is lost, breaks the run', async () => {
    const merge = async (files: Readonly<Record<string, string>>) => {
      const { job } = jobOf({ settings: { merge: 'parts' }, files });
      return mergeShards(job);
    };
    const lost = await merge({
      '/w/parts/one/shard-1-of-3.json': JSON.stringify(report(1, { profiles: ['mode: set\n'] })),
    });
    expect(lost.broken?.message).toBe('the shards make no whole run: shards 2, 3 of 3 left no report');
    expect(lost.profiles).toEqual(['/r/coverage-shard-0.out']);
    const torn = await merge({ '/w/parts/shard-1-of-1.json': '{' });
    expect(torn.broken?.message).toBe(
      'the shards make no whole run: /w/parts/shard-1-of-1.json cannot be read',
    );
    for (const path of ['other.json', 'shard-1-of-1.json.old', 'a/b/c/shard-1-of-1.json'])
      expect((await merge({ [`/w/parts/${path}`]: '{}' })).broken?.message).toContain(
        'no shard left a report',
      );
    expect((await merge({ '/w/parts/a/b/shard-1-of-1.json': '{' })).broken?.message).toContain(
      '/w/parts/a/b/shard-1-of-1.json cannot be read',
    );
  });
});

it('a run is read in the order of the plan', () => {
  const plan = planOf({ modules: [moduleOf('/w', 'm', [packageOf('a'), packageOf('b')])] });
  const run = testRun(
    [packageResult('m/x', 'pass'), packageResult('m/b', 'pass'), packageResult('m/a', 'pass')],
    [
      testResult('m/b', 'Test2', 'pass'),
      testResult('m/a', 'Test9', 'pass'),
      testResult('m/b', 'Test1', 'pass'),
    ],
  );
  const ordered = orderRun(run, plan);
  expect(ordered.packages.map(({ name }) => name)).toEqual(['m/a', 'm/b', 'm/x']);
  expect(ordered.tests.map((test) => `${test.package} ${test.name}`)).toEqual([
    'm/a Test9',
    'm/b Test2',
    'm/b Test1',
  ]);
});

describe('what shards and their merge have in common', () => {
  const identity = (name: string, kept: readonly string[] = []): string => {
    const { plan, rules } = jobOf({
      plan: { environment: { name, file: 'env.yml', variables: {}, kept } },
    }).job;
    return identityOf(plan, rules, '/w');
  };

  it('is the environment, whoever sets its variables (QG-13)', () => {
    expect(identity('test')).not.toBe(identity('staging'));
    expect(identity('test')).toBe(identity('test', ['DB_HOST']));
  });
});
