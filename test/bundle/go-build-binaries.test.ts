import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { binariesOf, build, runBinary } from './support/go-build.ts';
import { commitAll, TWO_COMMANDS, VERSIONED_MAIN } from './support/go-workspace.ts';

describe('what is built', () => {
  test('SRC-01 BLD-07 BLD-11 every main package, with hashes that are true and its version inside', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const commit = await commitAll(workspace, 'v1.4.0');
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

  test('BLD-06 tags choose files, files bound to a system are built for it only, an old constraint counts and is warned of', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/service/main_windows.go': 'package main\n\nfunc main() {}\n',
      'cmd/extra/main.go': '//go:build extra\n\npackage main\n\nfunc main() {}\n',
      'cmd/old/main.go': '// +build plan9\n\npackage main\n\nfunc main() {}\n',
    });
    const plain = await build(workspace, { 'dry-run': 'true' });
    expect(plain.log).not.toMatch(/-- .*cmd\/(service|extra|old)/);
    expect(plain.annotations).toMatchObject([
      {
        level: 'warning',
        message: expect.stringMatching(
          /left out: cmd\/extra \(build .*cmd\/old \(build constraints: plan9; set targets\)/,
        ) as string,
      },
      {
        level: 'warning',
        message: expect.stringContaining('which Go still obeys') as string,
        properties: 'file=cmd/old/main.go,line=1',
      },
    ]);
    const tagged = await build(workspace, {
      'dry-run': 'true',
      'build-tags': 'extra',
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
    expect(result.log).toMatch(
      /^would run: GOOS=\w+ GOARCH=\w+ CGO_ENABLED=0 GOPROXY=off GOFLAGS=.* go build /m,
    );
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
    const plain = await build(workspace);
    expect(plain.outputs['paths']).toBe('bin/a/cmd/server\nbin/b/cmd/server');
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

  test('BLD-09 a Makefile builds: what it wrote is collected, hashed and reported, and nothing old passes for new', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      Makefile:
        'build:\n\tgo build -ldflags "-X main.version=$(VERSION)" -o $(OUTPUT_DIR)/ ./cmd/api\nnothing:\n\t@true\n',
    });
    await commitAll(workspace, 'v1.4.0');
    const inputs = { packages: 'api', checksums: 'bin/checksums.txt' };
    const result = await build(workspace, { ...inputs, 'build-command': 'make build' });
    expect(result.exitCode, result.log).toBe(0);
    const [binary] = binariesOf(result);
    const content = readFileSync(join(workspace, 'bin/api'));
    expect(createHash('sha256').update(content).digest('hex')).toBe(binary?.sha256);
    expect(runBinary(join(workspace, 'bin/api'))).toMatch(/^v1\.4\.0 /);
    expect(readFileSync(join(workspace, 'bin/checksums.txt'), 'utf8')).toBe(`${binary?.sha256}  api\n`);
    const idle = await build(workspace, { ...inputs, 'build-command': 'make nothing' });
    expect(idle.exitCode).toBe(1);
    expect(idle.outputs['reason']).toMatch(/build-command ended well but wrote no .*bin\/api/);
  });
});
