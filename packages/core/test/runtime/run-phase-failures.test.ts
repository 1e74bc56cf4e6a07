import { createFakeFiles, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { type FairleadError, PolicyError } from '../../src/index.ts';
import { action, type Context, good } from './behaviour.ts';

describe('a main phase that fails', () => {
  test('outputs set before stay; one failure line, hint, details, summary and report', async () => {
    const { outcome, host, report } = await runFakePhase(
      action({
        run: async ({ output, stage }) => {
          output('image', 'kept');
          await stage('gate', async () => {
            throw new PolicyError({
              code: 'GATE',
              message: 'coverage 74.9 % is below 75 %',
              hint: 'add tests',
              details: ['least covered: f'],
            });
          });
        },
      }),
      { inputs: good },
    );
    expect([outcome, host.exitCode, host.outputs['image']]).toEqual(['failure', 1, 'kept']);
    expect(host.annotations).toEqual([{ level: 'error', message: 'GATE: coverage 74.9 % is below 75 %' }]);
    expect(host.lines).toEqual(expect.arrayContaining(['  least covered: f', 'hint: add tests']));
    expect(host.summary).toContain('**What to do** · add tests');
    expect(report?.stages).toMatchObject([{ name: 'gate', outcome: 'failure' }]);
  });

  test('what nobody expected is an error, with stack and where to tell it', async () => {
    const { outcome, host } = await runFakePhase(action({ run: () => Promise.reject(new TypeError('x')) }), {
      inputs: good,
    });
    expect(outcome).toBe('error');
    expect(host.annotations[0]?.message).toBe('INTERNAL: unexpected error: x');
    expect(host.lines.join('\n')).toContain('issues with the log');
    expect(host.lines.join('\n')).toContain('run-phase-failures.test.ts');
  });

  test('a full disk does not hide the verdict', async () => {
    const files = { ...createFakeFiles(), write: () => Promise.reject(new Error('ENOSPC')) };
    const { outcome, host } = await runFakePhase(action(), { inputs: good, files });
    expect(outcome).toBe('success');
    expect(host.annotations[0]?.message).toMatch(/^the report could not be written to .*ENOSPC/);
  });
});

describe('a failure that the user lets pass', () => {
  const gate = () =>
    Promise.reject(new PolicyError({ code: 'GATE', message: 'coverage 74 % is below 75 %' }));
  const tolerates = ({ kind }: FairleadError) => (kind === 'policy' ? ('coverage' as const) : undefined);

  test('stays a failure everywhere, as a warning that says why the job goes on', async () => {
    const { outcome, host, report } = await runFakePhase(action({ run: gate, tolerates }), { inputs: good });
    expect([outcome, host.exitCode]).toEqual(['failure', undefined]);
    expect(host.annotations).toEqual([
      { level: 'warning', message: 'GATE: coverage 74 % is below 75 % (coverage: the job goes on)' },
    ]);
    expect(host.summary).toContain('### ❌ go-build: failed (allowed by coverage) in');
    expect(report).toMatchObject({ outcome: 'failure', failure: { code: 'GATE', toleratedBy: 'coverage' } });
  });

  test('what is not tolerated ends the job', async () => {
    const run = () => Promise.reject(new TypeError('x'));
    const { host } = await runFakePhase(action({ run, tolerates }), { inputs: good });
    expect([host.exitCode, host.annotations[0]?.level]).toEqual([1, 'error']);
  });

  test('unusable inputs are never tolerated', async () => {
    const { host } = await runFakePhase(action({ tolerates: () => 'coverage' }));
    expect(host.exitCode).toBe(1);
  });
});

test('a full disk is no bug', async () => {
  const run = () =>
    Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  const { outcome, host } = await runFakePhase(action({ run }), { inputs: good });
  expect(outcome).toBe('error');
  expect(host.annotations[0]?.message).toBe(
    'DISK_FULL: the disk is full: ENOSPC: no space left on device, write',
  );
});

test('of each level as many annotations as GitHub shows, the failure line among them; the rest stands in the log', async () => {
  const run = async ({ host, log }: Context): Promise<void> => {
    for (let line = 1; line <= 12; line += 1) {
      host.annotate({ level: 'error', file: 'main.go', line, message: 'undefined: x' });
      log.warn(`warning ${line}`);
      log.notice(`notice ${line}`);
    }
    throw new PolicyError({ code: 'GATE', message: 'no' });
  };
  const { host } = await runFakePhase(action({ run }), { inputs: good });
  const count = (level: string): number => host.annotations.filter((one) => one.level === level).length;
  expect([count('error'), count('warning'), count('notice')]).toEqual([10, 10, 10]);
  expect(host.annotations.at(-1)?.message).toBe('GATE: no');
  expect(host.lines).toContain('error: main.go:12: undefined: x');
  expect(host.lines).toContain('warning: warning 12');
});

test('a summary that cannot be written does not change the verdict', async () => {
  const onSummary = (): never => {
    throw new Error('ENOSPC: no space left on device');
  };
  const { host, outcome } = await runFakePhase(action(), { inputs: good, onSummary });
  expect([outcome, host.exitCode]).toEqual(['success', undefined]);
  expect(host.annotations.map(({ message }) => message)).toContain(
    'the step summary could not be written: ENOSPC: no space left on device',
  );
});
