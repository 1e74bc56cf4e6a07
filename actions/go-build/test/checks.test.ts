import { expect, test } from 'vitest';
import { checks } from '../src/checks.ts';
import type { GoBuildContext } from '../src/context.ts';
import { type ContextOptions, contextOf } from './support/context-of.ts';

type Inputs = Partial<GoBuildContext['inputs']>;

/** What the checks say: input and problem. */
async function problemsOf(inputs: Inputs, options: ContextOptions = {}): Promise<readonly string[]> {
  const { context } = contextOf({ ...options, inputs });
  const found = [];
  for (const check of checks) found.push(...(await check(context.inputs, context)));
  return found.map(({ input, problem }) => `${input} ${problem}`);
}

const built = {
  package: './cmd/api',
  name: undefined,
  targets: undefined,
  tags: undefined,
  ldflags: undefined,
  gcflags: undefined,
  cgo: undefined,
  variables: [],
};
const API = { files: { '/repo/cmd/api/main.go': 'package main\n' } };

test('inputs that nobody has set are in order', async () => {
  expect(await problemsOf({})).toEqual([]);
});

test.each<[string, Inputs, string]>([
  ['archive-files', { archiveFiles: ['LICENSE'] }, 'archive-files has no effect without archive'],
  [
    'max-binary-growth',
    { maxBinaryGrowth: '5%' } as Inputs,
    'max-binary-growth has no effect without size-baseline',
  ],
  ['size-baseline', { sizeBaseline: 'sizes.json' }, 'size-baseline has no effect without max-binary-growth'],
  [
    'dependency-snapshot',
    { dependencySnapshot: 'send' },
    'dependency-snapshot has no effect without github-token',
  ],
  ['base-ref', { baseRef: 'main' }, 'base-ref has no effect without plan: true'],
  ['race', { race: true }, 'race needs a C compiler'],
  ['gcflags', { profile: 'debug', gcflags: '-N' }, 'gcflags has no effect: profile: debug sets it'],
  [
    'smoke-command',
    { smokeCommand: './run', targets: ['windows/amd64'] },
    "smoke-command has no effect: no target is the runner's own platform",
  ],
])('%s alone is said to do nothing', async (_, inputs, problem) => {
  expect(await problemsOf(inputs)).toEqual([problem]);
});

test.each<[string, Inputs]>([
  ['archive-files', { archiveFiles: ['LICENSE'], archive: 'dist/{name}.zip' }],
  ['max-binary-growth', { maxBinaryGrowth: '5%', sizeBaseline: 'sizes.json' } as Inputs],
  ['dependency-snapshot', { dependencySnapshot: 'send', githubToken: 'made-up' }],
  ['base-ref', { baseRef: 'main', plan: true }],
  ['race', { race: true, cgo: true }],
  ['smoke-command', { smokeCommand: './run', targets: ['windows/amd64', 'linux/amd64'] }],
  ["smoke-command for the runner's own platform", { smokeCommand: './run' }],
])('%s is in order beside what it needs', async (_, inputs) => {
  expect(await problemsOf(inputs)).toEqual([]);
});

test('an entry of builds decides as the inputs do', async () => {
  expect(await problemsOf({ race: true, cgo: true, builds: [{ ...built, cgo: false }] }, API)).toEqual([
    'race needs a C compiler, and an entry of builds has cgo: false',
  ]);
  expect(await problemsOf({ profile: 'debug', builds: [{ ...built, gcflags: '-N' }] }, API)).toEqual([
    'gcflags has no effect: profile: debug sets it',
  ]);
  const smoke = { smokeCommand: './run', targets: ['windows/amd64'] };
  expect(await problemsOf({ ...smoke, builds: [{ ...built, targets: ['linux/amd64'] }] }, API)).toEqual([]);
});

test('a build command compiles by itself: what is for the compiler does nothing', async () => {
  const alone = {
    buildCommand: 'make',
    ldflags: '-w',
    buildTags: ['x'],
    measureStrip: true,
    verifyReproducible: true,
  };
  expect(await problemsOf({ buildCommand: 'make' })).toEqual([]);
  expect((await problemsOf({ ...alone, profile: 'debug' })).map((line) => line.split(' ')[0])).toEqual([
    'ldflags',
    'build-tags',
    'measure-strip',
    'verify-reproducible',
    'profile',
  ]);
});

test('one file for all binaries has no placeholder, and a file is no folder', async () => {
  expect(await problemsOf({ checksums: 'dist/{name}.txt' })).toEqual(['checksums has a placeholder']);
  expect(await problemsOf({ archive: 'dist/{name}/' })).toEqual(['archive is a folder']);
  expect(await problemsOf({ archive: '../{name}.zip' })).toEqual(['archive leads out of the workspace']);
});

test('an absolute place counts where the workflow gives it, and not where a file of the code does', async () => {
  const places = { output: '/out/', archive: '/out/{name}.zip', checksums: '/out/sums.txt' };
  expect(await problemsOf(places, { given: places })).toEqual([]);
  expect(await problemsOf(places)).toEqual(
    ['output', 'archive', 'checksums'].map((input) => `${input} leads out of the workspace`),
  );
});

test('packages are folders that there are', async () => {
  expect(await problemsOf({ packages: ['./cmd/api', './cmd/...', '!./cmd/api'] }, API)).toEqual([]);
  expect(await problemsOf({ packages: ['./cmd/api/main.go'] }, API)).toEqual(['packages is a file']);
  expect(await problemsOf({ packages: ['./cmd/apj'] }, API)).toEqual([
    'packages is not a folder; did you mean ./cmd/api?',
  ]);
  expect(await problemsOf({ packages: ['cmd/apj/...'] }, API)).toEqual([
    'packages is not a folder; did you mean cmd/api?',
  ]);
  expect(await problemsOf({ packages: ['./cmf'] }, API)).toEqual([
    'packages is not a folder; did you mean ./cmd?',
  ]);
  expect(await problemsOf({ targets: ['linux/none'] })).toHaveLength(1);
});

test('a settings file of Go that came with the code is refused', async () => {
  const own = { goEnv: { GOENV: '/repo/go.env' }, files: { '/repo/go.env': 'GOFLAGS=-toolexec=./x\n' } };
  expect(await problemsOf({}, own)).toEqual([
    expect.stringMatching(/^GOENV sets GOFLAGS, which chooses programs or files with -toolexec/),
  ]);
});

test('a wrong target of any entry of builds is told, whichever entries have none', async () => {
  const builds = [built, { ...built, name: 'other', targets: ['linux/none'] }];
  expect(await problemsOf({ builds } as Inputs, API)).toEqual([
    'builds has targets "linux/none", which is not a platform that this Go builds for',
  ]);
});

test('folders are offered for one that is not there, and no files or hidden folders', async () => {
  const files = { '/repo/cmd/api/main.go': '', '/repo/cmd/readme.md': '', '/repo/cmd/.hidden/x.go': '' };
  const { context } = contextOf({ files, inputs: { packages: ['./cmd/zzzzzz'] } });
  const found = [];
  for (const check of checks) found.push(...(await check(context.inputs, context)));
  expect(found.map(({ allowed }) => allowed)).toEqual(['in cmd: api']);
});
