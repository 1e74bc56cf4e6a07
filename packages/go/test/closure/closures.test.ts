import { describe, expect, it } from 'vitest';
import { findClosures, parseTestGraph, scanSources, type TestPart } from '../../src/index.ts';

const pkg = (id: string, imports: readonly string[] = [], more: Partial<TestPart> = {}): TestPart => ({
  id,
  importPath: id.replace(/ \[.*$/, ''),
  dir: `/w/${id}`,
  standard: false,
  imports,
  fixed: undefined,
  files: [],
  testFiles: [],
  ignored: [],
  usesC: false,
  usesAssembly: false,
  broken: false,
  ...more,
});
const std = (id: string, imports: readonly string[] = []) => pkg(id, imports, { standard: true });

/** What every test main of Go 1.26 imports. */
const MAIN = [
  std('testing'),
  std('testing/internal/testdeps', ['internal/fuzz']),
  std('internal/fuzz', ['os/exec']),
];
const main = (id: string, imports: readonly string[]) =>
  pkg(`${id}.test`, [...imports, 'testing/internal/testdeps']);

describe('QG-21 the closure of a test binary', () => {
  it('is what its tests import, and not what the tests of what it imports import', () => {
    const graph = [
      ...MAIN,
      std('os/exec'),
      pkg('m/a', ['m/c']),
      pkg('m/a [m/a.test]', ['m/c', 'm/only-in-test']),
      pkg('m/only-in-test'),
      main('m/a', ['m/a [m/a.test]', 'm/a_test [m/a.test]']),
      pkg('m/a_test [m/a.test]', ['m/external']),
      pkg('m/external'),
      pkg('m/b', ['m/a']),
      main('m/b', ['m/b']),
      pkg('m/c'),
    ];
    const found = findClosures(graph, ['m/a', 'm/b', 'm/c', 'm/gone']);
    const ids = (name: string) => found.get(name)?.members.map(({ id }) => id);
    expect(ids('m/a')).toEqual([
      'm/a',
      'm/a [m/a.test]',
      'm/a_test [m/a.test]',
      'm/c',
      'm/only-in-test',
      'm/external',
    ]);
    expect(ids('m/b')).toEqual(['m/b', 'm/a', 'm/c']);
    expect([...found.keys()]).toEqual(['m/a', 'm/b', 'm/c']);
    expect([...found.values()].map(({ hasTests }) => hasTests)).toEqual([true, true, false]);
    expect([...found.values()].every(({ unseen }) => unseen === undefined)).toBe(true);
  });

  it('has no bounds where something in it starts programs, calls C or reads files past the log', () => {
    const graph = [
      ...MAIN,
      std('go/build', ['os/exec']),
      std('os/exec', ['os']),
      std('os', ['os/exec']),
      pkg('m/direct', ['os/exec']),
      pkg('m/above', ['m/direct']),
      pkg('m/through', ['go/build']),
      pkg('m/c', [], { usesC: true }),
      pkg('m/raw', [], { files: ['/w/raw.go'] }),
      pkg('m/all', [], { files: ['/w/all.go'] }),
      pkg('m/plain', ['testing']),
    ];
    const texts: Record<string, string> = {
      '/w/raw.go': 'fd, err := syscall.Open(name, 0, 0)',
      '/w/all.go': 'for _, v := range os.Environ() {',
    };
    const names = ['direct', 'above', 'through', 'c', 'raw', 'all', 'plain'].map((name) => `m/${name}`);
    const found = findClosures(
      graph,
      names,
      scanSources(graph, (path) => texts[path] ?? ''),
    );
    expect(names.map((name) => found.get(name)?.unseen)).toEqual([
      'm/direct starts other programs (os/exec)',
      'm/direct starts other programs (os/exec)',
      'm/through starts other programs (os/exec)',
      'm/c calls C',
      'm/raw calls syscall.Open',
      undefined,
      undefined,
    ]);
    expect(names.filter((name) => found.get(name)?.variables)).toEqual(['m/all']);
  });

  it('has what one of its parts has, and what none has it has not', () => {
    const graph = [
      pkg('m/a', ['m/variables', 'm/assembly']),
      pkg('m/variables', [], { files: ['/w/all.go'] }),
      pkg('m/assembly', [], { usesAssembly: true }),
      pkg('m/b', ['m/c']),
      pkg('m/c'),
    ];
    const unlogged = scanSources(graph, () => 'os.Environ()');
    const found = findClosures(graph, ['m/a', 'm/b'], unlogged);
    const told = [...found.values()].map(({ variables, usesAssembly }) => [variables, usesAssembly]);
    expect(told).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it('looks once at each package of the standard library, on however many ways it is come to', () => {
    let asked = 0;
    const counted = (id: string, imports: readonly string[]) =>
      Object.defineProperty(std(id), 'imports', {
        get: () => {
          asked += 1;
          return imports;
        },
      });
    const ladder = Array.from({ length: 12 }, (_, at) =>
      ['a', 'b'].map((side) => counted(`${side}${at}`, at === 11 ? [] : [`a${at + 1}`, `b${at + 1}`])),
    );
    const graph = [pkg('m/a', ['a0', 'b0']), ...ladder.flat()];
    expect(findClosures(graph, ['m/a']).get('m/a')?.unseen).toBeUndefined();
    expect(asked).toBe(24);
  });

  it('reads a file of many megabytes, as generators write them, to its end', () => {
    const table = `var table = []int{${'1, '.repeat(1_000_000)}}\n`;
    const item = { path: 'm/table', files: ['/m/table.go'], testFiles: [] } as unknown as TestPart;
    const text = `package m\n\nimport "syscall"\n\n${table}var open = syscall./* where */Open\n`;
    expect(scanSources([item], () => text).get(item)?.files).toBe('syscall.Open');
  });

  it.each([
    ['get := os.Environ', undefined, true, undefined],
    ['import goos "os"\n', 'what it names goos', true, undefined],
    ['import (\n\tsys "golang.org/x/sys/unix"\n)', 'what it names sys', true, undefined],
    ['import . "syscall"', 'what it names .', true, undefined],
    ['import _ "os"\nimport os "os"\nimport "syscall"', undefined, false, undefined],
    ['unix.Syscall(unix.SYS_IOCTL, 0, 0, 0)', 'unix.Syscall', false, undefined],
    ['fd, err := unix.Openat(a, b, c, d)', 'unix.Openat', false, 'unix.Openat'],
    ['import/**/sys/* x */"syscall"', 'what it names sys', true, undefined],
    ['import (\n\t"fmt"; . `syscall`\n)', 'what it names .', true, undefined],
    ['import "\\x6fs"', 'what it names \\x6fs', true, undefined],
    ['// os.Environ\nconst x = 1 /* syscall.Mmap */', undefined, false, undefined],
    ['syscall .\n\tOpen(name)', 'syscall.Open', false, undefined],
    ['os /* all */ . /* of them */ Environ()', undefined, true, undefined],
    ['err := syscall.Chdir("..")', 'syscall.Chdir', false, undefined],
    ['folder.Chdir()', 'Chdir of an open folder', false, undefined],
    ['os.Chdir(x); t.Chdir(y)', undefined, false, undefined],
    ['unix.Statx(0, name, 0, 0, &s)', 'unix.Statx', false, undefined],
    ['syscall.AllThreadsSyscall6(1, 2, 3, 4, 5, 6, 7)', 'syscall.AllThreadsSyscall6', false, undefined],
    ['func f() string { switch x {\ncase "os":\n\treturn "syscall"\n} }', undefined, false, undefined],
    ['var s syscall.Stat_t; os.Open(x); syscall.SIGTERM', undefined, false, undefined],
  ])('is looked for in the text %j', (text, files, variables, ofModule) => {
    const own = pkg('m/x', [], { files: ['/w/x.go'] });
    const fixed = pkg('d/x', [], { files: ['/d/x.go'], fixed: 'd@v1.0.0' });
    const found = scanSources([own, fixed], () => text);
    expect(found.get(own)).toEqual({ variables, files, placesMoved: false });
    expect(found.get(fixed)?.files).toBe(ofModule);
  });

  it.each([
    ['get := os.Environ()', true],
    ['import goos "os"\n', true],
    ['import "os"\nos.Open(x)', false],
  ])('of modules of others it may read all variables: %j %s', (text, variables) => {
    const fixed = pkg('d/x', [], { files: ['/d/x.go'], fixed: 'd@v1.0.0' });
    expect(scanSources([fixed], () => text).get(fixed)?.variables).toBe(variables);
  });

  it('is not known where go list could not read a part', () => {
    const graph = [pkg('m/a', ['m/b']), pkg('m/b', [], { broken: true }), pkg('m/c')];
    const found = findClosures(graph, ['m/a', 'm/c']);
    expect([found.get('m/a')?.broken, found.get('m/c')?.broken]).toEqual([true, false]);
  });
});

describe('a graph as go list prints it', () => {
  const read = (value: object) => parseTestGraph(JSON.stringify(value), '/mod')[0];

  it('takes the version for the content only of what lies in the module cache', () => {
    const inCache = { ImportPath: 'x/y', Dir: '/mod/x@v1.0.0/y', Module: { Path: 'x', Version: 'v1.0.0' } };
    expect(read(inCache)?.fixed).toBe('x@v1.0.0');
    expect(read({ ...inCache, Dir: '/w/vendor/x/y' })?.fixed).toBeUndefined();
    expect(
      read({ ...inCache, Dir: '/w/x', Module: { ...inCache.Module, Replace: { Path: '../x' } } })?.fixed,
    ).toBeUndefined();
    const replaced = { ...inCache.Module, Replace: { Path: 'z', Version: 'v2.0.0' } };
    expect(read({ ...inCache, Module: replaced })?.fixed).toBe('z@v2.0.0');
    expect(parseTestGraph(JSON.stringify(inCache), '')[0]?.fixed).toBeUndefined();
  });

  it('tells the standard library apart', () => {
    expect(read({ ImportPath: 'fmt', Standard: true })?.standard).toBe(true);
    expect(read({ ImportPath: 'm/a' })?.standard).toBe(false);
  });

  it('has every kind of file', () => {
    const found = read({
      ImportPath: 'm/a [m/a.test]',
      Dir: '/w/a',
      GoFiles: ['a.go', '/cache/main.go'],
      SFiles: ['a.s'],
      CgoFiles: ['c.go'],
      EmbedFiles: ['sub/page.html'],
      TestGoFiles: ['a_test.go'],
      XTestEmbedFiles: ['golden'],
      IgnoredGoFiles: ['a_windows.go'],
      Incomplete: true,
    });
    expect(found).toMatchObject({
      importPath: 'm/a',
      files: ['/w/a/a.go', '/cache/main.go', '/w/a/c.go', '/w/a/a.s', '/w/a/sub/page.html'],
      testFiles: ['/w/a/a_test.go', '/w/a/golden'],
      ignored: ['/w/a/a_windows.go'],
      usesC: true,
      usesAssembly: true,
      broken: true,
    });
  });

  it.each([
    ['package a\n\n//line ../b/b.go:7\nfunc a() {}\n', true],
    ['package a\n\nfunc a() { /*line b.go:7:1*/ }\n', true],
    ['package a\n\n// a line of text\n//lines are counted\n', false],
  ])('tells of %j whether places in it may be told of other files', (text, moved) => {
    const own = pkg('m/a', [], { files: ['/w/a.go'] });
    const found = findClosures(
      [own],
      ['m/a'],
      scanSources([own], () => text),
    );
    expect(found.get('m/a')?.placesMoved).toBe(moved);
  });
});
