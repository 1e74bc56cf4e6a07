import type { Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { staticcheck } from '../../src/conditions/staticcheck/check.ts';
import type { Settled } from '../../src/tool/settled-file.ts';
import { jobOf } from '../support/job-of.ts';
import { moduleOf, packageOf } from '../support/module-of.ts';

const VERSION = { on: 'staticcheck -version', stdout: 'staticcheck 2025.1.1 (0.6.1)\n' };
const line = (more: object = {}) =>
  `${JSON.stringify({
    code: 'SA4006',
    severity: 'error',
    location: { file: '/w/a/a.go', line: 4, column: 2 },
    end: { file: '', line: 0, column: 0 },
    message: 'this value of x is never used {"}',
    ...more,
  })}\n`;

async function run(
  answer: Omit<Transcript, 'on'>,
  { version = VERSION, settled }: { readonly version?: Transcript; readonly settled?: Settled } = {},
) {
  const plan = { modules: [moduleOf('/w', 'm', [packageOf('a')])] };
  const programs = [version, { ...answer, on: 'staticcheck' }];
  const made = jobOf({ plan, files: { '/w/a/a.go': 'package a\n' }, programs });
  const commands = staticcheck.commands(made.job.plan, made.job.rules, made.job.ports);
  return {
    ...made,
    result: await staticcheck.run(made.job, commands, settled ?? { from: 'head', changed: undefined }),
  };
}

describe('staticcheck', () => {
  it('passes where it says which version it is and finds nothing', async () => {
    expect((await run({})).result.condition).toMatchObject({
      status: 'passed',
      reason: '0 findings in 1 package',
    });
  });

  it.each([1, 0])('fails with findings, ended by %i, without the ignored', async (exitCode) => {
    const stdout = line() + line({ severity: 'warning', code: 'S1000' }) + line({ severity: 'ignored' });
    const { result } = await run({ exitCode, stdout });
    expect(result).toMatchObject({ condition: { status: 'failed' }, code: 'GATE_STATICCHECK_FAILED' });
    expect(result.findings).toMatchObject([
      { severity: 'warning', title: 'staticcheck S1000' },
      { file: 'a/a.go', line: 4, column: 2, title: 'staticcheck SA4006', severity: 'error' },
    ]);
  });

  it.each<[string, Omit<Transcript, 'on'>, string]>([
    ['crashed', { exitCode: 2, stderr: 'panic: nil' }, 'did not do its work'],
    ['printed garbage', { stdout: 'ok\n' }, 'printed what is not its JSON'],
    ['printed half a line', { stdout: line().slice(0, 30) }, 'it ends in the middle'],
    ['printed another JSON', { stdout: '{"a":1}' }, 'could not look'],
    [
      'could not read its settings',
      { exitCode: 1, stdout: line({ code: 'config', message: 'bad' }) },
      'could not look: bad',
    ],
    ['failed without a finding', { exitCode: 1 }, 'failed without a finding'],
  ])('is not believed where it %s', async (_, answer, problem) => {
    await expect(run(answer)).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: expect.stringContaining(problem),
    });
  });

  it.each([{ stdout: '' }, { stdout: 'true\n' }, { stdout: 'staticcheck 1\n', exitCode: 1 }])(
    'is not believed where it does not say which version it is: %j',
    async (answer) => {
      await expect(run({}, { version: { on: 'staticcheck -version', ...answer } })).rejects.toThrow(
        'which version',
      );
    },
  );

  it.each([
    [undefined, /^-checks=all,-SA9003/],
    ['checks = ["inherit", "-SA1019"]\n', /^-checks=all,-SA9003.*,-SA1019$/],
    ['# nothing\n', /^-checks=all,-SA9003/],
  ])('judges a stranger by the settings of the base: %j', async (text, flag) => {
    const { exec } = await run({}, { settled: { from: 'base', name: 'staticcheck.conf', text } });
    expect(exec.calls[1]?.argv[1]).toMatch(flag);
  });
});
