import { createFakeGit, type FakeRepositoryOptions, type Transcript } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { findChange } from '../../src/change/find-change.ts';
import { tellChange } from '../../src/change/tell-change.ts';
import type { GoBuildContext } from '../../src/context.ts';
import type { PlannedBinary } from '../../src/plan/build-plan.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { planned } from '../fixtures.ts';
import { contextOf } from '../support/context-of.ts';

const BASE = 'b'.repeat(40);
const BINARIES = [
  planned('api', 'linux/amd64'),
  planned('api', 'windows/amd64'),
  planned('worker', 'linux/amd64'),
];

/** Go's answer: `api` is made of the package `greet` too. */
const listed = (name: string, imports: readonly string[] = []): string =>
  JSON.stringify(
    {
      ImportPath: `example.com/x/${name}`,
      Dir: `/repo/${name}`,
      Imports: imports,
      Module: { Path: 'example.com/x' },
    },
    undefined,
    '\t',
  );
const GRAPH = [listed('cmd/api', ['example.com/x/greet']), listed('cmd/worker'), listed('greet')].join('\n');

/** A repository in which these paths differ from the commit before the push. */
function changing(...paths: readonly string[]): FakeRepositoryOptions {
  return {
    root: '/repo',
    answers: {
      [`rev-parse --verify --quiet --end-of-options ${BASE}^{commit}`]: `${BASE}\n`,
      [`diff-tree -r -z --no-renames --name-only ${BASE} HEAD --`]: paths.map((path) => `${path}\0`).join(''),
      'ls-tree -r -z HEAD': '',
    },
    files: { [`${BASE}:go.mod`]: 'module example.com/x\n\ngo 1.26\n' },
  };
}

function world(
  git: FakeRepositoryOptions | undefined,
  binaries: readonly PlannedBinary[] = BINARIES,
  go?: Transcript,
) {
  const made = contextOf({ programs: [go ?? { on: 'go list', stdout: GRAPH }] });
  const outputs: Record<string, string> = {};
  const told: string[] = [];
  const say = (line: string): void => void told.push(line);
  const context = {
    ...made.context,
    git: createFakeGit(git ?? { state: 'none', reason: 'there is no repository' }),
    event: { eventName: 'push', payload: { before: BASE } },
    inputs: { ...made.context.inputs, config: '.github/fairlead.yml', concurrency: 1, baseRef: undefined },
    host: {
      ...made.context.host,
      env: { GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/ci.yml@refs/heads/main' },
      annotate: ({ message }: { message: string }) => say(`annotation: ${message}`),
    },
    log: { info: say, warn: (line: string) => say(`warning: ${line}`) },
    stage: (_: string, work: () => unknown) => work(),
    output: (name: string, value: string) => void Object.assign(outputs, { [name]: value }),
    report: { set: () => {} },
    settle: (outcome: string, words: string) => say(`${outcome}: ${words}`),
    summarize: (text: string) => say(text),
  } as unknown as GoBuildContext;
  const tree = { modules: [], unlisted: [], workspaces: [] };
  const plan = { binaries, tree, tags: ['some'], toolchain: { env: {} } } as unknown as Plan;
  const run = { exec: made.exec, env: {} };
  return { ...made, context, plan, run, outputs, told };
}

/** The reasons by binary. */
async function find(git: FakeRepositoryOptions | undefined, go?: Transcript) {
  const made = world(git, BINARIES, go);
  const { compared, unknown, binaries } = await findChange(made.context, made.plan, made.run);
  return { ...made, compared, unknown, reasons: binaries.map(({ reasons }) => reasons.join()) };
}

describe('the binaries that a change touches', () => {
  test('are those that are made of what differs', async () => {
    const { compared, unknown, reasons, exec } = await find(changing('greet/greet.go'));
    const why = 'greet/greet.go, through example.com/x/greet';
    expect({ compared, unknown, reasons }).toEqual({
      compared: `the commit before this push (${'b'.repeat(12)})`,
      unknown: false,
      reasons: [why, why, ''],
    });
    const asked = exec.calls.filter(({ argv }) => argv[1] === 'list');
    expect(asked.map(({ options }) => [options.env?.['GOOS'], options.env?.['CGO_ENABLED']])).toEqual([
      ['linux', '0'],
      ['windows', '0'],
    ]);
    expect(asked.map(({ argv }) => argv.slice(argv.indexOf('--') + 1))).toEqual([
      ['./cmd/api', './cmd/worker'],
      ['./cmd/api'],
    ]);
    expect(asked[0]?.argv).toContain('-tags=some');
  });

  test('are none where nothing differs that they are made of', async () => {
    expect((await find(changing('README.md'))).reasons).toEqual(['', '', '']);
  });

  test.each(['.github/fairlead.yml', '.github/workflows/ci.yml'])(
    'are all where %s differs',
    async (path) => {
      const { unknown, reasons, compared } = await find(changing(path, 'README.md'));
      expect({ unknown, reasons }).toEqual({ unknown: false, reasons: [path, path, path] });
      expect(compared).toContain('the commit before this push');
    },
  );

  test.each([
    ['no repository', undefined, 'there is no repository'],
    [
      'no commit to compare with',
      { root: '/repo' },
      'this clone does not have the commit before this push: check the code out with fetch-depth: 0',
    ],
    [
      'no answer to what differs',
      { root: '/repo', answers: { [`rev-parse --verify --quiet --end-of-options ${BASE}^{commit}`]: BASE } },
      expect.stringContaining('diff-tree'),
    ],
  ])('are all where there is %s', async (_, git, why) => {
    const { unknown, compared, reasons } = await find(git);
    expect({ unknown, compared }).toEqual({ unknown: true, compared: why });
    expect(reasons).toEqual([compared, compared, compared]);
  });

  test('are not known where go cannot list them', async () => {
    const go = { on: 'go list', exitCode: 1, stderr: 'go: boom\n' };
    await expect(find(changing('greet/greet.go'), go)).rejects.toThrow('boom');
  });
});

describe('what a plan tells', () => {
  async function tell(git: FakeRepositoryOptions | undefined, binaries?: readonly PlannedBinary[]) {
    const made = world(git, binaries);
    await tellChange(made.context, made.plan, made.run);
    const { matrix = '', plan = '' } = made.outputs;
    return {
      told: made.told,
      matrix: (JSON.parse(matrix) as { include: { name: string; target: string }[] }).include.map(
        ({ name, target }) => `${name} ${target}`,
      ),
      plan: (JSON.parse(plan) as { touched: boolean; reasons: string[] }[]).map(({ touched, reasons }) => [
        touched,
        reasons.length,
      ]),
    };
  }

  test('is what a later job is to build, why, and with what it was compared', async () => {
    const { told, matrix, plan } = await tell(changing('greet/greet.go'));
    expect(matrix).toEqual(['api linux/amd64', 'api windows/amd64']);
    expect(plan).toEqual([
      [true, 1],
      [true, 1],
      [false, 0],
    ]);
    expect(told.slice(0, 4)).toEqual([
      'api for linux/amd64: greet/greet.go, through example.com/x/greet',
      'api for windows/amd64: greet/greet.go, through example.com/x/greet',
      'worker for linux/amd64: not touched',
      `planned: 2 of 3 binaries touched since the commit before this push (${'b'.repeat(12)})`,
    ]);
    const rows = (told[4] ?? '').split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => row.split(' | ').length)).toEqual([3, 3]);
    expect(rows[0]).toContain('linux/amd64, windows/amd64');
    expect(rows[1]).toContain('not touched');
    expect(told[4]).toContain('- **Compared** with the commit before this push');
  });

  test('puts what is touched first, whatever the order of the binaries', async () => {
    const { told } = await tell(changing('cmd/worker/main.go'));
    const rows = (told.at(-1) ?? '').split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => /cmd\/(\w+)/.exec(row)?.[1])).toEqual(['worker', 'api']);
  });

  test('shows five reasons and counts the others', async () => {
    const paths = (count: number) => Array.from({ length: count }, (_, at) => `cmd/worker/${at}.go`);
    expect((await tell(changing(...paths(5)))).plan[2]).toEqual([true, 5]);
    const { plan, told } = await tell(changing(...paths(7)));
    expect(plan[2]).toEqual([true, 6]);
    expect(told.join('\n')).toContain('cmd/worker/4.go; and 2 more');
  });

  test('is everything, with a warning, where nothing can be compared', async () => {
    const { told, matrix } = await tell(undefined);
    expect(matrix).toHaveLength(3);
    expect(told[0]).toBe('annotation: everything counts as touched: there is no repository');
    expect(told).toContain('planned: all 3 binaries count as touched: there is no repository');
    expect(told.at(-1)).toContain('- **Compared** with nothing: there is no repository');
  });

  test.each([
    [256, []],
    [257, ['warning: the matrix has 257 rows']],
  ])('of %d jobs', async (count, warnings) => {
    const many = Array.from({ length: count }, (_, at) => planned(`b${at}`, 'linux/amd64'));
    const { told } = await tell(undefined, many);
    expect(told.filter((line) => line.startsWith('warning')).map((line) => line.split(',')[0])).toEqual(
      warnings,
    );
  });
});
