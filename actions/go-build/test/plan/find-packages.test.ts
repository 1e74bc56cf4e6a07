import { expect, test } from 'vitest';
import type { GoBuildContext } from '../../src/context.ts';
import { findPackages } from '../../src/plan/find-packages.ts';
import { lookAtPlatforms } from '../../src/plan/look.ts';
import type { Build } from '../../src/plan/read-build.ts';
import { module, tree } from '../fixtures.ts';
import { contextOf } from '../support/context-of.ts';

const GO = { version: { text: '1.26.0' }, env: { GOOS: 'linux', GOARCH: 'amd64' } } as never;
const MAINS = ['api', 'worker'];

function buildOf(path: string, more: Partial<Build> = {}): Build {
  const none = { name: undefined, targets: undefined, tags: undefined, ldflags: undefined };
  return { package: path, ...none, gcflags: undefined, cgo: undefined, variables: [], ...more };
}

/** Finds packages in a module with two programs and a library; says which, for what, and what go was asked. */
async function find(
  inputs: Partial<GoBuildContext['inputs']> = {},
  {
    given,
    mains = MAINS,
    files = {},
  }: {
    readonly given?: Readonly<Record<string, string>>;
    readonly mains?: readonly string[];
    readonly files?: Readonly<Record<string, string>>;
  } = {},
) {
  const listed = (name: string) => ({
    ImportPath: `example.com/x/cmd/${name}`,
    Name: mains.includes(name) ? 'main' : 'lib',
    Dir: `/repo/cmd/${name}`,
    GoFiles: ['x.go'],
  });
  const print = (...names: readonly string[]) =>
    names.map((name) => JSON.stringify(listed(name), null, '\t')).join('\n');
  const all = ['api', 'lib', 'worker'];
  const { context, exec, warned } = contextOf({
    inputs,
    files,
    given: given ?? {},
    programs: [
      ...all.map((name) => ({ on: new RegExp(`^go list .* \\./cmd/${name}$`), stdout: print(name) })),
      { on: /^go list /, stdout: print(...all) },
    ],
  });
  const where = tree([module('/repo', 'example.com/x')]);
  const found = await findPackages(context, { exec, env: {} }, where, GO);
  return {
    built: found.packages.map(
      ({ dir, binary, targets }) => `${dir} ${binary} ${targets.map(({ os }) => os)}`,
    ),
    asked: exec.commands.filter((line) => line.startsWith('go list')).map((line) => line.split(' -- ')[1]),
    targets: found.targets.map(({ os }) => os),
    warned,
  };
}

test('every program is built where nothing is named', async () => {
  expect(await find()).toEqual({
    built: ['/repo/cmd/api api linux', '/repo/cmd/worker worker linux'],
    asked: ['./...'],
    targets: ['linux'],
    warned: [],
  });
});

test('a program that constraints keep out of every target is warned of, and one that is kept out on purpose is not', async () => {
  const files = {
    '/repo/cmd/win/main_windows.go': 'package main\n',
    '/repo/tools/script.go': '//go:build ignore\n\npackage main\n',
  };
  expect((await find({}, { files })).warned).toEqual([
    expect.stringMatching(
      /^left out: cmd\/win \(build constraints: the name main_windows\.go; set targets\)$/,
    ),
  ]);
});

test('with targets Go is asked for nothing that the checks have asked it', async () => {
  const print = JSON.stringify({
    ImportPath: 'example.com/x',
    Name: 'main',
    Dir: '/repo',
    GoFiles: ['x.go'],
  });
  const { context, exec } = contextOf({
    inputs: { targets: ['linux/amd64', 'windows/amd64'] },
    programs: [{ on: /^go list /, stdout: print }],
  });
  await lookAtPlatforms(context);
  const before = exec.commands.length;
  await findPackages(context, { exec, env: {} }, tree([module('/repo', 'example.com/x')]), GO);
  const asked = exec.commands.slice(before).map((line) => line.split(' ')[1]);
  expect(asked).toEqual(['list', 'list']);
});

test('one program is enough', async () => {
  expect((await find({}, { mains: ['api'] })).built).toEqual(['/repo/cmd/api api linux']);
});

test('a program that builds names is built as its entry says, each other one as the inputs say', async () => {
  const builds = [buildOf('./cmd/api', { name: 'gateway', targets: ['windows/amd64'] })];
  const { built, targets } = await find({ builds });
  expect(built).toEqual(['/repo/cmd/worker worker linux', '/repo/cmd/api gateway windows']);
  expect(targets).toEqual(['linux', 'windows']);
});

test('what only entries of builds name is looked for with their settings alone', async () => {
  const builds = [buildOf('./cmd/api', { cgo: true })];
  const { built, asked } = await find({ builds, packages: ['./cmd/api'] });
  expect(built).toEqual(['/repo/cmd/api api linux']);
  expect(asked).toEqual(['./cmd/api']);
});

test('two entries may build one program twice', async () => {
  const builds = [buildOf('./cmd/api'), buildOf('./cmd/api', { name: 'api-pro', tags: ['pro'] })];
  expect((await find({ builds, packages: ['./cmd/api'] })).built).toEqual([
    '/repo/cmd/api api linux',
    '/repo/cmd/api api-pro linux',
  ]);
});

test('targets of the workflow keep those of an entry out, and an entry without any left is not built', async () => {
  const builds = [buildOf('./cmd/api', { targets: ['windows/amd64'] }), buildOf('./cmd/worker')];
  const inputs = { builds, targets: ['linux/amd64'] };
  const given = { targets: 'linux/amd64' };
  expect((await find(inputs, { given })).built).toEqual(['/repo/cmd/worker worker linux']);
  expect((await find(inputs)).built).toContain('/repo/cmd/api api windows');
});

test('entries whose package is no program are named, counted from one', async () => {
  const builds = [buildOf('./cmd/api'), buildOf('./cmd/lib', { name: 'lib2', tags: ['x'] })];
  await expect(find({ builds })).rejects.toMatchObject({
    problems: [
      {
        input: 'builds',
        value: 'entry 2',
        problem: 'has package "./cmd/lib", which is no main package for its targets and tags',
      },
    ],
  });
});
