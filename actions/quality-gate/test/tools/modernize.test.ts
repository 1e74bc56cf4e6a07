import type { Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { modernize } from '../../src/conditions/modernize/check.ts';
import { jobOf } from '../support/job-of.ts';
import { moduleOf } from '../support/module-of.ts';

const DIFF = [
  '--- /w/a/a.go (old)',
  '+++ /w/a/a.go (new)',
  '@@ -2,5 +2,5 @@',
  ' ',
  ' func F() {',
  '-\tfor i := 0; i < 10; i++ {',
  '+\tfor i := range 10 {',
  ' \t}',
  ' }',
  '',
].join('\n');

async function run(answer: Omit<Transcript, 'on'>, minor = 26) {
  const made = jobOf({
    plan: {
      modules: [moduleOf('/w', 'm')],
      go: { text: `1.${minor}.0`, major: 1, minor, patch: 0, pre: undefined },
    },
    files: { '/w/a/a.go': 'package a\n' },
    programs: [{ ...answer, on: 'go fix -diff ./...' }],
  });
  const commands = modernize.commands(made.job.plan, made.job.rules, made.job.ports);
  return modernize.run(made.job, commands, undefined);
}

describe('go fix advises', () => {
  it('where it would modernize, and does not fail', async () => {
    expect(await run({ stdout: DIFF, exitCode: 1 })).toMatchObject({
      condition: { status: 'passed', actual: '1 file', reason: 'go fix would modernize 1 file: a/a.go:4' },
      findings: [{ file: 'a/a.go', line: 4, severity: 'note' }],
    });
    expect((await run({})).condition.reason).toBe('nothing to modernize in 0 packages');
  });

  it('is skipped before Go 1.26', async () => {
    expect((await run({}, 25)).condition).toMatchObject({ status: 'skipped' });
  });

  it.each<[string, Omit<Transcript, 'on'>]>([
    ['crashed', { exitCode: 2, stderr: 'panic' }],
    ['failed without a diff', { exitCode: 1, stderr: 'a.go:3: syntax error' }],
    ['printed garbage', { stdout: 'usage: go fix\n' }],
  ])('is not checked where it %s', async (_, answer) => {
    await expect(run(answer)).rejects.toMatchObject({ code: 'GATE_NOT_CHECKED' });
  });
});
