import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf } from './support/go-build.ts';
import { TWO_COMMANDS, VERSIONED_MAIN } from './support/go-workspace.ts';

describe('inputs that cannot be', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['an empty package list', { packages: ',' }, /packages ",": is an empty list/],
    ['an empty target list', { targets: ' , ' }, /targets ",": is an empty list/],
    [
      'an unknown target',
      { targets: 'linux/amd46' },
      /targets "linux\/amd46".*did you mean linux\/amd64\? \(allowed: .*linux\/arm64/,
    ],
    ['an unknown variant', { targets: 'linux/amd64/v9' }, /no variant of amd64 \(allowed: v1, v2, v3, v4/],
    [
      'a misspelt package',
      { packages: './cmd/apii' },
      /packages "\.\/cmd\/apii": is not a folder; did you mean \.\/cmd\/api\? \(allowed: in cmd: api, worker\)/,
    ],
    [
      'a library',
      { packages: './internal/greet' },
      /packages "\.\/internal\/greet": is package greet, not a main package/,
    ],
    [
      'a package of nobody',
      { packages: 'example.com/other/cmd/x' },
      /is no folder and no package of this repository \(allowed: packages of example\.com\/shop\)/,
    ],
    [
      'a folder that is not there',
      { 'working-directory': 'svc' },
      /working-directory "svc": is not a folder/,
    ],
    [
      'a folder outside',
      { 'working-directory': '../..' },
      /working-directory "\.\.\/\.\.": leads out of the workspace/,
    ],
    [
      'an unknown placeholder',
      { output: 'bin/{nmae}' },
      /output "bin\/\{nmae\}": has an unknown placeholder \{nmae\} \(allowed: \{name\}/,
    ],
    ['an output outside', { output: '../../x/' }, /output "\.\.\/\.\.\/x\/": leads out of the workspace/],
    [
      'a file for a folder',
      { packages: './cmd/api', output: 'go.mod/' },
      /output "go\.mod\/api": go\.mod is a file, not a folder/,
    ],
    [
      'a folder for a file',
      { packages: './cmd/api', output: '{name}/../cmd' },
      /output "cmd": cmd is a folder/,
    ],
    [
      'a file for a package',
      { packages: 'cmd/api/main.go' },
      /packages "cmd\/api\/main\.go": is a file \(allowed: its folder: \.\/cmd\/api\)/,
    ],
    ['one file for two binaries', { output: 'bin/app' }, /output "bin\/app": names one file for 2 binaries/],
    ['a version with a blank', { version: 'v1 2' }, /version "v1 2": cannot stand in a version/],
    [
      'a version package without a version',
      { 'version-package': 'example.com/shop/internal/greet' },
      /has no string variable for a version/,
    ],
    ['an unfinished quote', { ldflags: '-X "a=b' }, /ldflags .*: has a quote without an end/],
    [
      'an unknown cache mode',
      { cache: 'on' },
      /cache "on": is not one of the known values \(allowed: auto, read, write, off\)/,
    ],
    ['a pattern for the linker', { ldflags: 'all=-s' }, /ldflags "all=-s": does not begin with a flag/],
    [
      'a path for a shell',
      { output: '~/bin/' },
      /output "~\/bin\/": has ~ or \$, which no shell expands here/,
    ],
    [
      'a tag that is none',
      { 'build-tags': 'a b' },
      /build-tags "a b": has blanks between items: separate them by commas or lines, as in a,b/,
    ],
    ['no worker', { concurrency: '0' }, /concurrency "0": is below 1/],
    ['a boolean that is none', { cgo: 'yes' }, /cgo "yes": is not a boolean \(allowed: true, false\)/],
  ])('%s', async (_, inputs, message) => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, inputs);
    expect(result.exitCode).toBe(1);
    expect(errorsOf(result)).toHaveLength(1);
    expect(errorsOf(result)[0]?.message).toMatch(message);
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
  });

  test('all problems at once', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, { targets: 'linux/foo, bar', packages: './nope', output: '{x}' });
    const message = errorsOf(result)[0]?.message ?? '';
    for (const part of ['linux/foo', '"bar"', './nope', '{x}']) expect(message).toContain(part);
  });

  test('SRC-01 a tree without a main package names the folders searched', async () => {
    const workspace = await writeTree({
      'go.mod': 'module example.com/l\n\ngo 1.24\n',
      'pkg/a/a.go': 'package a\n',
      'pkg/b/b.go': 'package b\n',
    });
    const result = await build(workspace);
    expect(errorsOf(result)[0]?.message).toMatch(
      /^BUILD_NO_MAIN_PACKAGE: .* in or below \.; folders with Go files: pkg\/a, pkg\/b/,
    );
  });

  test('a package that cannot be read stops the build of all the others', async () => {
    const workspace = await writeTree({ ...TWO_COMMANDS, 'cmd/odd/main.go': 'packge main\n' });
    const result = await build(workspace);
    expect(errorsOf(result)).toMatchObject([
      {
        properties: 'file=cmd/odd/main.go,line=1,col=1',
        message: expect.stringMatching(/^GO_LIST_FAILED: cmd\/odd\/main\.go:1: .*cannot be read/) as string,
      },
    ]);
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
    expect((await build(workspace, { packages: './cmd/api' })).outputs['paths']).toBe('bin/api');
  });

  test('a go.mod that cannot be read is shown at its line', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'go.mod': 'module example.com/shop\n\ngo 1.24\nnonsense here\n',
    });
    expect(errorsOf(await build(workspace))).toMatchObject([
      {
        properties: 'file=go.mod,line=4',
        message: expect.stringMatching(/^GO_LIST_FAILED: go\.mod:4: .*unknown directive: nonsense/) as string,
      },
    ]);
  });

  test('packages that cgo alone can build are named', async () => {
    const workspace = await writeTree({
      'go.mod': 'module example.com/c\n\ngo 1.24\n',
      'cmd/c/main.go': 'package main\n\nimport "C"\n\nfunc main() {}\n',
    });
    expect(errorsOf(await build(workspace))[0]?.message).toContain(
      'left out: cmd/c (import "C" needs cgo: true)',
    );
  });

  test('a main package that is silently left out is warned of, and tests of package main are no program', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/cg/main.go': 'package main\n\nimport "C"\n\nfunc main() {}\n',
      'cmd/pro/main.go': '//go:build pro\n\npackage main\n\nfunc main() {}\n',
      'e2e/e2e_test.go': 'package main\n\nimport "testing"\n\nfunc TestAll(t *testing.T) {}\n',
    });
    const result = await build(workspace);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['paths']).toBe('bin/api\nbin/worker');
    expect(result.annotations).toMatchObject([
      {
        level: 'warning',
        message:
          'left out: cmd/cg (import "C" needs cgo: true), cmd/pro (build constraints: pro; set build-tags: pro)',
      },
    ]);
    expect(result.summary).toContain('- **Left out** `cmd/cg');
  });

  test('an output folder that nobody can make is said before anything is compiled', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, { output: '/proc/fairlead/' });
    expect(errorsOf(result)[0]?.message).toMatch(
      /^BUILD_OUTPUT_FAILED: no binary can be written to \/proc\/fairlead: ENOENT/,
    );
    expect(result.log).not.toContain('building api');
  });

  test('a flag that nobody knows', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, { packages: './cmd/api', ldflags: '-bogus' });
    expect(errorsOf(result)[0]?.message).toMatch(
      /^INPUT_INVALID: ldflags "-bogus": "-bogus" is not let through .*allowed: .*-s, -w,.*-X/,
    );
  });

  test('a folder without a module', async () => {
    const workspace = await writeTree({ 'main.go': VERSIONED_MAIN });
    expect(errorsOf(await build(workspace))[0]?.message).toContain(
      'working-directory ".": has no go.mod in it, below it or above it',
    );
  });
});
