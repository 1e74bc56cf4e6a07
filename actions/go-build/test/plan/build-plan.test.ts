import { expect, test } from 'vitest';
import { buildArguments, compileEnvironment, readonlyFlags } from '../../src/build/command.ts';
import { batchPatterns, planBatches } from '../../src/plan/build-plan.ts';
import { flags, planned } from '../fixtures.ts';

test('one go command builds all packages of a module for a target', () => {
  const batches = planBatches([
    planned('api', 'linux/amd64'),
    planned('api', 'darwin/arm64'),
    planned('worker', 'linux/amd64'),
  ]);
  expect(batches.map(batchPatterns)).toEqual([['./cmd/api', './cmd/worker'], ['./cmd/api']]);
});

test('packages whose executables have the same name are built apart', () => {
  const twin = planned('api', 'linux/amd64');
  const other = { ...twin.package, dir: '/repo/legacy/api', importPath: 'example.com/x/legacy/api' };
  const batches = planBatches([twin, planned('api', 'linux/amd64', { package: other })]);
  expect(batches.map(batchPatterns)).toEqual([['./cmd/api'], ['./legacy/api']]);
});

test('packages with different version variables are built apart', () => {
  const batches = planBatches([
    planned('a', 'linux/amd64', { variables: [{ symbol: 'main.version', value: 'v1' }] }),
    planned('b', 'linux/amd64'),
  ]);
  expect(batches).toHaveLength(2);
});

test('builds with flags of their own are built apart, with these in place of the common ones', () => {
  const common = planned('api', 'linux/amd64');
  const own = { flags: { tags: ['pro'], ldflags: '-w', cgo: true }, variables: [] };
  const variables = [{ symbol: 'main.edition', value: "it's Pro" }];
  const pro = planned('api', 'linux/amd64', {
    variables,
    package: { ...common.package, binary: 'pro', own },
  });
  const [first, second] = planBatches([common, pro]);
  if (first === undefined || second === undefined) throw new Error('one batch for both');
  const given = { ...flags, tags: ['netgo'], ldflags: '-s' };
  expect(buildArguments(first, given, '/o')).toContain('-tags=netgo');
  const args = buildArguments(second, given, '/o');
  expect(args).toContain('-tags=pro');
  expect(args).toContain(`-ldflags=-s -w -X "main.edition=it's Pro" -w`);
  expect(compileEnvironment({}, second, '', given)).toMatchObject({ CGO_ENABLED: '1' });
});

test('a package in the root of its module is a dot', () => {
  const root = { ...planned('x', 'linux/amd64').package, dir: '/repo' };
  const [batch] = planBatches([planned('x', 'linux/amd64', { package: root })]);
  expect(batch && batchPatterns(batch)).toEqual(['.']);
});

test('the command of a release build', () => {
  const variables = [{ symbol: 'main.version', value: 'v1.2.3' }];
  const [batch] = planBatches([planned('api', 'linux/amd64', { variables })]);
  expect(batch && buildArguments(batch, flags, '/tmp/o')).toEqual([
    'build',
    '-v',
    '-trimpath',
    '-ldflags=-s -w -X main.version=v1.2.3',
    '-o',
    '/tmp/o/',
    '--',
    './cmd/api',
  ]);
});

test('every flag has its place', () => {
  const [batch] = planBatches([planned('api', 'linux/amd64')]);
  const all = {
    ...flags,
    tags: ['a', 'b'],
    ldflags: '-X main.x=1\n  -v',
    gcflags: 'all=-N -l',
    trimpath: false,
    strip: false,
    stamp: false,
  };
  expect(batch && buildArguments(batch, all, '/o').slice(2, -4)).toEqual([
    '-buildvcs=false',
    '-tags=a,b',
    '-gcflags=all=-N -l',
    '-ldflags=-X main.x=1 -v',
  ]);
});

test('flags in GOFLAGS count beside ours, and may override them', () => {
  const variables = [{ symbol: 'main.version', value: 'v1.2.3' }];
  const [batch] = planBatches([planned('api', 'linux/amd64', { variables })]);
  const goflags = `'-ldflags=-X main.region=eu' -gcflags=all=-N -race`;
  const args = batch && buildArguments(batch, { ...flags, goflags, ldflags: '-B=x' }, '/o');
  expect(args?.slice(2, -4)).toEqual([
    '-trimpath',
    '-ldflags=-X main.region=eu',
    '-ldflags=-s -w -X main.version=v1.2.3 -X main.region=eu -B=x',
  ]);
  const both = batch && buildArguments(batch, { ...flags, goflags, gcflags: 'all=-l' }, '/o');
  expect(both?.filter((arg) => arg.startsWith('-gcflags'))).toEqual([
    '-gcflags=all=-N',
    '-gcflags=all=-N -l',
  ]);
});

test('compiling has no proxy, changes no go.mod, and needs no C', () => {
  const target = { os: 'linux', arch: 'amd64', variant: 'v3' };
  const env = compileEnvironment(
    { HOME: '/h', GOPROXY: 'https://x' },
    { target, vendored: false, own: {} },
    '-p=2',
    flags,
  );
  expect(env).toEqual({
    HOME: '/h',
    GOOS: 'linux',
    GOARCH: 'amd64',
    GOAMD64: 'v3',
    CGO_ENABLED: '0',
    GOPROXY: 'off',
    GOFLAGS: '-p=2 -mod=readonly',
  });
});

test.each([
  ['', false, '-mod=readonly'],
  ['', true, ''],
  ['-mod=mod -p=2', false, '-mod=mod -p=2'],
  ['-modcacherw', false, '-modcacherw -mod=readonly'],
])('GOFLAGS %j (vendored %s) become %j', (given, vendored, wanted) => {
  expect(readonlyFlags(given, vendored)).toBe(wanted);
});
