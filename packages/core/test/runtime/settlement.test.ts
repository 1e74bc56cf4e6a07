import { runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { PolicyError, ToolError } from '../../src/index.ts';
import { action, type Context, good } from './behaviour.ts';

const no = (): Promise<never> => Promise.reject(new PolicyError({ code: 'GATE', message: '3 of 9\nfailed' }));
const settled = async (run: (context: Context) => Promise<void>, inputs: Record<string, string> = good) => {
  const { host, report } = await runFakePhase(action({ run }), { inputs });
  const { outcome, reason } = host.outputs;
  expect(report?.outputs).toMatchObject({ outcome, reason });
  return { outcome, reason, headline: host.summary.split('\n')[0] };
};

describe('every run says how it came out, and why', () => {
  test('a run that settles nothing has the first word of the action', async () => {
    expect(await settled(async () => {})).toMatchObject({ outcome: 'built', reason: 'all was built' });
  });

  test('the last word of the action counts', async () => {
    const run = async ({ settle }: Context): Promise<void> => {
      settle('built', 'half of it');
      settle('skipped', 'no Go file was changed');
    };
    expect(await settled(run)).toEqual({
      outcome: 'skipped',
      reason: 'no Go file was changed',
      headline: '### ✅ go-build: skipped in 0 ms',
    });
  });

  test('a failure gives its line, on one line', async () => {
    expect(await settled(no)).toEqual({
      outcome: 'failed',
      reason: 'GATE: 3 of 9 failed',
      headline: '### ❌ go-build: failed in 0 ms',
    });
  });

  test('a success that was settled before something failed is none; a roll back is told', async () => {
    const after = (word: string) =>
      settled(async ({ settle }) => {
        settle(word, 'words of before');
        await no();
      });
    expect(await after('built')).toMatchObject({ outcome: 'failed', reason: 'GATE: 3 of 9 failed' });
    expect(await after('rolled-back')).toMatchObject({
      outcome: 'rolled-back',
      reason: 'GATE: 3 of 9 failed',
    });
  });

  test('what nobody expected is an error', async () => {
    expect(await settled(() => Promise.reject(new TypeError('x')))).toMatchObject({ outcome: 'error' });
  });

  test('a program that was killed could not be asked: an error, no failure', async () => {
    const killed = new ToolError({ code: 'TOOL_KILLED', message: 'go was ended by SIGKILL', argv: ['go'] });
    expect(await settled(() => Promise.reject(killed))).toMatchObject({
      outcome: 'error',
      reason: 'TOOL_KILLED: go was ended by SIGKILL',
    });
  });

  test('refused inputs give outcome, reason and report too', async () => {
    const { host } = await runFakePhase(action(), { inputs: { 'max-tries': 'x' } });
    expect(host.outputs).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^INPUT_INVALID: max-tries/),
      report: expect.stringMatching(/report\.json$/),
    });
  });

  test('a dry run is one, whatever is settled on the way, and its headline says so', async () => {
    const inputs = { ...good, 'dry-run': 'true' };
    const run = async ({ settle }: Context): Promise<void> => settle('built', 'two binaries would be built');
    expect(await settled(run, inputs)).toEqual({
      outcome: 'dry-run',
      reason: 'two binaries would be built',
      headline: '### ✅ go-build: dry run in 0 ms',
    });
    expect(await settled(no, inputs)).toMatchObject({ outcome: 'failed' });
  });

  test('secrets in a reason are hidden', async () => {
    const run = async ({ settle }: Context): Promise<void> => settle('built', 'with tok-123456');
    expect(await settled(run, { ...good, token: 'tok-123456' })).toMatchObject({ reason: 'with ***' });
  });

  test('a word that the definition does not list is a mistake of ours', async () => {
    expect(await settled(async ({ settle }) => settle('done'))).toMatchObject({
      outcome: 'error',
      reason: expect.stringContaining('"done" is not among the outcomes'),
    });
  });

  test('a runner that takes no outputs makes the run red', async () => {
    const { host } = await runFakePhase(action(), {
      inputs: good,
      onOutput: (name) => {
        if (name === 'reason') throw new Error('ENOENT: no such file, open output');
      },
    });
    expect(host.exitCode).toBe(1);
    expect(host.annotations.at(-1)?.message).toContain('ENOENT');
  });
});

describe('a stage is told how it ended', () => {
  test('without throwing; log, report and summary say why', async () => {
    const { host, report, outcome } = await runFakePhase(
      action({ run: ({ stage }) => stage('vet', async ({ end }) => end('failure', '2 findings')) }),
      { inputs: good },
    );
    expect(outcome).toBe('success');
    expect(report?.stages).toMatchObject([{ name: 'vet', outcome: 'failure', reason: '2 findings' }]);
    expect(host.lines).toContain('vet: failure in 0 ms: 2 findings');
    expect(host.summary).toContain('| vet | ❌ failure: 2 findings |');
  });

  test('what is thrown counts more than what was said before', async () => {
    const { report } = await runFakePhase(
      action({
        run: ({ stage }) =>
          stage('vet', async ({ end }) => {
            end('success', 'all is well');
            await no();
          }),
      }),
      { inputs: good },
    );
    expect(report?.stages).toEqual([expect.objectContaining({ name: 'vet', outcome: 'failure' })]);
    expect(report?.stages[0]?.reason).toBeUndefined();
  });
});
