import { createFakeFiles } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { findLeftOut } from '../src/plan/left-out.ts';
import type { ModulePlan } from '../src/plan/plan.ts';

const CGO = 'package a\n\nimport "C"\n';

/** Looks at a module in /w whose root has a.go and a_test.go, and at one in /lib, beside the given files. */
function look(
  more: Readonly<Record<string, string>>,
  patterns: readonly string[] = ['./...'],
  withoutCompiler = true,
) {
  const texts = { '/w/a.go': 'package a\n', '/w/a_test.go': 'package a\n', ...more };
  const names = { go: ['a.go'], cgo: [], tests: ['a_test.go'] };
  const packages = ['/w', '/w/b'].map((dir) => ({ name: 'a', dir, files: names }));
  const plan = { cwd: '/w', env: {}, patterns, packages };
  const other = { ...plan, cwd: '/lib', patterns: ['./...'], packages: [] };
  const goFiles = Object.keys(texts);
  const options = { workspace: '/w', goFiles, withoutCompiler };
  return findLeftOut(createFakeFiles(texts), [plan, other] as unknown as ModulePlan[], options);
}

it('each Go file that the go command leaves out is told with the reason', async () => {
  const { files } = await look({
    '/w/w.go': '//go:build windows\n\npackage a\n',
    '/w/old.go': '// +build plan9\n\npackage a\n',
    '/w/c.go': CGO,
    '/w/x_arm.go': 'package a\n',
    '/w/script.go': '//go:build ignore\n\npackage main\n',
  });
  expect(files).toEqual([
    { file: 'w.go', why: '//go:build windows' },
    { file: 'old.go', why: '//go:build plan9' },
    { file: 'c.go', why: 'imports "C", and cgo is off' },
    { file: 'x_arm.go', why: 'its name or its place' },
  ]);
});

it.each<[string, readonly string[], readonly string[]]>([
  ['below a pattern', ['./...'], ['sub/b.go']],
  ['in the folder of a pattern', ['./sub/...'], ['sub/b.go']],
  ['below one of several patterns', ['./other/...', './sub/...'], ['sub/b.go']],
  ['outside of all patterns', ['./other/...'], []],
  ['below a pattern without dots', ['./sub'], []],
  ['below a pattern of import paths', ['m/...'], []],
])('a file of no package, %s', async (_, patterns, expected) => {
  const { files } = await look({ '/w/sub/b.go': '//go:build windows\n' }, patterns);
  expect(files.map(({ file }) => file)).toEqual(expected);
});

it('a file of no package, below a pattern that leads out of the working directory', async () => {
  const { files } = await look({ '/beside/b.go': '//go:build windows\n' }, ['../beside/...']);
  expect(files.map(({ file }) => file)).toEqual(['../beside/b.go']);
});

it('a file beside one package of several, whatever the patterns', async () => {
  const { files } = await look({ '/w/w.go': '//go:build windows\n' }, ['.', './b']);
  expect(files.map(({ file }) => file)).toEqual(['w.go']);
});

it.each<[string, Readonly<Record<string, string>>, boolean, readonly string[]]>([
  ['code with tests would need it', { '/w/c.go': CGO }, true, ['.']],
  ['cgo is off on purpose', { '/w/c.go': CGO }, false, []],
  ['only a test would need it', { '/w/c_test.go': CGO }, true, []],
  ['what is left out has nothing to do with it', { '/w/w.go': '//go:build windows\n' }, true, []],
  ['the code has no tests', { '/w/sub/c.go': CGO }, true, []],
])('a missing C compiler, where %s', async (_, more, withoutCompiler, expected) => {
  expect((await look(more, ['./...'], withoutCompiler)).needCgo).toEqual(expected);
});

it('a missing C compiler does no harm where other code stands in', async () => {
  const standIn = { '/w/c.go': CGO, '/w/a.go': '//go:build !cgo\n\npackage a\n' };
  expect((await look(standIn)).needCgo).toEqual([]);
  expect((await look({ ...standIn, '/w/c_test.go': '//go:build cgo\n' })).needCgo).toEqual(['.']);
});

it('code that is left out as well stands in for nothing', async () => {
  const neither = { '/w/c.go': CGO, '/w/w.go': '//go:build windows && !cgo\n\npackage a\n' };
  expect((await look(neither)).needCgo).toEqual(['.']);
});
