import type { Exec, FileInfo } from '@fairlead/core';
import { createFakeExec, createFakeFiles, createFakeGit, execWith, type Transcript } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import type { BatchResult, CompileOptions } from '../../src/build/batch-result.ts';
import type { GoBuildContext } from '../../src/context.ts';
import { overlookPrograms } from '../../src/identity/untracked-programs.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { runsHere, smoke } from '../../src/release/smoke.ts';
import { verifyBinaries } from '../../src/release/verify.ts';
import { planned } from '../fixtures.ts';

const built = (name: string, target: string, size = 1000) => ({
  name,
  package: `example.com/x/cmd/${name}`,
  target,
  version: 'v1.2.3',
  path: `bin/${name}`,
  size,
  sha256: 'a'.repeat(64),
});

interface World {
  readonly inputs?: object;
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: readonly Transcript[];
}

/** A run whose binaries are there, and what it says. */
function contextOf({ inputs, files, programs = [] }: World) {
  const exec = createFakeExec(programs);
  const [lines, warnings]: [string[], string[]] = [[], []];
  const context = {
    inputs: { sizeBaseline: 'old.json', verifyReproducible: false, ...inputs },
    files: createFakeFiles(files),
    exec,
    childEnv: { PATH: '/bin' },
    workspace: '/repo',
    workingDirectory: '/repo',
    signal: new AbortController().signal,
    log: { info: (line: string) => void lines.push(line) },
    host: { annotate: ({ message }: { message: string }) => void warnings.push(message) },
  } as unknown as GoBuildContext;
  return { context, exec, lines, warnings };
}

const plan = {
  binaries: [planned('api', 'linux/amd64'), planned('arm', 'linux/arm64'), planned('win', 'windows/amd64')],
  toolchain: { env: { GOHOSTOS: 'linux', GOHOSTARCH: 'amd64' } },
  git: { state: 'none', reason: 'there is no repository' },
} as unknown as Plan;
const binaries = [built('api', 'linux/amd64'), built('arm', 'linux/arm64'), built('win', 'windows/amd64')];
const results = [{ binaries }] as unknown as readonly BatchResult[];

async function verify(world: World) {
  const made = contextOf(world);
  const found = await verifyBinaries(made.context, plan, results, {} as unknown as CompileOptions);
  return { ...made, ...found };
}

describe('what is asked of binaries', () => {
  test('nothing is started, measured or said where nothing is asked', async () => {
    const { exec, started, notes, warnings } = await verify({});
    expect([exec.calls, started, notes, warnings]).toEqual([[], [], [], []]);
  });

  test('those that the runner can run are started, three times each, and the middle time counts', async () => {
    const { context, lines } = contextOf({ inputs: { smokeCommand: 'version --short' } });
    const times = [90.4, 10, 49.6];
    const started: string[] = [];
    const run: Exec['run'] = async (program, args, { cwd, env } = {}) => {
      started.push([program, ...args, cwd, env?.['PATH']].join(' '));
      return { exitCode: 0, stdout: '', stderr: '', durationMs: times[started.length - 1] ?? 0 };
    };
    const found = await verifyBinaries(
      { ...context, exec: execWith({ run, find: async () => undefined }) },
      plan,
      results,
      {} as unknown as CompileOptions,
    );
    expect(started).toEqual(times.map(() => '/repo/bin/api version --short /repo /bin'));
    expect(found.started).toEqual([{ path: 'bin/api', startMs: 50 }]);
    expect(lines).toEqual(['bin/api version --short: ended well after 50 ms']);
  });

  test('growth is judged by what is known, and what is new is named', async () => {
    const old = JSON.stringify([built('api', 'linux/amd64', 1000), built('arm', 'linux/arm64', 999)]);
    const known = { files: { '/repo/old.json': old } };
    const { notes } = await verify({ ...known, inputs: { maxBinaryGrowth: '1%' } });
    expect(notes).toEqual(['growth is not known of bin/win: new']);
    const one = { '/repo/old.json': JSON.stringify([built('api', 'linux/amd64')]) };
    expect((await verify({ files: one, inputs: { maxBinaryGrowth: '0%' } })).notes).toEqual([
      'growth is not known of bin/arm, bin/win: new',
    ]);
    await expect(verify({ ...known, inputs: { maxBinaryGrowth: '0%' } })).rejects.toMatchObject({
      code: 'BUILD_TOO_LARGE',
      message: expect.stringContaining('bin/arm grew from') as string,
    });
  });

  test.each([
    ['is not there', {}],
    ['is no list as the output binaries has it', { '/repo/old.json': '{}' }],
  ])('growth is not judged where the sizes before %s, which is said once', async (why, files) => {
    const { notes, warnings } = await verify({ files, inputs: { maxBinaryGrowth: '1%' } });
    expect(notes).toEqual([`growth is not judged: size-baseline old.json ${why}`]);
    expect(warnings).toEqual(notes);
  });

  test('a limit of the size needs no sizes before', async () => {
    await expect(verify({ inputs: { maxBinarySize: 999 } })).rejects.toMatchObject({
      code: 'BUILD_TOO_LARGE',
      message: expect.stringMatching(/^bin\/api has .*, and 2 more$/) as string,
    });
    expect((await verify({ inputs: { maxBinarySize: 1000 } })).warnings).toEqual([]);
  });
});

describe('a program', () => {
  test.each([
    ['linux', 'amd64', true],
    ['linux', 'arm64', false],
    ['windows', 'amd64', false],
  ])('for %s on %s runs on linux on amd64: %s', (os, arch, expected) => {
    expect(runsHere({ os, arch }, { os: 'linux', arch: 'amd64' })).toBe(expected);
  });

  test('that does not end well fails the build, and no other is started', async () => {
    const { context, exec } = contextOf({ programs: [{ on: '/repo/bin/api', exitCode: 3 }] });
    await expect(smoke(context, binaries, ['version'])).rejects.toMatchObject({
      code: 'BUILD_SMOKE_FAILED',
      message: expect.stringContaining('bin/api was built and does not run') as string,
    });
    expect(exec.calls).toHaveLength(1);
  });
});

test('untracked files make sources modified where they are no programs: a folder, or one that is gone', async () => {
  const answers = { 'ls-files --others --exclude-standard -z': 'bin/api\0' };
  const repo = await createFakeGit({ root: '/repo', answers }).open('/repo');
  if (repo.state !== 'ok') throw new Error(repo.reason);
  const git = {
    state: 'ok',
    repo,
    facts: async () => ({ reason: '' }),
    env: { GIT_CONFIG_COUNT: '2' },
  } as const;
  const at = async (there: Pick<FileInfo, 'kind' | 'mode'> | undefined) => {
    const stat = async () => (there === undefined ? undefined : { size: 1, ...there });
    const seen = await overlookPrograms({ ...createFakeFiles(), stat }, git);
    return seen.state === 'ok' ? seen.env : {};
  };
  expect(await at(undefined)).toBe(git.env);
  expect(await at({ kind: 'directory', mode: 0o755 })).toBe(git.env);
  expect(await at({ kind: 'file', mode: 0o644 })).toBe(git.env);
  // beside the settings that are there
  expect(await at({ kind: 'file', mode: 0o100 })).toEqual({
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_2: 'status.showUntrackedFiles',
    GIT_CONFIG_VALUE_2: 'no',
  });
});
