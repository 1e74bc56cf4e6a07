import { describe, expect, test } from 'vitest';
import { checkTemplate, type Placed, placeBinaries } from '../../src/plan/output-paths.ts';

const frame = { workspace: '/repo', workingDirectory: '/repo/svc' };

function binary(name: string, target: string, moduleDir = '/repo/svc'): Placed {
  const [os = '', arch = '', variant] = target.split('/');
  return { name, target: { os, arch, variant }, moduleDir };
}

function place(output: string, binaries: readonly Placed[], isFolder = false) {
  return placeBinaries(binaries, { ...frame, output, version: 'v1.2.3', isFolder });
}

const api = binary('api', 'linux/amd64');
const arm = binary('api', 'linux/arm/7');
const win = binary('api', 'windows/amd64');

describe('BLD-03 paths', () => {
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
    expect(place(output, binaries)).toEqual({ paths, problems: [] });
  });

  test('a folder that exists is a folder without its slash too', () => {
    expect(place('bin', [api], true).paths).toEqual(['/repo/svc/bin/api']);
    expect(place('bin', [api], false).paths).toEqual(['/repo/svc/bin']);
  });
});

test('one file for several binaries is refused', () => {
  expect(place('bin/api', [api, win]).problems[0]?.problem).toBe('names one file for 2 binaries');
});

test('two binaries at one path are refused by name', () => {
  const { problems } = place('bin/', [
    binary('server', 'linux/amd64', '/repo/a'),
    binary('server', 'linux/amd64', '/repo/b'),
  ]);
  expect(problems.map(({ problem }) => problem)).toEqual([
    'would put two binaries at svc/bin/server: server of a for linux/amd64 and server of b for linux/amd64',
  ]);
});

test('unknown placeholders and ways out of the workspace are said before anything is built', () => {
  expect(checkTemplate('dist/{nmae}', frame).map(({ problem }) => problem)).toEqual([
    'has an unknown placeholder {nmae}',
  ]);
  expect(checkTemplate('../../out/', frame).map(({ problem }) => problem)).toEqual([
    'leads out of the workspace',
  ]);
  expect(checkTemplate('../out/', frame)).toEqual([]);
  expect(checkTemplate('/elsewhere/', frame)).toEqual([]);
});

test.each(['~/bin/', '$HOME/bin/', 'bin/${NAME}'])('%s would need a shell', (output) => {
  expect(checkTemplate(output, frame).map(({ problem }) => problem)).toContain(
    'has ~ or $, which no shell expands here',
  );
});
