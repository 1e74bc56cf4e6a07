import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGoDownloads } from '@fairlead/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf } from './support/go-build.ts';
import { TWO_COMMANDS } from './support/go-workspace.ts';

describe('the Go at hand', () => {
  test('too old: fails before compiling with the version required and found', async () => {
    const workspace = await writeTree({ ...TWO_COMMANDS, 'go.mod': 'module example.com/shop\n\ngo 1.99\n' });
    const result = await build(workspace);
    expect(errorsOf(result)).toMatchObject([
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

  test('SRC-03 missing, and nothing says which one to fetch', async () => {
    const workspace = await writeTree({ ...TWO_COMMANDS, 'go.mod': 'module example.com/shop\n' });
    const result = await build(workspace, {}, { env: { PATH: '/usr/bin:/bin' } });
    expect(errorsOf(result)[0]?.message).toMatch(/^TOOL_MISSING: go is not on PATH, and no go\.mod/);
    expect(result.log).toContain('hint: set go-version');
  });

  test('SRC-03 brought: by file or input, checked before it is unpacked, another one in the next step, kept for the one after', async () => {
    const real = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    const program = (version: string): string =>
      `#!/bin/sh\n[ "$1" = version ] && [ $# = 1 ] && echo "go version go${version} linux/amd64" && exit\nexec ${real}/bin/go "$@"\n`;
    const releases = Object.fromEntries(['1.26.1', '1.26.2', '1.25.7'].map((name) => [name, program(name)]));
    const downloads = await startGoDownloads({ releases, altered: ['1.25.7'] });
    onTestFinished(() => downloads.close());
    const cache = await mkdtemp(join(tmpdir(), 'fairlead-tool-cache-'));
    onTestFinished(() => rm(cache, { recursive: true, force: true }));
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'go.mod': 'module example.com/shop\n\ngo 1.24\n\ntoolchain go1.26.1\n',
    });
    const env = { PATH: '/usr/bin:/bin', RUNNER_TOOL_CACHE: cache };
    const run = (
      inputs: Readonly<Record<string, string>> = {},
      more: Readonly<Record<string, string>> = {},
    ) =>
      build(
        workspace,
        { packages: './cmd/api', 'go-download-base-url': downloads.url, ...inputs },
        { env: { ...env, ...more } },
      );

    const byFile = await run();
    expect(byFile.exitCode, byFile.log).toBe(0);
    expect(byFile.outputs['go-version']).toBe('1.26.1');
    expect(byFile.log).toContain('Go 1.26.1 as go.mod wants it, downloaded');

    const other = await run(
      { 'go-version': '1.26' },
      { PATH: `${real}/bin:/usr/bin:/bin`, GOROOT: '/nowhere' },
    );
    expect(other.exitCode, other.log).toBe(0);
    expect(['1.26.2', goVersion(real)]).toContain(other.outputs['go-version']);
    expect(other.exported).toEqual({});
    expect(other.addedPath).toEqual([]);

    const before = downloads.asked.length;
    const exact = { 'go-version': '1.26.1', 'go-sha256': downloads.sha256('1.26.1') };
    expect((await run(exact)).outputs['go-version']).toBe('1.26.1');
    expect(downloads.asked.slice(before)).toEqual([]);

    const altered = await run({ 'go-version': 'oldstable' });
    expect(errorsOf(altered)[0]?.message).toMatch(
      /^TOOL_DIGEST: .*go1\.25\.7.* it was removed and not unpacked/,
    );
    const none = await run({ 'go-version': '1.2' });
    expect(errorsOf(none)[0]?.message).toMatch(
      /go-version "1\.2": is no version of Go .*did you mean "1\.20"\?/,
    );
  }, 300_000);

  test('settings that Go refuses are named', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, {}, { env: { GOFLAGS: '-bogus' } });
    expect(errorsOf(result).map(({ message }) => message)).toEqual([
      'GO_UNUSABLE: go refuses to work with its settings: parsing $GOFLAGS: unknown flag -bogus',
    ]);
  });
});

function goVersion(root: string): string {
  return /go(\S+)/.exec(readFileSync(join(root, 'VERSION'), 'utf8'))?.[1] ?? '';
}
