import type { Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { test } from '../src/conditions/test/check.ts';
import type { RuleInputs } from '../src/plan/rules.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';

/** What `go test -json` prints of a package with one test that passes. */
const PASSED = [
  { Action: 'run', Package: 'm/a', Test: 'TestA' },
  { Action: 'pass', Package: 'm/a', Test: 'TestA', Elapsed: 0.1 },
  { Action: 'pass', Package: 'm/a', Elapsed: 0.1 },
]
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('');

/** Runs the tests of modules, which go answers one after the other. */
async function run(answers: readonly Omit<Transcript, 'on'>[], settings: Partial<RuleInputs> = {}) {
  const modules = answers.map((_, index) =>
    index === 0 ? moduleOf('/w', 'm', [packageOf('a')]) : moduleOf('/w/sub', 'm/sub'),
  );
  const programs = answers.map((answer) => ({ on: 'go test', times: 1, ...answer }));
  const { job, lines } = jobOf({ plan: { modules }, programs, settings });
  const commands = test.commands(job.plan, job.rules, job.ports);
  return { result: await test.run(job, commands, { declared: [], selection: undefined }), lines };
}

describe('the tests of a plan', () => {
  it('pass with what go test said', async () => {
    const { result, lines } = await run([{ stdout: PASSED }]);
    expect(result).toMatchObject({
      condition: { status: 'passed', reason: '1 passed, 0 failed, 0 skipped' },
      warnings: [],
    });
    expect(lines).toEqual(['ok   m/a (0.10 s)']);
  });

  it('name each module where there are several', async () => {
    const { lines } = await run([{ stdout: PASSED }, {}]);
    expect(lines).toEqual(['module m', 'ok   m/a (0.10 s)', 'module m/sub']);
  });

  it('warn of arguments that leave tests out', async () => {
    const { result } = await run([{ stdout: PASSED }], { testArgs: ['-v', '-run=A', '-args', '-skip=B'] });
    expect(result.warnings).toEqual(['test-args leaves tests out: -run=A']);
  });

  it('are nothing to judge when test-args leaves all out, and the reason says so', async () => {
    const stdout = `${JSON.stringify({ Action: 'pass', Package: 'm/a', Elapsed: 0.1 })}\n`;
    const { result } = await run([{ stdout }], { testArgs: ['-run=Nope'] });
    expect(result.condition).toMatchObject({
      status: 'errored',
      reason: expect.stringMatching(/^no test ran in .*; test-args leaves tests out: -run=Nope$/),
    });
    expect((await run([{ stdout }])).result.condition.reason).toMatch(/^no test ran in [^;]*$/);
  });

  it('that end before they begin, as a module is not what go.sum knows, are a code of their own', async () => {
    const stderr = 'verifying example.com/dep@v1.0.0: checksum mismatch\n\nSECURITY ERROR\n';
    const { result } = await run([{ stderr, exitCode: 1 }]);
    expect(result).toMatchObject({
      condition: {
        status: 'errored',
        reason: 'example.com/dep@v1.0.0 of go.mod is not the module that go.sum knows: its checksum differs',
      },
      code: 'GATE_CHECKSUM_MISMATCH',
    });
  });

  it.each([
    ['what go said', 'boom\n', ': boom'],
    ['nothing where go said nothing', '', ''],
  ])('that contradict themselves are not believed, with %s', async (_, stderr, said) => {
    const { result } = await run([{ stdout: PASSED, stderr, exitCode: 1 }]);
    expect(result).toMatchObject({
      condition: {
        status: 'errored',
        reason: `go test in m: it ended with exit code 1 without a failed package${said}`,
      },
      code: 'GATE_NOT_CHECKED',
    });
  });
});
