import { describe, expect, test } from 'vitest';
import { checkTemplate, type Placed, placeBinaries } from '../../src/plan/output-paths.ts';

const frame = { workspace: '/repo', workingDirectory: '/repo/svc' };

const byInput = { ...frame, given: true };
const byConfig = { ...frame, given: false };

function binary(
  name: string,
  target: string,
  moduleDir = '/repo/svc',
  dir = `${moduleDir}/cmd/${name}`,
): Placed {
  const [os = '', arch = '', variant] = target.split('/');
  return { name, target: { os, arch, variant }, dir, moduleDir, version: 'v1.2.3' };
}

function place(output: string, binaries: readonly Placed[], isFolder = false) {
  return placeBinaries(binaries, { ...frame, output, isFolder });
}

const api = binary('api', 'linux/amd64');
const arm = binary('api', 'linux/arm/7');
const win = binary('api', 'windows/amd64');

describe('paths', () => {
  test.each<[string, Placed[], string[]]>([
    ['bin/', [api], ['/repo/svc/bin/api']],
    ['bin/', [win], ['/repo/svc/bin/api.exe']],
    [
      'bin/',
      [api, arm, win],
      [
        '/repo/svc/bin/linux-amd64/api',
        '/repo/svc/bin/linux-arm-7/api',
        '/repo/svc/bin/windows-amd64/api.exe',
      ],
    ],
    ['bin/', [api, binary('worker', 'linux/amd64')], ['/repo/svc/bin/api', '/repo/svc/bin/worker']],
    ['bin/{os}/', [api, win], ['/repo/svc/bin/linux/api', '/repo/svc/bin/windows/api.exe']],
    [
      'dist/{name}_{version}_{target}{ext}',
      [api, win],
      ['/repo/svc/dist/api_v1.2.3_linux-amd64', '/repo/svc/dist/api_v1.2.3_windows-amd64.exe'],
    ],
    ['dist/{name}-{os}-{arch}', [win], ['/repo/svc/dist/api-windows-amd64.exe']],
    ['bin/server', [api], ['/repo/svc/bin/server']],
    ['/tmp/out/{module}-{name}', [api], ['/tmp/out/svc-api']],
  ])('%s', (output, binaries, paths) => {
    expect(place(output, binaries)).toMatchObject({ paths, problems: [] });
  });

  test('a folder that exists is a folder without its slash too', () => {
    expect(place('bin', [api], true).paths).toEqual(['/repo/svc/bin/api']);
    expect(place('bin', [api], false).paths).toEqual(['/repo/svc/bin']);
  });
});

test('one file for several binaries is refused', () => {
  expect(place('bin/api', [api, win]).problems[0]?.problem).toBe('names one file for 2 binaries');
});

describe('commands of one name', () => {
  const servers = ['a', 'b'].map((service) =>
    binary('server', 'linux/amd64', '/repo', `/repo/services/${service}/cmd/server`),
  );

  test('go below the folders of their packages where the output is a folder; the others stay', () => {
    expect(place('bin/', [api, ...servers])).toEqual({
      paths: [
        '/repo/svc/bin/api',
        '/repo/svc/bin/services/a/cmd/server',
        '/repo/svc/bin/services/b/cmd/server',
      ],
      problems: [],
      shared: ['server'],
    });
  });

  test('do so for every target alike, also where only one has both', () => {
    const onWindows = binary('server', 'windows/amd64', '/repo', '/repo/services/a/cmd/server');
    expect(place('bin/', [...servers, onWindows]).paths.at(-1)).toBe(
      '/repo/svc/bin/windows-amd64/services/a/cmd/server.exe',
    );
  });

  test('in modules of their own do so too', () => {
    const { paths, problems } = place('bin/', [
      binary('server', 'linux/amd64', '/repo/a'),
      binary('server', 'linux/amd64', '/repo/b'),
    ]);
    expect(problems).toEqual([]);
    expect(paths).toEqual(['/repo/svc/bin/a/cmd/server', '/repo/svc/bin/b/cmd/server']);
  });

  test('are refused by name in a template, however many in one short line', () => {
    const { problems } = place('bin/{name}', servers);
    expect(problems.map(({ problem }) => problem)).toEqual([
      'would put two binaries at svc/bin/server: server of services/a/cmd/server for linux/amd64 and server of services/b/cmd/server for linux/amd64',
    ]);
    expect(problems[0]?.allowed).toBe('a template that tells them apart, with {package}');
    const many = Array.from({ length: 40 }, (_, index) =>
      binary('server', 'linux/amd64', '/repo', `/repo/services/s${index}/cmd/server`),
    );
    const [first, ...others] = place('bin/{name}', many).problems;
    expect(others).toEqual([]);
    expect(first?.problem).toMatch(/; and 36 more clashes$/);
    expect(first?.problem.length).toBeLessThan(500);
  });

  test('are told apart by {package}', () => {
    expect(place('bin/{package}', servers)).toMatchObject({
      paths: ['/repo/svc/bin/services/a/cmd/server', '/repo/svc/bin/services/b/cmd/server'],
      problems: [],
    });
  });

  test('a binary is not put where another needs a folder', () => {
    const both = [
      binary('tool', 'linux/amd64', '/repo', '/repo/tool'),
      binary('run', 'linux/amd64', '/repo', '/repo/tool/run'),
    ];
    expect(place('bin/{package}', both).problems[0]?.problem).toMatch(/two binaries at svc\/bin\/tool: /);
    expect(place('bin/', both).problems).toEqual([]);
  });

  test('a package at the root of the repository goes by its name', () => {
    expect(place('bin/{package}', [binary('shop', 'linux/amd64', '/repo', '/repo')]).paths).toEqual([
      '/repo/svc/bin/shop',
    ]);
  });

  test('one command for two targets is told apart by those', () => {
    expect(place('bin/{name}', [api, arm]).problems[0]?.allowed).toBe(
      'a template that tells them apart, with {arch} or {target}',
    );
  });
});

test('unknown placeholders and ways out of the workspace are said before anything is built', () => {
  expect(checkTemplate('dist/{nmae}', byConfig).map(({ problem }) => problem)).toEqual([
    'has an unknown placeholder {nmae}',
  ]);
  expect(checkTemplate('../../out/', byInput).map(({ problem }) => problem)).toEqual([
    'leads out of the workspace',
  ]);
  expect(checkTemplate('../out/', byConfig)).toEqual([]);
  expect(checkTemplate('/repo/out/', byConfig)).toEqual([]);
  expect(checkTemplate('/elsewhere/', byInput)).toEqual([]);
  expect(checkTemplate('/elsewhere/', byConfig).map(({ problem }) => problem)).toEqual([
    'leads out of the workspace',
  ]);
});

test.each(['~/bin/', '$HOME/bin/', 'bin/${NAME}'])('%s would need a shell', (output) => {
  expect(checkTemplate(output, byInput).map(({ problem }) => problem)).toContain(
    'has ~ or $, which no shell expands here',
  );
});
