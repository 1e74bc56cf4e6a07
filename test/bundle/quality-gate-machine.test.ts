import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage } from '../../actions/quality-gate/test/support/samples.ts';

/** A go that does one command as it pleases and everything else as the real one does. */
async function goThat(command: string, script: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-go-'));
  const real = execFileSync('which', ['go'], { encoding: 'utf8' }).trim();
  const file = join(folder, 'go');
  await writeFile(file, `#!/bin/sh\nif [ "$1" = ${command} ]; then\n${script}\nfi\nexec ${real} "$@"\n`);
  await chmod(file, 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}

/** A test run of example.com/m/a in which TestA passes, and then go test says what it says. */
const stream = (...ends: readonly string[]): string =>
  [
    '{"Action":"start","Package":"example.com/m/a"}',
    '{"Action":"run","Package":"example.com/m/a","Test":"TestA"}',
    ...ends,
    '{"Action":"fail","Package":"example.com/m/a"}',
  ]
    .map((line) => `echo '${line}'`)
    .join('\n');
const said = (words: string, test = ''): string =>
  `{"Action":"output","Package":"example.com/m/a"${test},"Output":"${words}\\\\n"}`;
const IN_TEST = ',"Test":"TestA"';
const PASSED = '{"Action":"pass","Package":"example.com/m/a","Test":"TestA"}';

describe('what the machine does to the checks is an error with its name, no failure of the code', () => {
  it.each([
    [
      'a test binary that is killed',
      'test',
      `${stream(said('signal: killed', IN_TEST))}\nexit 1`,
      'TOOL_KILLED',
    ],
    [
      'a binary killed between tests',
      'test',
      `${stream(PASSED, said('signal: killed'))}\nexit 1`,
      'TOOL_KILLED',
    ],
    [
      'a binary that gets no memory',
      'test',
      `${stream(said('fork/exec /tmp/b/a.test: cannot allocate memory'))}\nexit 1`,
      'TOOL_KILLED',
    ],
    [
      'a profile without room',
      'test',
      `${stream(PASSED, said('error generating coverage report: write /t/c.out: no space left on device'))}\nexit 1`,
      'DISK_FULL',
    ],
    ['a go test that a shell saw killed', 'test', 'exit 137', 'TOOL_KILLED'],
    [
      'a go test without room',
      'test',
      'echo "write /t/c.out: no space left on device" >&2; exit 1',
      'DISK_FULL',
    ],
    [
      'a go vet without room',
      'vet',
      'echo "m: write /t/vet.cfg: no space left on device" >&2; exit 1',
      'DISK_FULL',
    ],
    ['a go vet that a shell saw killed', 'vet', 'exit 137', 'TOOL_KILLED'],
  ])('%s', async (_, command, script, code) => {
    const run = await runGate(await writeTree(coveredPackage(4, 4)), {}, await goThat(command, script));
    expect(run, run.log).toMatchObject({ exitCode: 1, outcome: 'error', outputs: { outcome: 'error' } });
    expect(run.outputs['reason']).toMatch(new RegExp(`^${code}: `));
    expect(run.conditions[command]).toMatchObject({ status: 'errored' });
  });

  it.each([
    [
      'go test ended for its time',
      stream(said('*** Test killed: ran too long (1m0s).'), said('signal: killed')),
    ],
    [
      'only printed such words',
      stream(said('a_test.go:3: no space left on device', IN_TEST), said('exit status 1')),
    ],
  ])('a test binary that %s has failed', async (_, script) => {
    const inputs = { checks: 'test' };
    const env = await goThat('test', `${script}\nexit 1`);
    const run = await runGate(await writeTree(coveredPackage(4, 4)), inputs, env);
    expect(run.outputs).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^GATE_TESTS_FAILED: /),
    });
  });
});
