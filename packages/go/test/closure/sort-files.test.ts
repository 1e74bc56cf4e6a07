import { expect, test } from 'vitest';
import { sortFiles, type TestPart } from '../../src/index.ts';

const part = (dir: string, more: Partial<TestPart> = {}): TestPart => ({
  id: dir,
  importPath: dir,
  dir,
  standard: false,
  imports: [],
  fixed: undefined,
  files: [],
  testFiles: [],
  ignored: [],
  usesC: false,
  usesAssembly: false,
  broken: false,
  ...more,
});

test.each([
  ['of the package itself', 'a/testdata/x', 'a'],
  ['of the nearest package above', 'a/b/c/testdata/x', 'a'],
  ['of the top', 'other/testdata/x', ''],
  ['by the first folder of that name', 'a/testdata/a/testdata/x', 'a'],
])('test data is %s', (_, path, owner) => {
  const graph = [part('/w'), part('/w/a')];
  expect([...sortFiles([path], graph, '/w').testdata]).toEqual([[owner, [path]]]);
});

test.each([
  ['a file that is called so', 'a/testdata'],
  ['one above which no package is', 'b/testdata/x'],
])('%s is no test data', (_, path) => {
  expect(sortFiles([path], [part('/w/a')], '/w')).toMatchObject({ testdata: new Map(), unknown: [path] });
});

test('only packages whose code may change own files: not those of Go, nor of the module cache', () => {
  const files = ['/w/x.go'];
  expect(sortFiles(['x.go'], [part('/w', { files })], '/w').unknown).toEqual([]);
  expect(sortFiles(['x.go'], [part('/w', { testFiles: files })], '/w').unknown).toEqual([]);
  expect(sortFiles(['x.go'], [part('/w', { ignored: files })], '/w').unknown).toEqual([]);
  expect(sortFiles(['x.go'], [part('/w', { files, standard: true })], '/w').unknown).toEqual(['x.go']);
  expect(sortFiles(['x.go'], [part('/w', { files, fixed: 'm@v1' })], '/w').unknown).toEqual(['x.go']);
});

test('documents are nobody’s and matter to no test; headers may be anybody’s', () => {
  const paths = ['README.md', 'docs/a.png', 'LICENSE', '.github/x.yml', 'a.h', 'b/c.s', 'config.yaml'];
  expect(sortFiles(paths, [part('/w')], '/w')).toMatchObject({
    includable: ['a.h', 'b/c.s'],
    unknown: ['a.h', 'b/c.s', 'config.yaml'],
  });
});
