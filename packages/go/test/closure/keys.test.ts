import { describe, expect, it } from 'vitest';
import {
  type Closure,
  changedFiles,
  explainDifference,
  explainInputs,
  keyMaker,
  sortFiles,
  type TestPart,
} from '../../src/index.ts';

const member = (name: string, files: readonly string[] = [], fixed?: string): TestPart => ({
  id: `m/${name}`,
  importPath: `m/${name}`,
  dir: `/w/${name}`,
  standard: false,
  imports: [],
  fixed,
  files: files.map((file) => `/w/${name}/${file}`),
  testFiles: [`/w/${name}/${name}_test.go`],
  ignored: [`/w/${name}/${name}_windows.go`],
  usesC: false,
  usesAssembly: false,
  broken: false,
});

const A = member('a', ['a.go', 'page.html']);
const B = member('b', ['b.go']);
const CLOSURE: Closure = {
  importPath: 'm/a',
  dir: '/w/a',
  members: [A, B, member('dep', [], 'dep@v1.0.0')],
  testFiles: A.testFiles,
  hasTests: true,
  unseen: undefined,
  variables: false,
  usesAssembly: false,
  placesMoved: false,
  broken: false,
};
const FILES = {
  'a/a.go': '1',
  'a/page.html': '1',
  'a/a_test.go': '1',
  'a/a_windows.go': '1',
  'a/testdata/in.txt': '1',
  'b/b.go': '1',
  'b/testdata/deep/in.txt': '1',
  'README.md': '1',
  'docs/picture.png': '1',
  LICENSE: '1',
  '.github/workflows/ci.yml': '1',
  'c/x.h': '1',
  'go.mod': '1',
};

function keyOf(
  files: Readonly<Record<string, string>>,
  more: Partial<Closure> = {},
  environment = 'e',
  variables = 'v',
  commit = 'c',
) {
  const tree = new Map(Object.entries(files));
  const sorted = sortFiles(tree.keys(), [A, B], '/w');
  return keyMaker({ root: '/w', tree, sorted, environment, variables, commit }).test({ ...CLOSURE, ...more });
}

describe('QG-21 the key of a test result', () => {
  it('sorts files by whose they are', () => {
    expect(sortFiles(Object.keys({ ...FILES, 'x/testdata/y': '1', testdata: '1' }), [A, B], '/w')).toEqual({
      testdata: new Map([
        ['a', ['a/testdata/in.txt']],
        ['b', ['b/testdata/deep/in.txt']],
      ]),
      includable: ['c/x.h'],
      unknown: ['c/x.h', 'go.mod', 'x/testdata/y', 'testdata'],
    });
  });

  const changes: readonly (readonly [string, string])[] = [
    ['a/a.go', 'its code changed'],
    ['a/page.html', 'its code changed'],
    ['a/a_test.go', 'its tests changed'],
    ['a/testdata/in.txt', 'its testdata changed'],
    ['a/testdata/new.txt', 'its testdata changed'],
    ['b/b.go', 'm/b changed, which it is made of'],
    ['go.mod', 'a file that belongs to no package changed: go.mod'],
    ['any.thing', 'a file that belongs to no package changed: any.thing'],
  ];
  it.each(changes)('changes with %s: %s', (path, text) => {
    const everything = text.includes('belongs to no package');
    const [before, after] = [keyOf(FILES), keyOf({ ...FILES, [path]: '2' })];
    expect(after.key).not.toBe(before.key);
    expect(explainDifference(after.parts, before.parts, [path])).toEqual({ text, everything });
  });

  it.each([
    'b/testdata/deep/in.txt',
    'README.md',
    'docs/picture.png',
    'LICENSE',
    '.github/workflows/ci.yml',
    'a/a_windows.go',
  ])('stays with %s, unless the test may read any file', (path) => {
    expect(keyOf({ ...FILES, [path]: '2' }).key).toBe(keyOf(FILES).key);
    const unseen = { unseen: 'starts programs' };
    const [before, after] = [keyOf(FILES, unseen), keyOf({ ...FILES, [path]: '2' }, unseen)];
    expect(after.key).not.toBe(before.key);
    expect(explainDifference(after.parts, before.parts, [path, 'y', 'z'])).toEqual({
      text: `the tree changed: ${path} and 2 more, and it may read any file`,
      everything: false,
    });
  });

  it('changes with a version in the module cache, a missing file, the environment, and all variables where they are read', () => {
    const { key, parts } = keyOf(FILES);
    const newer = keyOf(FILES, { members: [A, B, member('dep', [], 'dep@v1.0.1')] });
    expect(explainDifference(newer.parts, parts, [])).toEqual({
      text: 'm/dep changed, which it is made of',
      everything: false,
    });
    const fewer = keyOf(FILES, { members: [A, B] });
    expect(explainDifference(fewer.parts, parts, []).text).toBe('m/dep changed, which it is made of');
    const { 'b/b.go': _, ...without } = FILES;
    expect(keyOf(without).key).not.toBe(key);
    const other = keyOf(FILES, {}, 'other');
    expect(explainDifference(other.parts, parts, [])).toEqual({
      text: 'go, its settings or the flags changed',
      everything: true,
    });
    expect(keyOf(FILES, {}, 'e', 'w').key).toBe(key);
    expect(keyOf(FILES, { variables: true }, 'e', 'w').key).not.toBe(keyOf(FILES, { variables: true }).key);
    expect(keyOf({ ...FILES, 'c/x.h': '2' }, { usesAssembly: true }).parts.at(-1)).not.toEqual(
      keyOf(FILES, { usesAssembly: true }).parts.at(-1),
    );
    expect(keyOf(FILES, {}, 'e', 'v', 'other commit').key).toBe(key);
    const unseen = { unseen: 'starts programs' };
    expect(keyOf(FILES, unseen, 'e', 'v', 'other commit').key).not.toBe(keyOf(FILES, unseen).key);
    expect(explainDifference(parts, undefined, [])).toEqual({ text: 'no earlier result', everything: false });
  });
});

describe('what a test read', () => {
  const states = [
    ['open x', '1'],
    ['stat y', '2'],
  ] as const;
  it('is compared by name and content', () => {
    expect(explainInputs({ states }, states)).toBeUndefined();
    expect(explainInputs({ states }, [states[0], ['stat y', '3']])).toBe(
      'stat y is different, which it read',
    );
    expect(explainInputs({ states }, [...states, ['stat z', '3']])).toBe(
      'stat z is different, which it read',
    );
    expect(explainInputs({ states }, [states[0]])).toBe('what it read is not known');
  });

  it('is named by what differs in two trees', () => {
    const then = new Map([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ]);
    const now = new Map([
      ['a', '1'],
      ['b', '2'],
      ['d', '1'],
    ]);
    expect(changedFiles(now, then)).toEqual(['b', 'c', 'd']);
  });
});

describe('QG-21 the key of what a program that reads code may see', () => {
  const graph = [A, B, member('dep', [], 'dep@v1.0.0')];
  const sourcesOf = (
    files: Readonly<Record<string, string>> = {},
    more: Partial<Closure> = {},
    environment = 'e',
  ): string | undefined => {
    const tree = new Map(Object.entries({ ...ALL, ...files }));
    const sorted = sortFiles(tree.keys(), graph, '/w');
    const made = keyMaker({ root: '/w', tree, sorted, environment, variables: 'v', commit: 'c' });
    return made.sources({ ...CLOSURE, ...more });
  };
  const ALL = { ...FILES, 'b/b_windows.go': '1' };
  const key = sourcesOf();

  it.each([
    ['its code', { 'a/a.go': '2' }],
    ['what it embeds', { 'a/page.html': '2' }],
    ['its tests', { 'a/a_test.go': '2' }],
    ['what constraints leave out of it', { 'a/a_windows.go': '2' }],
    ['a package that it imports', { 'b/b.go': '2' }],
    ['settings, which belong to no package', { 'staticcheck.conf': '1' }],
    ['go.mod', { 'go.mod': '2' }],
  ])('is another one where %s changed', (_, files) => {
    expect(sourcesOf(files)).toMatch(/^[0-9a-f]{32}$/);
    expect(sourcesOf(files)).not.toBe(key);
  });

  it('is another one with other settings of Go, and with other headers where assembly may include them', () => {
    expect(sourcesOf({}, {}, 'f')).not.toBe(key);
    const usesAssembly = { usesAssembly: true };
    const included = sourcesOf({}, usesAssembly);
    expect(included).not.toBe(key);
    expect(sourcesOf({ 'b/sub/x.inc': '1' }, usesAssembly)).not.toBe(included);
  });

  it('is the same where only what tests read by running has changed', () => {
    const moved = sourcesOf(
      { 'a/testdata/in.txt': '2' },
      { unseen: 'm/a starts other programs', variables: true },
    );
    expect(moved).toBe(key);
    expect(sourcesOf({ 'README.md': '2' })).toBe(key);
  });

  it.each<[string, Partial<Closure>]>([
    ['it is not whole', { broken: true }],
    ['it may speak of places in other files', { placesMoved: true }],
    ['something in it calls C, whose headers nobody knows', { members: [A, { ...B, usesC: true }] }],
    ['it is made of files that are not in the tree', { members: [A, { ...B, files: ['/elsewhere/b.go'] }] }],
    ['it leaves out a file that is not in the tree', { members: [A, { ...B, ignored: ['/w/b/gone.go'] }] }],
    ['it is test data itself', { dir: '/w/a/testdata/p' }],
    ['it lies in a folder that documents are in', { dir: '/w/.github/p' }],
  ])('is none where %s', (_, more) => {
    expect(sourcesOf({}, more)).toBeUndefined();
  });
});
