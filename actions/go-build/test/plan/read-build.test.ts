import { describe, expect, test } from 'vitest';
import { placeBuilds } from '../../src/plan/place-builds.ts';
import { readBuild } from '../../src/plan/read-build.ts';
import { module, tree } from '../fixtures.ts';

describe('an entry of builds', () => {
  test('has everything of its own', () => {
    const entry = {
      package: './cmd/api',
      name: 'api-pro',
      targets: 'linux/amd64\nlinux/arm64',
      tags: 'pro, netgo',
      ldflags: '-X main.region=eu',
      gcflags: 'all=-l',
      cgo: 'true',
      variables: 'main.edition=Pro "One" = 1\nexample.com/x/v.Release={version}',
    };
    expect(readBuild(entry)).toEqual({
      value: {
        ...entry,
        targets: ['linux/amd64', 'linux/arm64'],
        tags: ['pro', 'netgo'],
        cgo: true,
        variables: [
          { symbol: 'main.edition', value: 'Pro "One" = 1' },
          { symbol: 'example.com/x/v.Release', value: '{version}' },
        ],
      },
    });
  });

  test('needs nothing but a package; no tags are not the tags of the input', () => {
    expect(readBuild({ package: './a', cgo: 'false', tags: '', ldflags: '' })).toMatchObject({
      value: {
        package: './a',
        name: undefined,
        targets: undefined,
        tags: [],
        ldflags: undefined,
        cgo: false,
      },
    });
  });

  test.each([
    [{ name: 'a' }, 'has no package'],
    [{ package: './...' }, 'has package "./...", which is not one folder or import path'],
    [{ package: '!./a' }, 'is not one folder'],
    [{ package: './a', name: '../a' }, 'has name "../a", which is no name for a file'],
    [{ package: './a', targets: ' , ' }, 'has an empty list of targets'],
    [{ package: './a', tags: 'a b' }, 'has tags "a b", which is not a build tag'],
    [{ package: './a', ldflags: '-o x' }, 'has ldflags "-o x", which "-o" is not let through'],
    [{ package: './a', gcflags: '-embedcfg=x' }, 'has gcflags "-embedcfg=x", which "-embedcfg=x" is not let'],
    [{ package: './a', cgo: 'yes' }, 'has cgo "yes", which is neither true nor false'],
    [{ package: './a', variables: 'region=eu' }, 'has variables "region=eu", which is not package.variable'],
    [
      { package: './a', variables: 'main.region' },
      'has variables "main.region", which is not package.variable',
    ],
    [{ package: './a', variables: '=eu' }, 'is not package.variable=value'],
    [{ package: './a', variables: `main.a='"` }, 'has both kinds of quotes'],
    [
      { tags: '-', cgo: '1' },
      'has no package, has tags "-", which is not a build tag, has cgo "1", which is',
    ],
  ])('%j is refused, with all that is wrong: %s', (entry, problem) => {
    expect(readBuild(entry)).toEqual({ problem: expect.stringContaining(problem) as string });
  });
});

test('a package is a folder or an import path, and is called as the go command calls it', () => {
  const root = tree([module('/repo', 'example.com/x'), module('/repo/svc/v2', 'example.com/x/svc/v2')]);
  const builds = ['./cmd/api', 'example.com/x/svc/v2', '.', '../away'].map((text) => {
    const reading = readBuild({ package: text });
    if (!('value' in reading)) throw new Error(reading.problem);
    return reading.value;
  });
  expect(
    placeBuilds(builds, root, '/repo').map(({ index, dir, name, importPath }) => [
      index,
      dir,
      name,
      importPath,
    ]),
  ).toEqual([
    [0, '/repo/cmd/api', 'api', 'example.com/x/cmd/api'],
    [1, '/repo/svc/v2', 'svc', 'example.com/x/svc/v2'],
    [2, '/repo', 'x', 'example.com/x'],
  ]);
});
