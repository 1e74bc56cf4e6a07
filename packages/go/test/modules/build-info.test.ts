import { createFakeExec } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { listModules, makeSnapshot, modulePurl, parseBuildInfo, parseModules } from '../../src/index.ts';

const SAID = `bin/api: go1.26.8
	path	example.com/shop/cmd/api
	mod	example.com/shop	(devel)	
	dep	github.com/a/b	v1.2.3	h1:aaa=
	dep	github.com/old/c	v1.0.0
	=>	github.com/new/c	v1.1.0	h1:ccc=
	dep	example.com/lib	(devel)	
	build	-ldflags="-s -w -X main.version=v1"
	build	CGO_ENABLED=0
`;

test('SRC-04 what a binary says of itself: a replacement stands for what it replaces', () => {
  expect(parseBuildInfo(SAID)).toEqual({
    goVersion: '1.26.8',
    path: 'example.com/shop/cmd/api',
    main: { path: 'example.com/shop', version: '', sum: '' },
    modules: [
      { path: 'github.com/a/b', version: 'v1.2.3', sum: 'h1:aaa=' },
      { path: 'github.com/new/c', version: 'v1.1.0', sum: 'h1:ccc=' },
      { path: 'example.com/lib', version: '', sum: '' },
    ],
    settings: { '-ldflags': '"-s -w -X main.version=v1"', CGO_ENABLED: '0' },
  });
});

test('SRC-04 the address of a module, and of a package in it', () => {
  expect(modulePurl('github.com/a/b', 'v1.2.3')).toBe('pkg:golang/github.com/a/b@v1.2.3');
  expect(modulePurl('example.com/m', 'v2.0.0+incompatible')).toBe(
    'pkg:golang/example.com/m@v2.0.0%2Bincompatible',
  );
  expect(modulePurl('example.com/m', '', 'example.com/m/cmd/x')).toBe('pkg:golang/example.com/m#cmd/x');
});

const LIST = [
  { Path: 'example.com/shop', Main: true },
  { Path: 'github.com/a/b', Version: 'v1.2.3' },
  { Path: 'github.com/d/e', Version: 'v0.1.0', Indirect: true },
  { Path: 'github.com/old/c', Version: 'v1.0.0', Replace: { Path: 'github.com/new/c', Version: 'v1.1.0' } },
  { Path: 'example.com/lib', Version: 'v0.0.0', Replace: { Path: '../lib' } },
]
  .map((module) => JSON.stringify(module, undefined, '\t'))
  .join('\n');

test('SRC-04 a snapshot has what comes from elsewhere, with how it is needed', () => {
  const modules = parseModules(LIST);
  expect(modules).toHaveLength(5);
  const facts = {
    sha: 'a'.repeat(40),
    ref: 'refs/heads/main',
    job: { id: '7', correlator: 'ci build' },
    detector: { name: 'd', version: 'v1', url: 'https://example.com' },
    scanned: '2026-01-01T00:00:00.000Z',
  };
  const scope = 'runtime';
  expect(makeSnapshot([{ file: 'go.mod', modules }], facts)).toEqual({
    version: 0,
    ...facts,
    manifests: {
      'go.mod': {
        name: 'go.mod',
        file: { source_location: 'go.mod' },
        resolved: {
          'github.com/a/b@v1.2.3': {
            package_url: 'pkg:golang/github.com/a/b@v1.2.3',
            relationship: 'direct',
            scope,
          },
          'github.com/d/e@v0.1.0': {
            package_url: 'pkg:golang/github.com/d/e@v0.1.0',
            relationship: 'indirect',
            scope,
          },
          'github.com/new/c@v1.1.0': {
            package_url: 'pkg:golang/github.com/new/c@v1.1.0',
            relationship: 'direct',
            scope,
          },
        },
      },
    },
  });
});

test('SRC-04 all modules are asked for without the vendor folder, which does not know them', async () => {
  const exec = createFakeExec([{ on: 'go list -m', stdout: LIST }]);
  await listModules({ exec, env: {} }, { dir: '/repo', goflags: '-mod=vendor -p=2' });
  expect(exec.calls[0]?.options.env).toEqual({ GOFLAGS: '-p=2 -mod=readonly' });
});
