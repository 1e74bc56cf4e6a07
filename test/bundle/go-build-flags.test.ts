import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf, runBinary } from './support/go-build.ts';
import { TWO_COMMANDS, VERSIONED_MAIN } from './support/go-workspace.ts';

const REGIONAL = {
  'go.mod': 'module example.com/shop\n\ngo 1.24\n',
  'main.go':
    'package main\n\nvar version, region = "dev", "none"\n\nfunc main() { println(version, region) }\n',
};

describe('flags of the linker in GOFLAGS', () => {
  test('count beside those of the action', async () => {
    const workspace = await writeTree(REGIONAL);
    const env = { GOFLAGS: '-ldflags=-X=main.region=eu' };
    const result = await build(workspace, { version: 'v1.2.3' }, { env });
    expect(result.exitCode, result.log).toBe(0);
    expect(runBinary(join(workspace, 'bin/shop'))).toBe('v1.2.3 eu');
  });

  test('that set the version are the last word, and the summary says so', async () => {
    const workspace = await writeTree(REGIONAL);
    const env = { GOFLAGS: `'-ldflags=-X main.version=mine'` };
    const result = await build(workspace, { version: 'v1.2.3' }, { env });
    expect(runBinary(join(workspace, 'bin/shop'))).toBe('mine none');
    expect(result.summary).toContain('`main.version` set by ldflags or GOFLAGS');
  });

  test('tags in GOFLAGS and build-tags count together', async () => {
    const workspace = await writeTree({
      ...REGIONAL,
      'a.go': '//go:build a && b\n\npackage main\n\nfunc init() { region = "tagged" }\n',
    });
    await build(workspace, { version: 'v1', 'build-tags': 'b' }, { env: { GOFLAGS: '-tags=a' } });
    expect(runBinary(join(workspace, 'bin/shop'))).toBe('v1 tagged');
  });
});

describe('flags go through by list', () => {
  test.each([
    [{ ldflags: '-o /tmp/x' }, /ldflags "-o \/tmp\/x": "-o" is not let through/],
    [{ ldflags: '-s --importcfg=/x' }, /is not let through/],
    [{ ldflags: '-s other.a' }, /"other\.a" is no flag/],
    [{ gcflags: 'all=-N -embedcfg=/x' }, /gcflags .*"-embedcfg=\/x" is not let through/],
  ])('%j', async (inputs, message) => {
    const result = await build(await writeTree(TWO_COMMANDS), inputs);
    expect(errorsOf(result)).toMatchObject([{ message: expect.stringMatching(message) as string }]);
  });
});

describe('a settings file of Go in the checked-out code', () => {
  test.each([
    'GOFLAGS=-toolexec=./evil.sh',
    'GOFLAGS=--toolexec=./evil.sh',
    'CC=/tmp/evil.sh\nCGO_ENABLED=1',
  ])('chooses no program: %j', async (settings) => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'go.env': `${settings}\n`,
      'evil.sh': '#!/bin/sh\ntouch evil\nexec "$@"\n',
    });
    await chmod(join(workspace, 'evil.sh'), 0o755);
    for (const GOENV of ['go.env', join(workspace, 'go.env')]) {
      const env = { GOENV, GOFLAGS: '' };
      const result = await build(workspace, {}, { env });
      expect(result.exitCode).toBe(1);
      expect(result.log).toMatch(/GOENV .*sets (GOFLAGS|CC), which/);
    }
    expect(existsSync(join(workspace, 'evil'))).toBe(false);
    expect(existsSync(join(workspace, 'cmd/api/evil'))).toBe(false);
  });

  test('that is plain counts, and is told', async () => {
    const workspace = await writeTree({
      ...REGIONAL,
      'eu.go': '//go:build eu\n\npackage main\n\nfunc init() { region = "eu" }\n',
      'go.env': 'GOFLAGS=-tags=eu\n',
    });
    const env = { GOENV: 'go.env', GOFLAGS: '' };
    const result = await build(workspace, { version: 'v1' }, { env });
    expect(runBinary(join(workspace, 'bin/shop'))).toBe('v1 eu');
    expect(result.log).toContain(`GOFLAGS=-tags=eu comes from ${join(workspace, 'go.env')}`);
  });
});

describe('binaries go where the workflow says', () => {
  /** A folder outside of the workspace that nothing may be written to. */
  async function outside(): Promise<string> {
    return mkdtemp(join(tmpdir(), 'fairlead-outside-'));
  }
  const docker = { 'go.mod': 'module example.com/shop\n\ngo 1.24\n', 'cmd/docker/main.go': VERSIONED_MAIN };

  test.each([{}, { 'dry-run': 'true' }])('not through a link that was committed: %j', async (inputs) => {
    const [workspace, elsewhere] = [await writeTree(docker), await outside()];
    await symlink(elsewhere, join(workspace, 'bin'));
    const result = await build(workspace, inputs);
    expect(errorsOf(result)).toMatchObject([
      {
        message: expect.stringMatching(
          /output "bin\/docker": leads out of the workspace through a link/,
        ) as string,
      },
    ]);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test('a file that is a link is replaced, not followed', async () => {
    const [workspace, elsewhere] = [await writeTree(docker), await outside()];
    await writeFile(join(elsewhere, 'victim'), 'as it was');
    await mkdir(join(workspace, 'bin'));
    await symlink(join(elsewhere, 'victim'), join(workspace, 'bin/docker'));
    expect((await build(workspace)).exitCode).toBe(0);
    expect(await readFile(join(elsewhere, 'victim'), 'utf8')).toBe('as it was');
  });

  test('an absolute place is the word of with:, not of the config file', async () => {
    const elsewhere = await outside();
    const workspace = await writeTree({
      ...docker,
      '.github/fairlead.yml': `go-build:\n  output: ${elsewhere}/\n`,
    });
    const refused = await build(workspace);
    expect(refused.log).toMatch(/output ".*": leads out of the workspace/);
    expect(await readdir(elsewhere)).toEqual([]);
    expect((await build(workspace, { output: `${elsewhere}/` })).exitCode).toBe(0);
    expect(await readdir(elsewhere)).toEqual(['docker']);
  });
});

test('BLD-05 profile: debug compiles for a debugger and keeps symbols; -X for a variable that there is not is warned of', async () => {
  const workspace = await writeTree(REGIONAL);
  const command = async (inputs: Readonly<Record<string, string>>): Promise<string> => {
    const result = await build(workspace, { 'dry-run': 'true', ...inputs });
    expect(result.exitCode, result.log).toBe(0);
    return result.log;
  };
  const debug = await command({ profile: 'debug', buildmode: 'pie', ldflags: '-X main.regoin=eu' });
  expect(debug).toContain("'-gcflags=all=-N -l'");
  expect(debug).toContain('-buildmode=pie');
  expect(debug).not.toContain('-s -w');
  expect(debug).toContain(
    '-X main.regoin sets nothing: main has no string variable regoin; did you mean main.region?',
  );
  expect(await command({})).not.toContain('gcflags');
});
