import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { verifyModules } from '../../src/build/verify-modules.ts';
import { module } from '../fixtures.ts';

const DIFF = `diff current/go.mod tidy/go.mod
--- current/go.mod
+++ tidy/go.mod
@@ -3,4 +3,3 @@
 go 1.24

-require example.com/dep v1.0.0
`;

async function verify(
  verified: Omit<Transcript, 'on'>,
  tidied: Omit<Transcript, 'on'>,
  over: { readonly workFile?: string; readonly vendored?: boolean } = {},
): Promise<{ readonly lines: readonly string[]; readonly commands: readonly string[] }> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const exec = createFakeExec([
    { on: 'go mod verify', ...verified },
    { on: 'go mod tidy', ...tidied },
  ]);
  const options = {
    run: { exec, env: {} },
    files: createFakeFiles({ '/repo/go.mod': 'module x\n' }),
    log: { info: say, warn: say, notice: say, debug: say },
    show: (path: string) => path.replace('/repo/', ''),
  };
  await verifyModules(options, [{ ...module('/repo', 'example.com/x'), ...over }]);
  return { lines, commands: exec.commands };
}

const fine = { stdout: 'all modules verified\n' };

describe('SRC-02 modules are what they are said to be', () => {
  test('nothing to say where all is well', async () => {
    expect(await verify(fine, {})).toEqual({ lines: [], commands: ['go mod verify', 'go mod tidy -diff'] });
  });

  test('a module that was changed on this machine', async () => {
    const stderr = 'example.com/dep v1.0.0: dir has been modified (/mod/example.com/dep@v1.0.0)\n';
    await expect(verify({ exitCode: 1, stderr }, {})).rejects.toMatchObject({
      code: 'BUILD_CHECKSUM_MISMATCH',
      message: expect.stringContaining('example.com/dep v1.0.0: dir has been modified') as string,
    });
    expect((await verify({ exitCode: 1, stderr }, {}, { vendored: true })).commands).toEqual([
      'go mod tidy -diff',
    ]);
  });

  test('an untidy go.mod is told with the difference, at its line', async () => {
    await expect(verify(fine, { exitCode: 1, stdout: DIFF })).rejects.toMatchObject({
      code: 'BUILD_MODULES_UNTIDY',
      location: { file: 'go.mod', line: 5 },
      details: expect.arrayContaining(['-require example.com/dep v1.0.0']) as string[],
    });
  });

  test('a question without an answer fails, but for a module of a go.work', async () => {
    const stderr = 'go: example.com/gone@v1.0.0: reading file: no such file\n';
    for (const exitCode of [1, 2])
      await expect(verify(fine, { exitCode, stderr })).rejects.toMatchObject({
        code: 'BUILD_MODULES_UNAVAILABLE',
        message: expect.stringContaining('example.com/gone@v1.0.0') as string,
      });
    const { lines } = await verify(fine, { exitCode: 1, stderr }, { workFile: '/repo/go.work' });
    expect(lines).toEqual([expect.stringContaining('cannot be said beside a go.work') as string]);
  });
});
