import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import type { CompileOptions } from '../../src/build/batch-result.ts';
import { compileBatches } from '../../src/build/compile.ts';
import { planBatches } from '../../src/plan/build-plan.ts';
import { flags, planned } from '../fixtures.ts';

function setUp(transcript: Omit<Transcript, 'on'>, over: Partial<CompileOptions> = {}) {
  const files = createFakeFiles();
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const exec = createFakeExec([{ on: 'go build', ...transcript }]);
  const options: CompileOptions = {
    run: { exec, env: {} },
    files,
    log: { info: say, warn: say, notice: say, debug: say },
    flags,
    goflags: '-n',
    workspace: '/repo',
    concurrency: 1,
    scratch: ['/gocache'],
    ...over,
  };
  return { options, lines, files, batches: planBatches([planned('api', 'linux/amd64')]) };
}

/** What the go command does: it writes the executable below the folder of `-o`. */
const writeApi =
  (files: ReturnType<typeof createFakeFiles>): NonNullable<Transcript['effect']> =>
  ({ argv }) =>
    files.write(`${argv[argv.indexOf('-o') + 1]}api`, 'ELF', 0o755);

test('what is built is put in place, and the log says what and how much', async () => {
  const files = createFakeFiles();
  const { options, lines, batches } = setUp(
    { effect: writeApi(files), stderr: 'example.com/x/cmd/api\n' },
    { files },
  );
  const [result] = await compileBatches(batches, options);
  expect(result).toMatchObject({
    failure: undefined,
    compiled: 1,
    binaries: [{ name: 'api', path: 'bin/api', size: 3 }],
  });
  expect(Object.keys(files.contents())).toEqual(['/repo/bin/api']);
  expect(lines).toEqual([
    'linux/amd64: building api',
    expect.stringMatching(/^linux\/amd64: built api in .*, 1 package compiled$/),
  ]);
});

test('a go command that ends well without a binary is a failure that names GOFLAGS', async () => {
  const { options, batches } = setUp({});
  expect(await compileBatches(batches, options)).toMatchObject([
    { failure: 'go build ended well but wrote no api (GOFLAGS="-n")', binaries: [] },
  ]);
});

test('a place that cannot be written to is named', async () => {
  const memory = createFakeFiles();
  const files = {
    ...memory,
    write: (path: string, ...rest: [string | Uint8Array, number?]) =>
      path.startsWith('/repo/')
        ? Promise.reject(new Error(`EROFS: read-only file system, open '${path}'`))
        : memory.write(path, ...rest),
  };
  const { options, batches } = setUp({ effect: writeApi(memory) }, { files });
  await expect(compileBatches(batches, options)).rejects.toMatchObject({
    code: 'BUILD_OUTPUT_FAILED',
    message:
      "bin/api is built but cannot be put in place: EROFS: read-only file system, open '/repo/bin/api'",
  });
});

test('the compiler says when it stops counting errors', async () => {
  const stderr =
    '# example.com/x/cmd/api\ncmd/api/a.go:1:2: undefined: a\ncmd/api/a.go:9:2: too many errors\n';
  const { options, batches } = setUp({ exitCode: 1, stderr });
  expect(await compileBatches(batches, options)).toMatchObject([
    { errors: [{ file: 'cmd/api/a.go', message: 'undefined: a' }], errorsCut: true, failure: undefined },
  ]);
});

test('the linker has no place to show, so the failure names the binary', async () => {
  const stderr = '# example.com/x/cmd/api\nmain.main: relocation target main.x not defined\n';
  const { options, batches } = setUp({ exitCode: 1, stderr });
  expect(await compileBatches(batches, options)).toMatchObject([
    { errors: [], failure: 'example.com/x/cmd/api: main.main: relocation target main.x not defined' },
  ]);
});

test.each([
  ['example.com/x/a: /usr/local/go/pkg/tool/linux_amd64/compile: signal: killed', 'TOOL_KILLED'],
  ['example.com/x/cmd/api: /usr/local/go/pkg/tool/linux_amd64/link: signal: killed', 'TOOL_KILLED'],
  ['# runtime/cgo\ngcc: fatal error: Killed signal terminated program cc1', 'TOOL_KILLED'],
  ['fork/exec /usr/local/go/pkg/tool/linux_amd64/compile: cannot allocate memory', 'TOOL_KILLED'],
  ['# example.com/x/a\nfatal error: runtime: out of memory', 'TOOL_KILLED'],
  ['# a\ncompile: writing output: write $WORK/b012/_pkg_.a: no space left on device', 'DISK_FULL'],
  ['# x\n/go/pkg/tool/linux_amd64/link: mapping output file failed: no space left on device', 'DISK_FULL'],
  ['x: go build x: copying /tmp/a.out: write /o/api: no space left on device', 'DISK_FULL'],
  ['a: write /tmp/go-build1/b014/importcfg: disk quota exceeded', 'DISK_FULL'],
])('%s is the machine: %s', async (stderr, code) => {
  const { options, batches } = setUp({ exitCode: 1, stderr: `${stderr}\n` });
  const [result] = await compileBatches(batches, options);
  expect(result?.errors).toEqual([]);
  expect(result?.fault?.code).toBe(code);
  expect(result?.fault?.message).toContain('while compiling for linux/amd64');
  if (code === 'TOOL_KILLED') expect(result?.fault?.hint).toMatch(/memory.*concurrency: 1/);
});

test('the go command itself killed is told with the memory too', async () => {
  const { options, batches } = setUp({ signal: 'SIGKILL' });
  expect((await compileBatches(batches, options))[0]?.fault).toMatchObject({
    code: 'TOOL_KILLED',
    hint: expect.stringMatching(/memory/) as string,
  });
});

test('words of the code are no words of the machine', async () => {
  const stderr =
    '# example.com/x/cmd/api\ncmd/api/a.go:1:2: undefined: a (no space left on device, signal: killed)\n';
  const { options, batches } = setUp({ exitCode: 1, stderr });
  expect((await compileBatches(batches, options))[0]).toMatchObject({ fault: undefined, failure: undefined });
});

test('a full cache of Go, which it tells as errors in its own packages, is found out', async () => {
  const stderr = '/usr/local/go/src/errors/wrap.go:8:2: package internal/reflectlite is not in std\n';
  const memory = createFakeFiles();
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const files = {
    ...memory,
    write: (path: string, ...rest: [string | Uint8Array, number?]) =>
      path.startsWith('/gocache/') ? Promise.reject(full) : memory.write(path, ...rest),
  };
  const { options, batches } = setUp({ exitCode: 1, stderr }, { files });
  expect((await compileBatches(batches, options))[0]).toMatchObject({
    errors: [],
    fault: { code: 'DISK_FULL' },
  });
  const roomy = setUp({ exitCode: 1, stderr });
  expect((await compileBatches(roomy.batches, roomy.options))[0]).toMatchObject({ fault: undefined });
});

test('a full disk at the output is that', async () => {
  const memory = createFakeFiles();
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const files = {
    ...memory,
    write: (path: string, ...rest: [string | Uint8Array, number?]) =>
      path.startsWith('/repo/') ? Promise.reject(full) : memory.write(path, ...rest),
  };
  const { options, batches } = setUp({ effect: writeApi(memory) }, { files });
  await expect(compileBatches(batches, options)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('bin/api is built but cannot be put in place') as string,
  });
});
