import { CancelledError, ExternalError, ToolError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { checks } from '../src/checks.ts';
import type { GateInputs, RunContext } from '../src/context.ts';
import { unchecked } from '../src/plan/unchecked.ts';
import { jobOf } from './support/job-of.ts';

const TREE = { '/w/go.mod': 'module m\n', '/w/a.go': 'package a\n', '/w/sub/b.go': 'package b\n' };

/** What is wrong with the inputs, before anything is run. */
async function problems(
  inputs: Partial<GateInputs>,
  files: Readonly<Record<string, string>> = TREE,
  workingDirectory = '/w',
  origins: Readonly<Record<string, string>> = {},
  links: Readonly<Record<string, string>> = {},
) {
  const programs = [
    { on: 'go version', stdout: 'go version go1.26.0 linux/amd64\n' },
    { on: 'go env -json', stdout: JSON.stringify({ GOENV: '/w/go.env' }) },
  ];
  const { ports } = jobOf({ files, links, programs }).job;
  const origin = (input: string): string => origins[input] ?? 'default';
  const event = { refName: 'feature/x' };
  const context = { ...ports, workingDirectory, origin, event } as unknown as RunContext;
  const plain = {
    checks: ['test'],
    testArgs: [],
    conditions: [],
    shard: '',
    merge: '',
    select: 'all',
    suites: [],
    suite: '',
  };
  const given = { ...plain, ...inputs } as unknown as GateInputs;
  const found = await Promise.all(checks.map((check) => check(given, context)));
  return found.flat().map(({ input, value, problem }) => [input, value, problem]);
}

describe('the names of conditions', () => {
  const condition = (name: string, metric: string, kind: 'all' | 'patch' = 'all') => ({
    name,
    metric,
    scope: { kind },
  });
  const names = (...conditions: readonly object[]) =>
    problems({ conditions } as unknown as Partial<GateInputs>).then((found) =>
      found.map(([, , problem]) => problem),
    );

  it('may be that of the check whose demand a condition takes over, and of no other', async () => {
    const taken = ['has two conditions, or a check and a condition, called vet'];
    expect(await names(condition('vet', 'vet-findings'))).toEqual([]);
    expect(await names(condition('vet', 'vet-findings', 'patch'))).toEqual(taken);
    expect(await names(condition('vet', 'lint-issues'))).toEqual(taken);
  });

  it('stand once each', async () => {
    expect(await names(condition('a', 'lint-issues'), condition('b', 'lint-issues'))).toEqual([]);
    expect(await names(condition('a', 'lint-issues'), condition('a', 'vet-findings'))).toEqual([
      'has two conditions, or a check and a condition, called a',
    ]);
  });
});

describe('before anything is run', () => {
  it('the check sonar needs both its server and its project, and plugins at least one file', async () => {
    const sonar = (given: object) => problems({ checks: ['test', 'sonar'], ...given } as Partial<GateInputs>);
    const lacks = (input: string) => [input, undefined, 'is not set, and the check sonar needs it'];
    expect(await sonar({})).toEqual([lacks('sonar-url'), lacks('sonar-project')]);
    expect(await sonar({ sonarUrl: 'https://sonar.test' })).toEqual([lacks('sonar-project')]);
    expect(await sonar({ sonarUrl: 'https://sonar.test', sonarProject: 'm' })).toEqual([]);
    const plugins = (names: readonly string[], wanted: readonly string[] = ['test', 'plugins']) =>
      problems({ checks: wanted, plugins: names } as unknown as Partial<GateInputs>).then((found) =>
        found.filter(([input]) => input === 'plugins').map(([, , problem]) => problem),
      );
    expect(await plugins([])).toEqual(['is empty, and the check plugins runs what it names']);
    expect(await plugins(['a.mjs'])).not.toContain('is empty, and the check plugins runs what it names');
    expect(await plugins([], ['test'])).toEqual([]);
  });

  it('a cache that leads into the workspace by a link lies there', async () => {
    const links = { '/srv/cache': '/w/sub', '/srv/spelt': '/w' };
    const refused = (value: string) => [
      ['cache-dir', value, 'lies in the workspace, which the next checkout empties'],
    ];
    for (const cacheDir of ['/srv/cache', '/srv/spelt/new'])
      expect(await problems({ cacheDir }, TREE, '/w', {}, links)).toEqual(refused(cacheDir));
    expect(await problems({ cacheDir: '/srv/other' }, TREE, '/w', {}, links)).toEqual([]);
  });

  it.each([
    [{ shard: '2/5' }, []],
    [{ merge: 'parts' }, []],
    [{ cacheDir: '/srv/cache' }, []],
    [
      { cacheDir: '/w/cache' },
      [['cache-dir', '/w/cache', 'lies in the workspace, which the next checkout empties']],
    ],
    [{ shard: '6/5' }, [['shard', '6/5', 'is more than there are']]],
    [{ shard: '1/5', merge: 'parts' }, [['merge', 'parts', 'is set together with shard']]],
    [{ shard: '1/5', select: 'affected' }, [['select', 'affected', 'is set together with shards']]],
    [{ merge: 'parts', select: 'affected' }, [['select', 'affected', 'is set together with shards']]],
    [{ suites: ['unit: refs=feature/*'] }, []],
    [{ suites: ['unit: refs=main'] }, [['suites', undefined, 'has no suite for "feature/x"']]],
    [{ suites: ['unit: refs=main'], suite: 'unit' }, []],
    [{ suites: ['unit: refs=main'], suite: 'other' }, [['suite', 'other', 'is not among the suites']]],
    [{ suite: 'unit' }, [['suite', 'unit', 'is not among the suites']]],
    [{ merge: 'parts', checks: ['vet'] }, [['checks', 'vet', 'has no test']]],
  ] as const)('shards and suites fit to the rest: %j', async (inputs, expected) => {
    expect(await problems(inputs as unknown as Partial<GateInputs>)).toEqual(expected);
  });

  it.each<[string, readonly object[], readonly string[]]>([
    ['of two names', [{ name: 'a' }, { name: 'b' }], []],
    ['of one name', [{ name: 'a' }, { name: 'a', metric: 'coverage' }], ['a']],
    ['called as a check', [{ name: 'vet' }], ['vet']],
    ['called as the check whose place it takes', [{ name: 'coverage', metric: 'coverage' }], []],
    [
      'called as that check, of some packages',
      [{ name: 'coverage', metric: 'coverage', scope: {} }],
      ['coverage'],
    ],
  ])('a verdict has a name of its own: conditions %s', async (_, conditions, taken) => {
    const whole = { metric: 'tests-run', scope: { kind: 'all' } };
    const rules = conditions.map((condition) => ({ ...whole, ...condition }));
    expect(await problems({ conditions: rules } as unknown as Partial<GateInputs>)).toEqual(
      taken.map((name) => [
        'conditions',
        undefined,
        `has two conditions, or a check and a condition, called ${name}`,
      ]),
    );
  });

  it.each([
    [['coverage'], [['checks', 'coverage', 'has coverage without test, which measures it']]],
    [['vet', 'coverage'], [['checks', 'vet,coverage', 'has coverage without test, which measures it']]],
    [['test', 'coverage'], []],
    [['gofmt', 'vet'], []],
    [['test'], []],
  ] as const)('the checks %j are looked at together', async (wanted, expected) => {
    expect(await problems({ checks: [...wanted] })).toEqual(expected);
  });

  it.each([
    [['vet', 'test'], { checks: 'with', 'coverage-threshold': 'with' }, ['coverage-threshold']],
    [
      ['vet', 'test'],
      { checks: 'head', preset: 'head', 'coverage-exclude': 'head' },
      ['preset', 'coverage-exclude'],
    ],
    [['gofmt'], { checks: 'with', race: 'with', 'coverage-packages': 'with' }, ['race', 'coverage-packages']],
    // One file may serve jobs with different checks, and the checks by default hold all of these.
    [['gofmt'], { checks: 'with', race: 'head', preset: 'head' }, []],
    [['gofmt'], { checks: 'head', race: 'with' }, []],
    [['vet', 'test'], { checks: 'with', race: 'with' }, []],
    [['test', 'coverage'], { checks: 'with', 'coverage-threshold': 'with' }, []],
  ] as const)(
    'the checks %j leave what is set beside them an effect: %j',
    async (wanted, origins, without) => {
      const found = await problems({ checks: [...wanted] }, TREE, '/w', origins);
      expect(found.map(([input]) => input)).toEqual(without);
    },
  );

  it('an input without effect is told with the check that would read it', async () => {
    const origins = { checks: 'with', preset: 'with' };
    expect(await problems({ checks: ['vet', 'test'] }, TREE, '/w', origins)).toEqual([
      ['preset', undefined, 'has no effect: checks is vet,test, without coverage'],
    ]);
  });

  it.each([
    ['the workspace with a module', '/w', TREE, []],
    ['a folder inside of a module', '/w/sub', TREE, []],
    ['a folder without any module', '/w', { '/w/a.go': '' }, [['.', 'holds no Go module']]],
    ['no folder', '/w/gone', TREE, [['gone', 'is not a folder']]],
    ['a file', '/w/a.go', TREE, [['a.go', 'is not a folder']]],
  ] as const)('the working directory is looked at: %s', async (_, from, files, expected) => {
    const found = await problems({}, files, from).catch((error: unknown) => error);
    expect(found).toEqual(expected.map((problem) => ['working-directory', ...problem]));
  });

  it('flags of the tests and settings of Go in the workspace are looked at', async () => {
    const files = { ...TREE, '/w/go.env': 'CC=/w/cc\n' };
    expect(await problems({ testArgs: ['-json'] }, files)).toEqual([
      ['test-args', undefined, expect.stringContaining('"-json" is set where it is needed')],
      ['GOENV', '/w/go.env', 'sets CC, which may choose a program'],
    ]);
  });
});

describe('the outcome is that nothing was checked', () => {
  it.each<[string, Error, readonly string[]]>([
    [
      'where a tool broke',
      new ToolError({ code: 'TOOL_MISSING', message: 'no go', argv: ['go'] }),
      ['error'],
    ],
    ['where the machine broke', new ExternalError({ code: 'DISK_FULL', message: 'no room' }), ['error']],
    ['but not after a cancel', new CancelledError('cancelled'), []],
    ['but not after a bug', new TypeError('a bug'), []],
  ])('%s', async (_, error, settled) => {
    const outcomes: string[] = [];
    const context = { settle: (outcome: string) => void outcomes.push(outcome) };
    await expect(unchecked(context, () => Promise.reject(error))).rejects.toBe(error);
    expect(outcomes).toEqual(settled);
  });
});
