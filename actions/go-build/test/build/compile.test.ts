import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { type CompileOptions, compileBatches } from '../../src/build/compile.ts';
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
