import { describe, expect, test } from 'vitest';
import {
  describeTouch,
  findTouches,
  type PackageGraph,
  type PinChanges,
  parseGraph,
} from '../../src/affected/index.ts';

const NOTHING: PinChanges = { everywhere: [], within: new Map(), modules: new Map() };

/** Three services: `a` and `b` share a library, `c` has nothing to do with it. */
const node = (path: string, imports: readonly string[] = [], more: object = {}): string =>
  JSON.stringify(
    {
      ImportPath: `example.com/shop/${path}`,
      Dir: `/repo/${path}`,
      Imports: imports.map((name) =>
        name.includes('.') || name === 'fmt' ? name : `example.com/shop/${name}`,
      ),
      Module: { Path: 'example.com/shop' },
      ...more,
    },
    undefined,
    '\t',
  );
const FMT = JSON.stringify({ ImportPath: 'fmt', Dir: '/go/src/fmt', Standard: true }, undefined, '\t');
const graph: PackageGraph = parseGraph(
  [
    node('cmd/a', ['internal/api', 'fmt']),
    node('internal/api', ['internal/greet']),
    node('internal/greet', [], { EmbedPatterns: ['all:static', 'tmpl/*.html', 'a[0-9].txt'] }),
    node('cmd/b', ['internal/greet', 'dep.org/x/sub']),
    node('cmd/c', ['internal/c']),
    node('internal/c', [], { CgoFiles: ['c.go'] }),
    node('cmd/d', ['gone.org/y/z']),
    FMT,
    JSON.stringify(
      { ImportPath: 'dep.org/x/sub', Dir: '/mod/x/sub', Module: { Path: 'dep.org/x' } },
      undefined,
      '\t',
    ),
    JSON.stringify(
      { ImportPath: 'gone.org/y/z', Error: { Err: 'no required module provides it' } },
      undefined,
      '\t',
    ),
  ].join('\n'),
);

function touched(paths: readonly string[], pins: Partial<PinChanges> = {}): Record<string, string[]> {
  const change = {
    paths: paths.map((path) => `/repo/${path}`),
    pins: { ...NOTHING, ...pins },
    target: { os: 'linux', arch: 'amd64' },
    show: (path: string) => path.replace('/repo/', ''),
  };
  const roots = ['a', 'b', 'c', 'd'].map((name) => {
    const touches = findTouches(`example.com/shop/cmd/${name}`, graph, change);
    return [name, touches.map(describeTouch)] as const;
  });
  return Object.fromEntries(
    roots.filter(([, reasons]) => reasons.length > 0).map(([name, r]) => [name, [...r]]),
  );
}

describe('BLD-18 what a change touches', () => {
  test('a package itself, and those that import it by whichever way, with the way', () => {
    expect(touched(['internal/greet/greet.go'])).toEqual({
      a: ['internal/greet/greet.go, through example.com/shop/internal/api → example.com/shop/internal/greet'],
      b: ['internal/greet/greet.go, through example.com/shop/internal/greet'],
    });
    expect(touched(['cmd/a/main.go'])).toEqual({ a: ['cmd/a/main.go'] });
  });

  test.each([
    'README.md',
    'internal/greet/greet_test.go',
    'internal/greet/greet_windows.go',
    'internal/greet/greet_linux_arm64.go',
    'internal/greet/notes.txt',
    'internal/greet/testdata/x.go',
    'internal/greetings/greet.go',
    'internal/greet/tmpl/x.css',
    'internal/greet/ab.txt',
  ])('%s is part of no binary', (path) => {
    expect(touched([path])).toEqual({});
  });

  test.each([
    'internal/greet/greet_linux.go',
    'internal/greet/greet_linux_amd64.s',
    'internal/greet/old.h',
    'internal/greet/static/deep/.hidden',
    'internal/greet/static',
    'internal/greet/tmpl/x.html',
    'internal/greet/tmpl/x.html/below',
    'internal/greet/a7.txt',
    'internal/greet/default.pgo',
    'internal/greet',
    'internal',
  ])('%s is or was part of it', (path) => {
    expect(Object.keys(touched([path]))).toContain('b');
  });

  test('code in C may include a header from anywhere', () => {
    expect(Object.keys(touched(['third_party/lib/x.h']))).toEqual(['c']);
    expect(touched(['third_party/lib/x.txt'])).toEqual({});
  });

  test('another version of a module reaches those that use it, and those whose needs nobody can tell', () => {
    const modules = new Map([['dep.org/x', 'dep.org/x v1.0.0 → v1.1.0 in go.mod']]);
    expect(touched([], { modules })).toEqual({
      b: ['dep.org/x v1.0.0 → v1.1.0 in go.mod, through dep.org/x/sub'],
      d: ['dep.org/x v1.0.0 → v1.1.0 in go.mod, through gone.org/y/z'],
    });
    expect(touched([], { modules: new Map([['dep.org', 'x']]) })).toEqual({ d: ['x, through gone.org/y/z'] });
  });

  test.each(['gone.org/y/z', 'gone.org/y'])(
    'of several modules %s is the one that holds what is needed',
    (owner) => {
      const modules = new Map([
        ['other.org/m', 'another'],
        ['gone.org/y/zz', 'a name that begins alike'],
        [owner, 'its own'],
      ]);
      expect(touched([], { modules })).toEqual({ d: ['its own, through gone.org/y/z'] });
    },
  );

  test('what is not in the graph, and what comes with Go, is looked at no further', () => {
    const plain = parseGraph([node('cmd/a', ['internal/lost', 'fmt']), FMT].join('\n'));
    const change = { paths: ['/go/src/fmt/print.go'], target: { os: 'linux', arch: 'amd64' }, show: String };
    const pins = { ...NOTHING, modules: new Map([['dep.org/x', 'changed']]) };
    expect(findTouches('example.com/shop/cmd/a', plain, { ...change, pins })).toEqual([]);
  });

  test('a package without a module that was had needs none of those that changed', () => {
    const alone = parseGraph(node('cmd/a', [], { Module: undefined }));
    const modules = new Map([['dep.org/x', 'changed']]);
    const change = { paths: [], target: { os: 'linux', arch: 'amd64' }, show: String };
    expect(
      findTouches('example.com/shop/cmd/a', alone, { ...change, pins: { ...NOTHING, modules } }),
    ).toEqual([]);
  });

  test('a line of go.mod for all reaches all of its module, one of go.work everything', () => {
    const within = new Map([['example.com/shop', ['go 1.25 in go.mod']]]);
    expect(Object.keys(touched([], { within }))).toEqual(['a', 'b', 'c', 'd']);
    expect(touched([], { within: new Map([['example.com/other', ['go 1.25']]]) })).toEqual({});
    expect(touched([], { everywhere: ['use ./x in go.work'] })['c']).toEqual(['use ./x in go.work']);
  });

  test('a package of the repository that cannot be read may have needed anything', () => {
    const broken = parseGraph(node('cmd/a', [], { Error: { Err: 'expected package' } }));
    const change = {
      paths: ['/repo/x'],
      pins: NOTHING,
      target: { os: 'linux', arch: 'amd64' },
      show: String,
    };
    expect(findTouches('example.com/shop/cmd/a', broken, change)).toEqual([
      { what: 'example.com/shop/cmd/a cannot be read', through: [] },
    ]);
    expect(findTouches('example.com/shop/cmd/a', broken, { ...change, paths: [] })).toEqual([]);
  });
});
