import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { findMainPackages } from '../../src/plan/main-packages.ts';
import { module } from '../fixtures.ts';

interface Listed {
  readonly ImportPath: string;
  readonly Name?: string;
  readonly Dir?: string;
  readonly GoFiles?: readonly string[];
  readonly Error?: { readonly Pos?: string; readonly Err?: string };
}

const main: Listed = {
  ImportPath: 'example.com/x/cmd/a',
  Name: 'main',
  Dir: '/repo/cmd/a',
  GoFiles: ['main.go'],
};

/** Searches a module in which `go list` prints this. */
function search(answer: readonly Listed[] | Omit<Transcript, 'on'>, work?: string, written?: string) {
  const print: Omit<Transcript, 'on'> = Array.isArray(answer)
    ? { stdout: answer.map((listed) => JSON.stringify(listed, null, '\t')).join('\n') }
    : (answer as Omit<Transcript, 'on'>);
  const exec = createFakeExec([{ on: 'go list', ...print }]);
  const owner = { ...module('/repo', 'example.com/x'), workFile: work };
  return findMainPackages({ exec, env: {} }, createFakeFiles(), {
    modules: [{ module: owner, patterns: [{ pattern: written ?? './...', written }] }],
    targets: [{ os: 'linux', arch: 'amd64', variant: undefined }],
    tags: [],
    cgo: false,
    concurrency: 2,
    show: (path) => path.replace(/^\/repo\/?/, '') || '.',
  });
}

test.each<[string, Listed, RegExp, object]>([
  [
    'a package clause that cannot be read',
    {
      ImportPath: 'example.com/x/cmd/b',
      Dir: '/repo/cmd/b',
      Error: { Pos: 'cmd/b/main.go:1:1', Err: "expected 'package', found packge" },
    },
    /^cmd\/b\/main\.go:1: this package cannot be read: expected 'package', found packge$/,
    { file: 'cmd/b/main.go', line: 1, column: 1 },
  ],
  [
    'a folder whose name is no import path',
    {
      ImportPath: 'example.com/x/cmd/b c',
      Error: { Pos: '', Err: "malformed import path: invalid char ' '" },
    },
    /^example\.com\/x\/cmd\/b c: this package cannot be read: malformed import path/,
    {},
  ],
])('%s is an error beside a package that can be built', async (_, broken, message, location) => {
  await expect(search([main, broken])).rejects.toMatchObject({
    code: 'GO_LIST_FAILED',
    message: expect.stringMatching(message) as string,
    ...('file' in location ? { location } : {}),
  });
});

test('what is left out by constraints, and a library with an error of its own, is none', async () => {
  const found = await search([
    main,
    {
      ImportPath: 'example.com/x/win',
      Dir: '/repo/win',
      Error: { Err: 'build constraints exclude all Go files in /repo/win' },
    },
    {
      ImportPath: 'example.com/x/lib',
      Name: 'lib',
      Dir: '/repo/lib',
      Error: { Err: 'found packages lib and b' },
    },
  ]);
  expect(found.packages.map(({ importPath }) => importPath)).toEqual(['example.com/x/cmd/a']);
});

test('a folder of tests of package main is no program', async () => {
  const found = await search([main, { ImportPath: 'example.com/x/e2e', Name: 'main', Dir: '/repo/e2e' }]);
  expect(found.packages.map(({ importPath }) => importPath)).toEqual(['example.com/x/cmd/a']);
});

test('an error of go.work is shown in go.work, with what helps', async () => {
  const stderr =
    'go: cannot load module gone listed in go.work file: open gone/go.mod: no such file or directory\n';
  await expect(search({ exitCode: 1, stderr }, '/repo/go.work')).rejects.toMatchObject({
    code: 'GO_LIST_FAILED',
    message: expect.stringMatching(
      /^go\.work: the packages of this module cannot be listed: cannot load/,
    ) as string,
    location: { file: 'go.work' },
    hint: expect.stringContaining('use lines of go.work') as string,
  });
});

test('one named package that is no program is refused, although nothing else is wrong', async () => {
  const library = { ImportPath: 'example.com/x/lib', Name: 'lib', Dir: '/repo/lib', GoFiles: ['lib.go'] };
  await expect(search([library], undefined, './lib')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

const lib = { ImportPath: 'example.com/x/lib', Name: 'lib', Dir: '/repo/lib', GoFiles: ['lib.go'] };

test('a library is told that it needs no build, and how programs are named', async () => {
  await expect(search([lib])).rejects.toMatchObject({
    code: 'BUILD_NO_MAIN_PACKAGE',
    message:
      'packages: no main package found in or below .; folders with Go files: lib; a library needs no go-build: leave this step out, quality-gate compiles and tests it (allowed: a tree with at least one package main, usually below cmd/)',
    hint: expect.stringContaining('name its main packages in packages, for example ./cmd/api') as string,
  });
});

test.each([
  ['tests of a program', [lib, { ImportPath: 'example.com/x/e2e', Name: 'main', Dir: '/repo/e2e' }]],
  ['nothing', []],
])('where there is a folder with %s, nobody knows that it is a library', async (_, listed) => {
  await expect(search(listed)).rejects.toMatchObject({
    code: 'BUILD_NO_MAIN_PACKAGE',
    message: expect.not.stringContaining('a library') as string,
  });
});

test.each([
  ['a folder that is not there', [], 'holds no main package'],
  ['a library', [lib], 'is package lib, not a main package'],
  [
    'a folder that Go cannot read',
    [{ ImportPath: 'example.com/x/lib', Dir: '/repo/lib', Error: { Err: 'no Go files\nin it' } }],
    'holds no main package: no Go files',
  ],
  [
    'a program that cannot be read whole',
    [{ ImportPath: 'example.com/x/lib', Name: 'main', Dir: '/repo/lib', Error: { Err: 'odd file' } }],
    'holds no main package: odd file',
  ],
  [
    'tests of a program',
    [{ ImportPath: 'example.com/x/lib', Name: 'main', Dir: '/repo/lib' }],
    'holds only tests, nothing to build',
  ],
])('%s that is named is refused with what is there', async (_, listed, problem) => {
  await expect(search(listed, undefined, './lib')).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(problem) as string,
  });
});
