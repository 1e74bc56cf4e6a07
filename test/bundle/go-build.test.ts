import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeStep, type PhaseResult, type StepOptions } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { commitAll, goEnvironment, TWO_COMMANDS, VERSIONED_MAIN, writeTree } from './support/go-workspace.ts';
import { writeModuleProxy } from './support/module-proxy.ts';

interface Binary {
  readonly name: string;
  readonly package: string;
  readonly target: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

async function build(
  workspace: string,
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<StepOptions> = {},
): Promise<PhaseResult> {
  const env = { ...(await goEnvironment()), ...more.env };
  const step = await forgeStep({ action: 'go-build', workspace, inputs, ...more, env });
  return step.main();
}

const binariesOf = (result: PhaseResult): Binary[] =>
  JSON.parse(result.outputs['binaries'] ?? '[]') as Binary[];

/** What a program printed on standard error: println goes there. */
function runBinary(path: string): string {
  return execFileSync('sh', ['-c', '"$0" 2>&1', path], { encoding: 'utf8' }).trim();
}

const errors = (result: PhaseResult) => result.annotations.filter(({ level }) => level === 'error');

describe('what is built', () => {
  test('SRC-01 BLD-01 BLD-11 every main package, with hashes that are true and its version inside', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const commit = commitAll(workspace, 'v1.4.0');
    const result = await build(workspace);
    expect(result.exitCode, result.log).toBe(0);
    const binaries = binariesOf(result);
    expect(binaries.map(({ name, path }) => [name, path])).toEqual([
      ['api', 'bin/api'],
      ['worker', 'bin/worker'],
    ]);
    for (const { path, size, sha256 } of binaries) {
      const content = readFileSync(join(workspace, path));
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
      expect(content.length).toBe(size);
    }
    expect(runBinary(join(workspace, 'bin/api'))).toBe(`v1.4.0 ${commit}`);
    expect(result.outputs).toMatchObject({
      version: 'v1.4.0',
      paths: 'bin/api\nbin/worker',
      'cache-hit': 'off',
      'go-version': expect.stringMatching(/^1\.\d+/) as string,
    });
    expect(existsSync(result.outputs['report'] ?? '')).toBe(true);
    expect(result.summary).toContain('`bin/api`');
    expect(result.summary).toContain('in `main` (version, commit)');
  });

  test('BLD-01 one package to one file; a tag gives the version', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const env = { GITHUB_REF: 'refs/tags/v2.0.0', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v2.0.0' };
    const result = await build(workspace, { packages: './cmd/api', output: 'out/server' }, { env });
    expect(binariesOf(result).map(({ path }) => path)).toEqual(['out/server']);
    expect(runBinary(join(workspace, 'out/server'))).toMatch(/^v2\.0\.0 0123456789abcdef/);
  });

  test('BLD-02 BLD-03 BLD-04 four targets from one machine: the right format, static, stripped', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const targets = 'linux/amd64, linux/arm64, darwin/arm64, windows/amd64';
    const result = await build(workspace, { packages: './cmd/api', targets, 'measure-strip': 'true' });
    expect(result.exitCode, result.log).toBe(0);
    const magic = binariesOf(result).map(({ path }) => [
      path,
      readFileSync(join(workspace, path)).subarray(0, 4).toString('hex'),
    ]);
    expect(magic).toEqual([
      ['bin/linux-amd64/api', '7f454c46'],
      ['bin/linux-arm64/api', '7f454c46'],
      ['bin/darwin-arm64/api', 'cffaedfe'],
      ['bin/windows-amd64/api.exe', expect.stringMatching(/^4d5a/)],
    ]);
    const linux = readFileSync(join(workspace, 'bin/linux-amd64/api'));
    for (const section of ['.symtab', '.debug_info', '.interp'])
      expect(linux.includes(section), section).toBe(false);
    expect(result.summary).toMatch(/strip saved .* %/);
  }, 600_000);

  test('BLD-12 two builds in different folders are equal', async () => {
    const [first, second] = [await writeTree(TWO_COMMANDS), await writeTree(TWO_COMMANDS)];
    const hashes = async (folder: string) => binariesOf(await build(folder)).map(({ sha256 }) => sha256);
    expect(await hashes(first)).toEqual(await hashes(second));
  });

  test('BLD-06 tags choose files, files bound to a system are built for it only, an old constraint is warned of', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/service/main_windows.go': 'package main\n\nfunc main() {}\n',
      'cmd/extra/main.go': '//go:build extra\n\npackage main\n\nfunc main() {}\n',
      'internal/greet/old.go': '// +build plan9\n\npackage greet\n',
    });
    const plain = await build(workspace, { 'dry-run': 'true' });
    expect(plain.log).not.toMatch(/cmd\/(service|extra)/);
    expect(plain.annotations).toMatchObject([
      { level: 'warning', properties: 'file=internal/greet/old.go,line=1' },
    ]);
    const tagged = await build(workspace, {
      'dry-run': 'true',
      tags: 'extra',
      targets: 'linux/amd64, windows/amd64',
    });
    const rows = tagged.summary.split('\n').filter((line) => line.startsWith('| example.com'));
    expect(rows.filter((row) => row.includes('cmd/extra'))).toHaveLength(2);
    expect(rows.filter((row) => row.includes('cmd/service'))).toEqual([
      expect.stringContaining('windows/amd64'),
    ]);
  });

  test('dry-run shows and changes nothing', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, { 'dry-run': 'true' });
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("'-ldflags=-s -w -X main.version=");
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
  });

  test('a monorepo with go.work: every listed module, in its own folder by template', async () => {
    const workspace = await writeTree({
      'go.work': 'go 1.24\n\nuse (\n\t./a\n\t./b\n)\n',
      'a/go.mod': 'module example.com/a\n\ngo 1.24\n',
      'a/cmd/server/main.go': VERSIONED_MAIN,
      'b/go.mod': 'module example.com/b\n\ngo 1.24\n',
      'b/cmd/server/main.go': VERSIONED_MAIN,
      'old/go.mod': 'module example.com/old\n\ngo 1.24\n',
      'old/main.go': VERSIONED_MAIN,
    });
    const clash = await build(workspace);
    expect(clash.log).toContain('would put two binaries at bin/server');
    const result = await build(workspace, { output: 'bin/{module}/{name}' });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['paths']).toBe('bin/a/server\nbin/b/server');
    expect(result.log).toContain('old is left out: its go.work does not list it');
  });

  test('a workspace below a symbolic link', async () => {
    const real = await writeTree(TWO_COMMANDS);
    const link = `${real}-link`;
    await symlink(real, link);
    const result = await build(link, { packages: './cmd/api' });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['paths']).toBe('bin/api');
  });

  test('settings from .github/fairlead.yml', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      '.github/fairlead.yml': 'go-build:\n  packages: [./cmd/worker]\n  output: out/\n',
    });
    expect((await build(workspace)).outputs['paths']).toBe('out/worker');
  });
});

describe('dependencies', () => {
  const dependency = {
    path: 'example.com/dep',
    version: 'v1.0.0',
    files: { 'dep.go': 'package dep\n\nfunc Name() string { return "dep" }\n' },
  };
  const user = {
    'go.mod': 'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
    'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() { println(dep.Name()) }\n',
  };

  test('BLD-08 modules come from a proxy in a phase of their own; compiling works without one', async () => {
    const proxy = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': proxy.sum });
    const env = { GOPROXY: proxy.url, GOMODCACHE: join(workspace, '.mod') };
    const first = await build(workspace, {}, { env });
    expect(first.exitCode, first.log).toBe(0);
    expect(first.log).toContain('1 modules at hand');
    expect(runBinary(join(workspace, 'bin/user'))).toBe('dep');
    await rm(proxy.folder, { recursive: true });
    expect((await build(workspace, {}, { env: { ...env, GOPROXY: 'off' } })).exitCode).toBe(0);
  });

  test('BLD-08 a vendored module needs no download', async () => {
    const workspace = await writeTree({
      ...user,
      'vendor/modules.txt': '# example.com/dep v1.0.0\n## explicit\nexample.com/dep\n',
      'vendor/example.com/dep/dep.go': dependency.files['dep.go'],
    });
    const result = await build(workspace);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain('nothing to download');
  });

  test('a module that cannot be had names it and the file that wants it', async () => {
    const proxy = await writeModuleProxy([]);
    const workspace = await writeTree({ ...user, 'go.sum': 'example.com/dep v1.0.0 h1:x=\n' });
    const result = await build(workspace, {}, { env: { GOPROXY: proxy.url } });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toMatchObject([
      {
        message: expect.stringMatching(
          /^GO_MODULES_UNAVAILABLE: example\.com\/dep@v1\.0\.0 of go\.mod/,
        ) as string,
      },
    ]);
  });

  test('a module that is not what go.sum says is refused', async () => {
    const proxy = await writeModuleProxy([
      { ...dependency, files: { 'dep.go': 'package dep\n// changed\n' } },
    ]);
    const { sum } = await writeModuleProxy([dependency]);
    const workspace = await writeTree({ ...user, 'go.sum': sum });
    const result = await build(workspace, {}, { env: { GOPROXY: proxy.url } });
    expect(errors(result)).toMatchObject([
      {
        properties: expect.stringContaining('file=go.sum') as string,
        message: expect.stringMatching(/^GO_CHECKSUM_MISMATCH: example\.com\/dep@v1\.0\.0/) as string,
      },
    ]);
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
  });
});

describe('compile errors', () => {
  test('BLD-14 one error is one annotation at its place, and no target hides it', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'internal/greet/greet.go': 'package greet\n\nfunc Word() string { return 1 }\n',
    });
    const targets = 'linux/amd64, linux/arm64';
    const result = await build(workspace, { targets, packages: './cmd/worker' });
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toMatchObject([
      {
        properties: 'file=internal/greet/greet.go,line=3,col=29',
        message: expect.stringMatching(
          /^GO_COMPILE_FAILED: internal\/greet\/greet\.go:3:29: cannot use 1 .*\(on all 2 targets\)$/,
        ) as string,
      },
    ]);
    expect(result.summary).toContain('| `internal/greet/greet.go:3:29` | cannot use 1');
    expect(result.summary).toContain('| compile | ❌');
  });

  test('BLD-14 the paths are relative to the repository, and the first ten of many are shown', async () => {
    const files = Object.fromEntries(
      ['a', 'b'].map((name) => [
        `svc/${name}/${name}.go`,
        `package ${name}\n\n${Array.from({ length: 8 }, (_, i) => `var X${i} int = "x"`).join('\n')}\n`,
      ]),
    );
    const workspace = await writeTree({
      ...files,
      'svc/go.mod': 'module example.com/svc\n\ngo 1.24\n',
      'svc/main.go':
        'package main\n\nimport (\n\t_ "example.com/svc/a"\n\t_ "example.com/svc/b"\n)\n\nfunc main() {}\n',
    });
    const result = await build(workspace, { 'working-directory': 'svc' });
    expect(errors(result)).toHaveLength(10);
    expect(result.summary.match(/\| `svc\/[ab]\/[ab]\.go:\d+:\d+` \|/g)).toHaveLength(10);
    expect(result.summary).toContain('and 6 more');
  });

  test('all targets are tried: what compiles is there, what fails is named', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/api/arm_arm64.go': 'package main\n\nvar broken int = "x"\n',
    });
    const result = await build(workspace, { packages: './cmd/api', targets: 'linux/arm64, linux/amd64' });
    expect(result.exitCode).toBe(1);
    expect(result.outputs['paths']).toBe('bin/linux-amd64/api');
    expect(errors(result)[0]?.message).toContain('1 of 2 targets failed: linux/arm64');
  });

  test('go.mod that does not fit the code says go mod tidy', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/api/main.go': 'package main\n\nimport _ "example.com/nowhere/x"\n\nfunc main() {}\n',
    });
    const result = await build(workspace, { packages: './cmd/api' });
    expect(errors(result)).toHaveLength(1);
    expect(errors(result)[0]?.properties).toBe('file=cmd/api/main.go,line=3,col=8');
    expect(result.log).toContain('hint: go.mod or go.sum does not fit the code: run go mod tidy');
  });
});

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
      /cache "on": is not one of the known values \(allowed: auto, read, off\)/,
    ],
    ['a tag that is none', { tags: 'a b' }, /tags "a b": "a b" is not a build tag/],
    ['no worker', { concurrency: '0' }, /concurrency "0": is below 1/],
    ['a boolean that is none', { cgo: 'yes' }, /cgo "yes": is not a boolean \(allowed: true, false\)/],
  ])('%s', async (_, inputs, message) => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, inputs);
    expect(result.exitCode).toBe(1);
    expect(errors(result)).toHaveLength(1);
    expect(errors(result)[0]?.message).toMatch(message);
    expect(existsSync(join(workspace, 'bin'))).toBe(false);
  });

  test('all problems at once', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, { targets: 'linux/foo, bar', packages: './nope', output: '{x}' });
    const message = errors(result)[0]?.message ?? '';
    for (const part of ['linux/foo', '"bar"', './nope', '{x}']) expect(message).toContain(part);
  });

  test('SRC-01 a tree without a main package names the folders searched', async () => {
    const workspace = await writeTree({
      'go.mod': 'module example.com/l\n\ngo 1.24\n',
      'pkg/a/a.go': 'package a\n',
      'pkg/b/b.go': 'package b\n',
    });
    const result = await build(workspace);
    expect(errors(result)[0]?.message).toMatch(
      /^GO_NO_MAIN_PACKAGE: .* in or below \.; folders with Go files: pkg\/a, pkg\/b/,
    );
  });

  test('a go.mod that cannot be read is shown at its line', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'go.mod': 'module example.com/shop\n\ngo 1.24\nnonsense here\n',
    });
    expect(errors(await build(workspace))).toMatchObject([
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
    expect(errors(await build(workspace))[0]?.message).toContain(
      'left out by build constraints (targets, tags or cgo): cmd/c',
    );
  });

  test('a flag that nobody knows', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, { packages: './cmd/api', ldflags: '-bogus' });
    expect(errors(result)[0]?.message).toBe('GO_COMPILE_FAILED: flag provided but not defined: -bogus');
    expect(result.log).toContain('hint: correct the flags in ldflags or gcflags');
  });

  test('SRC-01 a folder without a module', async () => {
    const workspace = await writeTree({ 'main.go': VERSIONED_MAIN });
    expect(errors(await build(workspace))[0]?.message).toContain(
      'working-directory ".": has no go.mod in it, below it or above it',
    );
  });
});

describe('the Go at hand', () => {
  test('SRC-03 too old: fails before compiling with the version required and found', async () => {
    const workspace = await writeTree({ ...TWO_COMMANDS, 'go.mod': 'module example.com/shop\n\ngo 1.99\n' });
    const result = await build(workspace);
    expect(errors(result)).toMatchObject([
      {
        properties: 'file=go.mod',
        message: expect.stringMatching(
          /^GO_VERSION_MISMATCH: go\.mod requires Go 1\.99 or newer, but Go 1\.\d+\.\d+ is on PATH/,
        ) as string,
      },
    ]);
    expect(result.log).toContain('actions/setup-go');
    expect(result.log).not.toContain('compile');
  });

  test('SRC-03 missing: says setup-go', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, {}, { env: { PATH: '/usr/bin:/bin' } });
    expect(errors(result)[0]?.message).toBe('TOOL_MISSING: go is not on PATH');
    expect(result.log).toContain('hint: add a step with actions/setup-go');
  });
});

describe('git', () => {
  const stamped = { GOFLAGS: '' };

  test('a repository of another owner is built with its identity all the same', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const commit = commitAll(workspace, 'v1.0.0');
    const env = { ...stamped, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    const result = await build(workspace, { packages: './cmd/api' }, { env });
    expect(result.exitCode, result.log).toBe(0);
    expect(runBinary(join(workspace, 'bin/api'))).toBe(`v1.0.0 ${commit}`);
    expect(execFileSync('go', ['version', '-m', join(workspace, 'bin/api')], { encoding: 'utf8' })).toContain(
      `vcs.revision=${commit}`,
    );
  });

  test('several targets carry the same clean stamp: no build makes the tree dirty for the next', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    commitAll(workspace, 'v1.0.0');
    const result = await build(
      workspace,
      { packages: './cmd/api', targets: 'linux/amd64, linux/arm64', concurrency: '1' },
      { env: stamped },
    );
    for (const { path } of binariesOf(result)) {
      const info = execFileSync('go', ['version', '-m', join(workspace, path)], { encoding: 'utf8' });
      expect(info, path).toContain('vcs.modified=false');
    }
  });

  test('a repository that git cannot read is built without the stamp, with a notice', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    execFileSync('git', ['init', '--quiet'], { cwd: workspace });
    const result = await build(workspace, { packages: './cmd/api' }, { env: stamped });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.annotations).toMatchObject([
      { level: 'notice', message: expect.stringContaining('-buildvcs=false') as string },
    ]);
    expect(result.outputs['version']).toBe('0123456789ab');
  });
});

test('SIGINT in the middle of compiling: cancelled, nothing half-built, no process left', async () => {
  const workspace = await writeTree({
    'go.mod': 'module example.com/big\n\ngo 1.24\n',
    'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe("", nil) }\n',
  });
  const step = await forgeStep({
    action: 'go-build',
    workspace,
    env: { ...(await goEnvironment()), GOCACHE: join(workspace, '.cache') },
    onLine: (line, child) => {
      if (line.includes('building big')) setTimeout(() => child.kill('SIGINT'), 500);
    },
  });
  const result = await step.main();
  expect(result.exitCode).toBe(1);
  expect(result.log).toMatch(/CANCELLED/);
  expect(result.summary).toContain('cancelled');
  expect(existsSync(join(workspace, 'bin'))).toBe(false);
  const left = await readdir(join(step.temp, 'temp', 'fairlead'));
  expect(left.filter((name) => name.startsWith('build-'))).toEqual([]);
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  expect(processes).not.toContain(step.temp);
});
