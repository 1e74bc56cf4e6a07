import {
  checkFlags,
  checkToolFlags,
  compilerFlags,
  goBuildFlags,
  goTestFlags,
  linkedSymbols,
  linkerFlags,
  mergePackageFlags,
  mergeTags,
  packageFlagsIn,
  readGoflags,
  readPackageFlags,
  splitFlags,
} from '@fairlead/go';
import { describe, expect, test } from 'vitest';
import { tagFlags } from '../../src/flags/tags.ts';

test.each<[string, readonly string[] | undefined]>([
  ['-s -w', ['-s', '-w']],
  [`'-ldflags=-s -w' -v`, ['-ldflags=-s -w', '-v']],
  [`-X "main.a=b c"`, ['-X', 'main.a=b c']],
  [`-X=main.a='b`, [`-X=main.a='b`]],
  [`'-s`, undefined],
  ['  ', []],
  [`'' -s`, ['', '-s']],
  [`'-a b'-s`, ['-a b', '-s']],
  ['\t-s\r\n-w ', ['-s', '-w']],
  [`-X \u00a0'-s -w'`, ['-X', `\u00a0'-s`, `-w'`]],
])('%j is split as Go does', (text, words) => {
  expect(splitFlags(text)).toEqual(words);
});

test('GOFLAGS is read in all spellings', () => {
  expect(readGoflags(`-race --tags=a,b '-toolexec=/x y' stray`)).toEqual([
    { name: 'race', value: undefined },
    { name: 'tags', value: 'a,b' },
    { name: 'toolexec', value: '/x y' },
  ]);
});

describe('flags are let through by list', () => {
  test.each([
    '-toolexec=/x',
    '--toolexec=/x',
    '-toolexec /x',
    '-overlay=o.json',
    '-modfile=m',
    '-C /',
    '-exec=x',
    '-vettool=x',
    '-ldflags=-extld=x',
    '-gccgoflags=x',
    '-pkgdir=/x',
    '-asmflags=-o=/x',
    '-test.cpuprofile=/x',
    '-coverprofile=/x',
  ])('go test %s is of class program', (text) => {
    const { problems, programs } = checkFlags(text.split(' '), goTestFlags);
    expect([problems, programs.length]).toEqual([[], 1]);
  });

  test.each([
    '-extld=/x.sh',
    '--extld /x.sh',
    '-extldflags=-fplugin=x',
    '-linkmode=external',
    '-L /x',
    '-I=/x',
  ])('the linker with %s is of class program', (text) => {
    expect(checkFlags(text.split(' '), linkerFlags).programs).toHaveLength(1);
  });

  test.each(['-s -w', '-X main.a=b', '-X=main.a=b --s', '-buildid= -B gobuildid', '-checklinkname=0'])(
    'the linker with %s is plain',
    (text) => {
      expect(checkFlags(text.split(' '), linkerFlags)).toEqual({ problems: [], programs: [], unknown: [] });
    },
  );

  test.each([
    ['-o=/etc/x', linkerFlags],
    ['-cpuprofile=/x', linkerFlags],
    ['-importcfg /x', linkerFlags],
    ['-tmpdir=/x', linkerFlags],
    ['-s /etc/passwd', linkerFlags],
    ['-X', linkerFlags],
    ['-embedcfg=/x', compilerFlags],
    ['-json=0,/x', compilerFlags],
    ['-pack', compilerFlags],
    ['-nosuch', goBuildFlags],
    ['-__proto__=x', goBuildFlags],
    ['- s', goBuildFlags],
  ])('%s is refused', (text, table) => {
    expect(checkFlags(text.split(' '), table).problems.length).toBeGreaterThan(0);
  });

  test.each([
    ['ldflags', '-s -w -X=main.a=b', [], 0],
    ['ldflags', 'all=-s --extld=/x.sh', ['-extld'], 0],
    ['ldflags', "-s '-linkmode=external'", ['-linkmode'], 0],
    ['ldflags', '-s -o=/x', [], 1],
    ['ldflags', '-s "-w', [], 1],
    ['ldflags', `-X \u00a0'-s -extld=/x'`, ['-extld'], 0],
    ['gcflags', 'all=-N -l', [], 0],
    ['gcflags', '-embedcfg=/x', [], 1],
  ])('inside of -%s=%s', (name, value, programs, unknown) => {
    const found = checkToolFlags(name, value);
    expect([found?.programs, found?.unknown.length]).toEqual([programs, unknown]);
    expect(checkToolFlags('asmflags', value)).toBeUndefined();
  });

  test('a misspelt flag is told with its neighbour', () => {
    expect(checkFlags(['-extldflag=x'], linkerFlags).problems).toEqual([
      '"-extldflag=x" is not let through; did you mean -extldflags?',
    ]);
  });
});

describe('flags for packages', () => {
  test.each([
    ['-s -w', undefined, '-s -w'],
    ['all=-N -l', 'all', '-N -l'],
    ['-X=main.a=b', undefined, '-X=main.a=b'],
    ['example.com/x/...=-s', 'example.com/x/...', '-s'],
    ["'-X=a.b=c d'", undefined, "'-X=a.b=c d'"],
  ])('%s', (value, pattern, flags) => {
    expect(readPackageFlags(value)).toEqual({ pattern, flags });
  });

  test.each<[string, readonly string[]]>([
    ['', ['-s -w -v']],
    ['-ldflags=-X=main.a=b', ['-X=main.a=b', '-s -w -X=main.a=b -v']],
    [`'-ldflags=-X main.a=b'`, ['-X main.a=b', '-s -w -X main.a=b -v']],
    ['-ldflags=all=-B', ['all=-B', '-s -w -B -v']],
    ['-ldflags=example.com/y=-B', ['example.com/y=-B', '-s -w -v']],
  ])('those of GOFLAGS=%s count between ours', (goflags, values) => {
    const own = { before: '-s -w', after: '-v' };
    expect(mergePackageFlags(packageFlagsIn(goflags, 'ldflags'), own)).toEqual(values);
  });

  test('of GOFLAGS only the flag that is asked for counts, and only with a value', () => {
    expect(packageFlagsIn('-tags=a -ldflags -ldflags=-s -gcflags=-N', 'ldflags')).toEqual([
      { pattern: undefined, flags: '-s' },
    ]);
  });

  test('patterns are told apart', () => {
    const inherited = packageFlagsIn(`-gcflags=all=-N '-gcflags=-l'`, 'gcflags');
    expect(mergePackageFlags(inherited, { pattern: 'all', after: '-S' })).toEqual([
      'all=-N',
      '-l',
      'all=-N -S',
    ]);
  });

  test('the symbols that -X sets, in both spellings', () => {
    expect([...linkedSymbols(`-X main.a=b -X=x.C=d '-X=y.E=f g' -s`)]).toEqual(['main.a', 'x.C', 'y.E']);
  });

  test('tags of GOFLAGS and of the input count together', () => {
    expect(mergeTags('-tags=a,b -race', ['c', 'a'])).toEqual(['a', 'b', 'c']);
    expect(mergeTags(`'-tags=a b'`, [])).toEqual(['a', 'b']);
    expect(mergeTags('', ['c'])).toEqual(['c']);
    expect(tagFlags(['a', 'b'])).toEqual(['-tags=a,b']);
    // an empty flag would take away the tags of GOFLAGS
    expect(tagFlags([])).toEqual([]);
  });

  test('without flags of our own GOFLAGS is left alone', () => {
    expect(mergePackageFlags([{ pattern: 'all', flags: '-N' }], {})).toEqual([]);
  });
});
