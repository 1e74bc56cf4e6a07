import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { expect, onTestFinished, test } from 'vitest';
import type { CompileOptions } from '../../src/build/batch-result.ts';
import { planBatches } from '../../src/plan/build-plan.ts';
import { verifyReproducible } from '../../src/release/reproduce.ts';
import { flags, planned } from '../fixtures.ts';

/** Builds `first`, then `second`. */
async function buildTwice(
  first: string,
  second: string,
  over: Partial<typeof flags> = {},
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fl-again-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = { ...createFakeFiles({ '/repo/bin/api': first }), makeTemporary: async () => folder };
  const effect: NonNullable<Transcript['effect']> = ({ argv }) =>
    files.write(`${argv[argv.indexOf('-o') + 1]}api`, second, 0o755);
  const exec = createFakeExec([{ on: 'go build', effect }]);
  const options: CompileOptions = {
    run: { exec, env: { GOCACHE: '/warm' } },
    files,
    log: { info: () => {}, warn: () => {}, notice: () => {}, debug: () => {} },
    flags: { ...flags, ...over },
    goflags: '',
    workspace: '/repo',
    concurrency: 1,
    scratch: [],
  };
  const binary = {
    name: 'api',
    package: 'example.com/x/cmd/api',
    target: 'linux/amd64',
    version: 'v1',
    path: 'bin/api',
    size: first.length,
    sha256: await files.sha256('/repo/bin/api'),
  };
  await verifyReproducible(planBatches([planned('api', 'linux/amd64')]), [binary], options);
  return exec.calls.map(({ options: { cwd, env } }) =>
    [cwd, env?.['PWD'], env?.['GOCACHE']].join(' ').replaceAll(folder, 'AGAIN'),
  );
}

test('BLD-12 the second build sees another folder, and nothing that the first has compiled', async () => {
  expect(await buildTwice('ELF', 'ELF')).toEqual(['AGAIN/elsewhere AGAIN/elsewhere AGAIN/cache']);
});

test.each([
  [true, /ldflags/],
  [false, /set trimpath: true/],
])('BLD-12 other bytes are a failure that names the binary (trimpath %s)', async (trimpath, hint) => {
  await expect(buildTwice('ELF', 'elf', { trimpath })).rejects.toMatchObject({
    code: 'BUILD_NOT_REPRODUCIBLE',
    message: expect.stringMatching(/gives other bytes: bin\/api: [0-9a-f]{12}, then [0-9a-f]{12}$/) as string,
    hint: expect.stringMatching(hint) as string,
  });
});
