import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { compareModFiles, compareSums, readPins } from '../../src/affected/index.ts';
import type { GoModule } from '../../src/index.ts';

const compare = (before: string | undefined, after: string | undefined) => {
  const { modules, whole } = compareModFiles({ name: 'go.mod', before, after });
  return { modules: Object.fromEntries(modules), whole };
};

describe('BLD-18 files that pin modules', () => {
  const head = 'module example.com/a\n\ngo 1.24\n\n';

  test('versions that rise, come and go, in blocks and single lines; comments do not count', () => {
    const before = `${head}require (\n\tx.org/a v1.0.0\n\tx.org/b v1.0.0 // indirect\n)\nrequire x.org/c v1.0.0\n`;
    const after = `${head}require (\n\tx.org/a v1.1.0\n\tx.org/b v1.0.0\n\tx.org/d v0.1.0\n)\n`;
    expect(compare(before, after)).toEqual({
      modules: {
        'x.org/a': 'x.org/a v1.0.0 → v1.1.0 in go.mod',
        'x.org/c': 'x.org/c v1.0.0 is gone in go.mod',
        'x.org/d': 'x.org/d v0.1.0 is new in go.mod',
      },
      whole: [],
    });
  });

  test('empty lines and lines that are not whole say nothing', () => {
    const before = `${head}require x.org/a\nrequire (\n\tx.org/b v1.0.0\n)\n`;
    const after = `${head}require\n\n// new\nrequire (\n\n\tx.org/b v1.0.0\n\t// last\n)\n\n`;
    expect(compare(before, after)).toEqual({ modules: {}, whole: [] });
    const alone = (text: string) => compare(head, `${head}${text}\n`).modules;
    expect(alone('require x.org/a')).toEqual({});
    expect(alone('retract v1.0.0 v2.0.0')).toEqual({});
  });

  test('replacements and exclusions count for their module, other lines for all, tools and retractions for none', () => {
    expect(compare(head, `${head}replace x.org/a => ../a\nexclude x.org/b v1.2.0\n`).modules).toEqual({
      'x.org/a': 'the replace line of x.org/a in go.mod',
      'x.org/b': 'the exclude line of x.org/b in go.mod',
    });
    expect(compare(`${head}replace x.org/a => ../a\n`, head).modules).toEqual({
      'x.org/a': 'the replace line of x.org/a in go.mod',
    });
    expect(compare(head, head.replace('1.24', '1.25'))).toEqual({
      modules: {},
      whole: ['go 1.25 in go.mod'],
    });
    expect(compare(`${head}godebug panicnil=1\n`, head).whole).toEqual(['no godebug in go.mod any more']);
    expect(compare(head, `${head}retract v1.0.0\ntool x.org/t\nignore ./web\n`)).toEqual({
      modules: {},
      whole: [],
    });
  });

  test('a list of modules that grows or shrinks', () => {
    expect(compare('go 1.24\nuse ./a\n', 'go 1.24\nuse (\n\t./a\n\t./b\n)\n').whole).toEqual([
      'use ./b in go.mod',
    ]);
    expect(compare('go 1.24\nuse ./a\nuse ./b\n', 'go 1.24\nuse ./a\n').whole).toEqual([
      'no use ./b in go.mod any more',
    ]);
  });

  test('a file that is new or gone', () => {
    expect(compare(undefined, head).whole).toEqual(['go.mod is new']);
    expect(compare(head, undefined).whole).toEqual(['go.mod is gone']);
  });

  test('another checksum of the same version is other code; lines that come and go follow go.mod', () => {
    const sums = compareSums({
      name: 'go.sum',
      before: 'x.org/a v1.0.0 h1:aaa=\nx.org/b v1.0.0 h1:bbb=\n',
      after: 'x.org/a v1.0.0 h1:zzz=\nx.org/c v1.0.0 h1:ccc=\n',
    });
    expect(Object.fromEntries(sums.modules)).toEqual({
      'x.org/a': 'another checksum of x.org/a v1.0.0 in go.sum',
    });
  });
});

describe('BLD-18 pins of one module', () => {
  const file = { module: 'example.com/a', go: '1.24', toolchain: undefined, use: [] };
  const own = { dir: '/workspace/a', path: 'example.com/a', file, workFile: undefined, vendored: false };
  const pins = (
    paths: readonly string[],
    over: Partial<Pick<GoModule, 'vendored' | 'workFile' | 'file'>> = {},
  ) =>
    readPins({ ...own, ...over }, [own, { dir: '/workspace/lib', path: 'example.com/lib' }], {
      files: createFakeFiles({
        '/workspace/a/go.mod': 'module example.com/a\ngo 1.25\n',
        '/workspace/lib/go.mod': 'module example.com/lib\nrequire x.org/d v2.0.0\n',
        '/workspace/go.work': 'go 1.24\nuse ./a\n',
      }),
      repo: {
        root: '/workspace',
        fileAt: (commit, path) => createFakeGitRepo().fileAt(commit, path),
      },
      base: 'base',
      paths,
      show: (path) => path.replace('/workspace/', ''),
    });
  const createFakeGitRepo = () => ({
    fileAt: async (_: string, path: string) => {
      const before: Readonly<Record<string, string>> = {
        'a/go.mod': 'module example.com/a\ngo 1.24\n',
        'lib/go.mod': 'module example.com/lib\nrequire x.org/d v1.0.0\n',
      };
      const text = before[path];
      return text === undefined ? ({ state: 'absent' } as const) : ({ state: 'file', text } as const);
    },
  });

  test('are read where they changed, and nowhere else', async () => {
    expect(await pins([])).toMatchObject({ everywhere: [], modules: new Map() });
    const changed = await pins(['/workspace/a/go.mod', '/workspace/lib/go.mod']);
    expect(changed.within.get('example.com/a')).toEqual(['go 1.25 in a/go.mod']);
    expect(changed.within.get('example.com/lib')).toEqual([]);
    expect([...changed.modules]).toEqual([['x.org/d', 'x.org/d v1.0.0 → v2.0.0 in lib/go.mod']]);
    expect(changed.everywhere).toEqual([]);
  });

  test('BLD-18 below go 1.17 another version may move any other', async () => {
    const paths = ['/workspace/lib/go.mod'];
    expect((await pins(paths)).everywhere).toEqual([]);
    for (const go of ['1.16', undefined])
      expect((await pins(paths, { file: { ...file, go } })).everywhere).toEqual([
        'x.org/d v1.0.0 → v2.0.0 in lib/go.mod',
      ]);
    expect((await pins(paths, { file: { ...file, go: '1.17' } })).everywhere).toEqual([]);
  });

  test('go.work is for everything in it', async () => {
    const { everywhere } = await pins(['/workspace/go.work'], { workFile: '/workspace/go.work' });
    expect(everywhere).toEqual(['go.work is new']);
    expect((await pins(['/workspace/go.work'])).everywhere).toEqual([]);
  });

  test('a list of vendored modules that changed by itself is for everything; beside go.mod it follows it', async () => {
    const list = '/workspace/a/vendor/modules.txt';
    expect((await pins([list], { vendored: true })).everywhere).toEqual(['a/vendor/modules.txt']);
    expect((await pins([list, '/workspace/lib/go.mod'], { vendored: true })).everywhere).toEqual([]);
    expect((await pins([list])).everywhere).toEqual([]);
  });
});
