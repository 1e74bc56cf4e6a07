import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeExec, createFakeFiles, createFakeHttp, type Transcript } from '@fairlead/testkit';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { GoBuildContext } from '../../src/context.ts';
import { chooseToolchain } from '../../src/toolchain/choose-toolchain.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'fl-tool-cache-'));
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }));
  vi.stubEnv('RUNNER_TOOL_CACHE', cache);
  onTestFinished(() => void vi.unstubAllEnvs());
});

/** Puts a Go into the tool cache as setup actions do. */
function keep(version: string): void {
  const folder = join(cache, 'go', version, process.arch);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}.complete`, '');
}

interface World {
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Version on PATH. */
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly fetches?: Partial<Transcript>;
}

/** Chooses, and says with what: the sentence, the program, GOTOOLCHAIN. */
async function choose({ inputs = {}, path, files = {}, env = {}, fetches = { exitCode: 1 } }: World) {
  const exec = createFakeExec(
    [
      { on: 'go version', stdout: `go version go${path} linux/amd64\n` },
      { on: 'go env GOROOT', ...fetches },
    ],
    path === undefined ? ['go'] : [],
  );
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const list = ['1.26.8', '1.26.9', '1.25.3'].map((version) => ({
    version: `go${version}`,
    files: [{ filename: `go${version}.tar.gz`, os: process.platform, arch, kind: 'archive' }],
  }));
  const context = {
    inputs: { checkLatest: false, ...inputs },
    exec,
    files: createFakeFiles(files),
    http: createFakeHttp([{ url: 'https://go.dev/dl', body: list }]),
    workspace: '/repo',
    workingDirectory: '/repo',
    reportFolder: '/report',
    childEnv: env,
    signal: new AbortController().signal,
    log: { info: () => {} },
  } as unknown as GoBuildContext;
  const { run, said } = await chooseToolchain(context, {
    exec,
    env: { PATH: '/usr/bin', GOROOT: '/old', ...env },
  });
  const program = (await run.exec.find('go'))?.replace(cache, 'CACHE').replace(process.arch, 'ARCH');
  return { said, program, toolchain: run.env['GOTOOLCHAIN'], root: run.env['GOROOT'], path: run.env['PATH'] };
}

describe('SRC-03 the Go that works', () => {
  test('is the one on PATH by itself, without a wish', async () => {
    expect(await choose({ path: '1.22.0' })).toMatchObject({
      said: undefined,
      program: '/usr/bin/go',
      root: '/old',
    });
  });

  test('is the newest on this machine that fits; another GOROOT does not reach it', async () => {
    keep('1.26.8');
    keep('1.25.3');
    const goVersion = '1.26';
    expect(await choose({ path: '1.26.2', inputs: { goVersion } })).toEqual({
      said: '1.26.8 as go-version wants it, from the tool cache',
      program: 'CACHE/go/1.26.8/ARCH/bin/go',
      toolchain: 'local',
      root: undefined,
      path: expect.stringMatching(/\/go\/1\.26\.8\/\w+\/bin:\/usr\/bin$/) as string,
    });
    expect(await choose({ path: '1.26.9', inputs: { goVersion } })).toMatchObject({
      said: '1.26.9 as go-version wants it, on PATH',
      program: '/usr/bin/go',
      toolchain: 'local',
    });
  });

  test('is the newest that there is, with check-latest, fetched by the Go on PATH and used by itself', async () => {
    keep('1.26.8');
    const inputs = { goVersion: '1.26', checkLatest: true };
    expect(await choose({ path: '1.26.8', inputs, fetches: { stdout: '/mod/go1.26.9\n' } })).toMatchObject({
      said: '1.26.9 as go-version wants it, fetched by the Go on PATH',
      program: '/mod/go1.26.9/bin/go',
      toolchain: 'local',
    });
  });

  test.each([
    ['1.26.8', 'stable', '1.26.9'],
    ['1.26.8', 'oldstable', '1.25.3'],
  ])('on PATH %s and wanted %s it is %s', async (path, goVersion, version) => {
    const world = { path, inputs: { goVersion }, fetches: { stdout: '/mod\n' } };
    expect((await choose({ ...world })).said).toBe(
      `${version} as go-version wants it, fetched by the Go on PATH`,
    );
  });

  test.each([
    ['go.work before go.mod', { 'go.work': 'go 1.26.8\n', 'go.mod': 'module x\n\ngo 1.25.3\n' }, 'go.work'],
    ['a toolchain line', { 'go.mod': 'module x\n\ngo 1.25\n\ntoolchain go1.26.8\n' }, 'go.mod'],
    ['.go-version', { 'go.mod': 'module x\n', '.go-version': '1.26.8\n' }, '.go-version'],
    ['.tool-versions', { '.tool-versions': 'golang 1.26.8\n' }, '.tool-versions'],
  ])('without a Go on PATH: %s decides', async (_, texts, from) => {
    keep('1.26.8');
    keep('1.25.3');
    const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/repo/${name}`, text]));
    expect((await choose({ files })).said).toBe(`1.26.8 as ${from} wants it, from the tool cache`);
  });

  test('nobody says which one, and a version that there is not', async () => {
    await expect(choose({})).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    await expect(choose({ inputs: { goVersion: '1.99' } })).rejects.toMatchObject({
      problems: [{ input: 'go-version', value: '1.99', allowed: 'for example 1.26.9, 1.26.8, 1.25.3' }],
    });
  });

  test('is downloaded where the one on PATH may not or cannot fetch it; without a checksum that is refused', async () => {
    const inputs = { goVersion: '1.25.3' };
    for (const env of [{}, { GOTOOLCHAIN: 'local' }, { GOPROXY: 'off' }])
      await expect(choose({ path: '1.26.8', inputs, env })).rejects.toMatchObject({
        problems: [{ problem: expect.stringContaining('without a known sha256') as string }],
      });
  });
});
