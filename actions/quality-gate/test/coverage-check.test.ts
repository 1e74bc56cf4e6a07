import { CancelledError, ToolError } from '@fairlead/core';
import type { ListedBlock } from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import { coverage } from '../src/conditions/coverage/check.ts';
import type { ExpectedCoverage } from '../src/conditions/coverage/expected.ts';
import { type JobOptions, jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { packageResult, testRun } from './support/results.ts';

const TOOL = { on: 'go tool -n cover', stdout: '/go/cover\n' };

/** A block of three lines in the file of a package, with one statement. */
const block = (file: string): ListedBlock => ({
  file,
  startLine: 3,
  startColumn: 10,
  endLine: 5,
  endColumn: 2,
  statements: 1,
  count: 0,
  source: `/w/${file.slice('m/'.length)}`,
});

const line = (file: string, count = 1, statements = 1) => `${file}:3.10,5.2 ${statements} ${count}`;

const expecting = (...files: readonly string[]) => ({
  more: [],
  blocks: files.map(block),
  idle: [] as readonly ListedBlock[],
  sources: new Map(files.map((file) => [file, new Set([block(file).source])])),
  cgo: [],
});

/** Judges a profile of the given lines, none for a profile that was not written. */
async function judge(
  lines: readonly string[] | undefined,
  expected: Parameters<typeof coverage.run>[2],
  settings: JobOptions['settings'] = {},
  plan: JobOptions['plan'] = {},
) {
  const source = 'package a\n\nfunc F() {\n\tx()\n}\n';
  const profile = lines === undefined ? {} : { '/r/p.out': `${['mode: set', ...lines].join('\n')}\n` };
  const { job, outputs } = jobOf({
    files: { '/w/a/a.go': source, '/w/b/b.go': source, ...profile },
    settings,
    plan,
  });
  job.tests = {
    run: testRun([packageResult('m/a', 'pass')]),
    broken: undefined,
    profiles: ['/r/p.out'],
    absent: [],
  };
  return { result: await coverage.run(job, [], expected), outputs };
}

describe('coverage is measured', () => {
  it('from a profile that has every statement', async () => {
    const { result, outputs } = await judge([line('m/a/a.go')], expecting('m/a/a.go'));
    expect(result).toMatchObject({ condition: { status: 'passed', actual: '100.00 %' }, warnings: [] });
    expect(outputs).toEqual({
      'coverage-profile': '/r/coverage.out',
      cobertura: '/r/coverage.xml',
      lcov: '/r/lcov.info',
      coverage: '100.00',
    });
  });

  it('with the statements of packages that no test command measures, which nothing reached', async () => {
    const expected = { ...expecting('m/a/a.go', 'm/b/b.go'), idle: [block('m/b/b.go')] };
    const { result, outputs } = await judge([line('m/a/a.go')], expected);
    expect(result.condition.actual).toBe('50.00 %');
    expect(outputs['coverage-profile']).toBe('/r/coverage.out');
    // a profile of an earlier version of Go, or of an earlier run, has them too
    const both = await judge([line('m/a/a.go'), line('m/b/b.go', 0)], expected);
    expect(both.result.condition.actual).toBe('50.00 %');
  });

  it('as no number where there is no statement', async () => {
    const { result, outputs } = await judge([], expecting());
    expect(result).toMatchObject({ condition: { status: 'errored' }, code: 'GATE_NOTHING_MEASURED' });
    expect(outputs).not.toHaveProperty('coverage');
  });

  it('without the files of a pattern, of which those that match nothing are told', async () => {
    const both = [line('m/a/a.go'), line('m/b/b.go', 0)];
    const { result } = await judge(both, expecting('m/a/a.go', 'm/b/b.go'), {
      coverageExclude: ['b/**', 'old/**'],
    });
    expect(result).toMatchObject({
      condition: { status: 'passed', actual: '100.00 %' },
      warnings: ['coverage-exclude "old/**" matches no file of the profile'],
    });
  });
});

describe('coverage is not known', () => {
  it.each([
    ['was not written', undefined, 'go test wrote no coverage profile', 'GATE_NOT_CHECKED'],
    ['lacks a package', [], 'lacks package m/a (1 statement)', 'GATE_NOT_CHECKED'],
    [
      'has a block that no source has',
      [line('m/a/a.go'), line('m/a/x.go')],
      'has 1 block that the sources do not have, first m/a/x.go:3',
      'GO_PROFILE_INVALID',
    ],
  ])('where the profile %s', async (_, lines, message, code) => {
    await expect(judge(lines, expecting('m/a/a.go'))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('where a test has put a block to the profile once more, as reached', async () => {
    const refused = {
      code: 'GO_PROFILE_INVALID',
      message:
        'the coverage profile has the block m/a/a.go:3.10,5.2 2 times, and the tests write it at most 1 time',
    };
    const lines = [line('m/a/a.go', 0), line('m/a/a.go', 1)];
    await expect(judge(lines, expecting('m/a/a.go'))).rejects.toMatchObject(refused);
    const zeros = [line('m/a/a.go', 0), '', line('m/a/a.go').replace(':3', ':03')];
    await expect(judge(zeros, expecting('m/a/a.go'))).rejects.toMatchObject(refused);
  });

  it('but not where two files say by //line that they are one, or cgo made two of it', async () => {
    const lines = [line('m/a/a.go', 0), line('m/a/a.go', 1)];
    const twice = await judge(lines, expecting('m/a/a.go', 'm/a/a.go'));
    expect(twice.result.condition.actual).toBe('100.00 %');
    const cgo = [{ file: 'm/a/a.go', name: 'F', startLine: 3, endLine: 5 }];
    const made = await judge(lines, { ...expecting('m/a/a.go'), cgo });
    expect(made.result.condition.actual).toBe('100.00 %');
  });

  it('but not where each of several test binaries measures a package', async () => {
    const lines = [line('m/a/a.go', 0), line('m/a/a.go', 1)];
    const settings = { coveragePackages: ['./...'] };
    const plan = { modules: [moduleOf('/w', 'm', [packageOf('a'), packageOf('b')])] };
    const expected = expecting('m/a/a.go');
    expect((await judge(lines, expected, settings, plan)).result.condition.actual).toBe('100.00 %');
    await expect(judge([...lines, ...lines], expected, settings, plan)).rejects.toThrow('4 times');
  });

  it('where the sources did not say which statements there are', async () => {
    const reason = new ToolError({ code: 'GO_BLOCKS_UNKNOWN', message: 'does not parse', argv: [] });
    await expect(judge([line('m/a/a.go')], reason)).rejects.toBe(reason);
    await expect(judge([line('m/a/a.go')], undefined)).rejects.toThrow('nobody asked');
  });
});

describe('the statements that the sources have', () => {
  const modules = [
    moduleOf('/w', 'm', [packageOf('a', { cgo: ['a.go'] }), packageOf('b', { cgo: ['b.go'] })]),
  ];
  const files = { '/w/a/a.go': 'package a\n', '/w/b/b.go': 'package b\n' };
  /** Objects as `go list -json` prints them. */
  const listing = (...items: readonly object[]) =>
    items.map((item) => `${JSON.stringify(item, undefined, '\t')}\n`).join('');
  const listed = (name: string) => ({
    ImportPath: `m/${name}`,
    Name: name,
    Dir: `/w/${name}`,
    CgoFiles: [`${name}.go`],
  });

  /** What is found before the tests run, and the commands that it took. */
  async function prepare(options: JobOptions) {
    const { job, exec } = jobOf({ plan: { modules }, files, programs: [TOOL], ...options });
    const expected = await coverage.prepare?.(job);
    return { expected, names: [...((expected as ExpectedCoverage)?.sources?.keys() ?? [])], exec };
  }

  it('are those of all planned packages', async () => {
    const { names, exec } = await prepare({});
    expect(names).toEqual(['m/a/a.go', 'm/b/b.go']);
    expect(exec.commands).toEqual(['go tool -n cover']);
  });

  it('are those of the packages that coverage-packages names and that a test needs', async () => {
    const { names } = await prepare({
      settings: { coveragePackages: ['./...'] },
      programs: [
        TOOL,
        {
          on: /^go list .*-deps/,
          stdout: listing({ ImportPath: 'm/b' }, { ImportPath: 'm/c [m/b.test]' }),
        },
        { on: 'go list -find', stdout: listing(listed('a'), listed('b'), listed('c')) },
      ],
      files: { ...files, '/w/c/c.go': 'package c\n' },
    });
    expect(names).toEqual(['m/b/b.go', 'm/c/c.go']);
  });

  it.each<[string, JobOptions, readonly string[]]>([
    ['nothing', {}, []],
    ['the build tags', { settings: { buildTags: ['some'] } }, ['-tags=some']],
    ['the race detector', { settings: { race: true } }, ['-race']],
    ['the race detector of GOFLAGS', { plan: { modules, goflags: '-race' } }, ['-race']],
    [
      'both',
      { settings: { buildTags: ['some', 'tags'] }, plan: { modules, goflags: '-race' } },
      ['-tags=some,tags', '-race'],
    ],
  ])('are asked for with the flags of the tests: %s', async (_, options, flags) => {
    const { exec } = await prepare({
      ...options,
      settings: { coveragePackages: ['./...'], ...options.settings },
      programs: [TOOL, { on: 'go list' }],
    });
    const asked = exec.calls.filter(({ argv }) => argv[1] === 'list').map(({ argv }) => argv);
    expect(asked.map((argv) => argv.filter((word) => /^-(tags|race)/.test(word)))).toEqual([flags, flags]);
  });

  it('are not asked for where Go is too old for its profile', async () => {
    const go = { text: '1.21.0', major: 1, minor: 21, patch: 0, pre: undefined };
    const { expected, exec } = await prepare({ plan: { modules, go } });
    expect(expected).toBeUndefined();
    expect(exec.calls).toEqual([]);
  });

  it('are unknown where a tool broke, which the tests may explain first', async () => {
    const error = new ToolError({ code: 'TOOL_TIMEOUT', message: 'too slow', argv: ['go'] });
    expect((await prepare({ programs: [{ on: 'go', error }] })).expected).toBe(error);
  });

  it.each<[string, Error]>([
    ['a cancel', new CancelledError('cancelled')],
    ['a bug', new TypeError('a bug')],
  ])('are not asked for any longer after %s', async (_, error) => {
    await expect(prepare({ programs: [{ on: 'go', error }] })).rejects.toBe(error);
  });
});
