import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import type { CompileOptions } from '../../src/build/batch-result.ts';
import { commandEnvironment, runBuildCommand } from '../../src/build/run-command.ts';
import { planBatches } from '../../src/plan/build-plan.ts';
import { flags, planned } from '../fixtures.ts';

const identity = { version: 'v1.2.3', commit: 'abc', date: '2026-01-02T03:04:05Z' };

async function make(transcript: Omit<Transcript, 'on'>) {
  const files = createFakeFiles({ '/repo/bin/api': 'old' });
  const exec = createFakeExec([{ on: 'make build', ...transcript }]);
  const options: CompileOptions = {
    run: { exec, env: { PATH: '/bin' } },
    files,
    log: { info: () => {}, warn: () => {}, notice: () => {}, debug: () => {} },
    flags,
    goflags: '',
    workspace: '/repo',
    concurrency: 1,
    scratch: [],
  };
  const batches = planBatches([planned('api', 'linux/amd64'), planned('api', 'linux/arm64')]);
  const results = await runBuildCommand(
    batches,
    { words: ['make', 'build'], cwd: '/repo', identity },
    options,
  );
  return { results, exec };
}

describe('BLD-09 a command of the user', () => {
  test('is told the target, the version and where to write; what lay there before is gone', async () => {
    const { results, exec } = await make({});
    expect(exec.calls.map(({ options }) => options.env?.['GOARCH'])).toEqual(['amd64', 'arm64']);
    expect(results.map(({ failure }) => failure)).toEqual([
      'build-command ended well but wrote no bin/api: output says where it puts binaries',
      'build-command ended well but wrote no bin/api: output says where it puts binaries',
    ]);
    const about = {
      target: { os: 'linux', arch: 'arm', variant: '7' },
      binaries: [{ path: '/o/api' }],
      vendored: false,
      identity,
    };
    expect(commandEnvironment({ HOME: '/h' }, about, { goflags: '-p=2', flags })).toEqual({
      HOME: '/h',
      GOOS: 'linux',
      GOARCH: 'arm',
      GOARM: '7',
      CGO_ENABLED: '0',
      GOFLAGS: '-p=2 -mod=readonly -trimpath',
      VERSION: 'v1.2.3',
      COMMIT: 'abc',
      DATE: '2026-01-02T03:04:05Z',
      OUTPUT_DIR: '/o',
    });
  });

  test('that fails is told by its compile errors, else by its last line', async () => {
    const coded = await make({
      exitCode: 2,
      stderr: '# x\ncmd/api/a.go:1:2: undefined: a\nmake: *** Error 1\n',
    });
    expect(coded.results[0]).toMatchObject({
      errors: [{ file: 'cmd/api/a.go', line: 1, message: 'undefined: a' }],
      failure: undefined,
    });
    const plain = await make({ exitCode: 2, stderr: 'some words\nmake: *** [Makefile:2: build] Error 7\n' });
    expect(plain.results[0]?.failure).toContain('make: *** [Makefile:2: build] Error 7');
  });
});
