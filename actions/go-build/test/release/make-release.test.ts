import { expect, test } from 'vitest';
import type { BuiltBinary } from '../../src/build/put-in-place.ts';
import type { GoBuildContext } from '../../src/context.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { makeRelease } from '../../src/release/make-release.ts';
import type { ReleasePlan } from '../../src/release/plan-release.ts';
import { contextOf } from '../support/context-of.ts';

const LIST = '/runner/artifacts';
const BUILT = ['api', 'worker'].map((name, at) => ({
  name,
  path: `bin/${name}`,
  size: 3,
  sha256: `${at}`.repeat(64),
})) as unknown as readonly BuiltBinary[];

/** What is told and written about binaries that are there. */
async function make(
  { sbom = false, checksums }: { readonly sbom?: boolean; readonly checksums?: string | undefined },
  env: Readonly<Record<string, string>> = {},
  binaries = BUILT,
  listed?: string,
) {
  const files = {
    '/repo/bin/api': 'api',
    '/repo/bin/worker': 'wor',
    ...(listed === undefined ? {} : { [LIST]: listed }),
  };
  const made = contextOf({
    files,
    programs: [{ on: 'go version -m', stdout: '/repo/bin/api: go1.26.0\n\tpath\texample.com/x/cmd/api\n' }],
  });
  const outputs: Record<string, string> = {};
  const context = {
    ...made.context,
    inputs: { ...made.context.inputs, sbom, moduleList: false, dependencySnapshot: 'off' },
    host: { ...made.context.host, env },
    output: (name: string, value: string) => void Object.assign(outputs, { [name]: value }),
  } as unknown as GoBuildContext;
  const plan = {
    binaries: [],
    toolchain: { env: {} },
    identity: { date: '2026-01-02T03:04:05Z' },
  } as unknown as Plan;
  const release = { archives: [], extras: [], checksums } as unknown as ReleasePlan;
  const result = await makeRelease(context, plan, release, { binaries, run: { exec: made.exec, env: {} } });
  const read = (path: string): Promise<string> => context.files.readText(path).catch(() => '');
  return {
    result,
    outputs,
    warned: made.warned,
    list: await read(LIST),
    sums: await read('/repo/bin/SHA256SUMS'),
  };
}

test('without archives the binaries stand in the checksums, and the runner is told of them', async () => {
  const { outputs, list, sums, result } = await make(
    { checksums: '/repo/bin/SHA256SUMS' },
    { GITHUB_ARTIFACTS: LIST },
  );
  expect(outputs).toEqual({ archives: '[]', sbom: '', checksums: 'bin/SHA256SUMS' });
  expect(sums.split('\n').filter((line) => line !== '')).toHaveLength(2);
  expect(sums).toContain(`${'0'.repeat(64)}  api`);
  expect(list).toBe('bin/api\nbin/worker\n');
  expect(result.notes).toEqual([]);
});

test.each([
  ['', 'bin/api\nbin/worker\n'],
  ['before\n', 'before\nbin/api\nbin/worker\n'],
  ['before', 'before\nbin/api\nbin/worker\n'],
])('what the runner was told before stays: %j', async (before, list) => {
  expect((await make({}, { GITHUB_ARTIFACTS: LIST }, BUILT, before)).list).toBe(list);
});

test('a runner that does not ask, and a build without a binary, are told nothing', async () => {
  for (const env of [{}, { GITHUB_ARTIFACTS: '' }]) {
    const { list, outputs, warned } = await make({}, env);
    expect([list, warned]).toEqual(['', []]);
    expect(outputs).not.toHaveProperty('checksums');
  }
  expect((await make({}, { GITHUB_ARTIFACTS: LIST }, [], 'before')).list).toBe('before');
});

test('a list of what each binary is made of is written beside it where that is asked for', async () => {
  const { outputs, result } = await make({ sbom: true });
  expect(outputs['sbom']?.split('\n')).toHaveLength(2);
  expect(result.sboms).toHaveLength(2);
});
