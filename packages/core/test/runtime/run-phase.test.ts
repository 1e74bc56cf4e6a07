import { createFakeClock, createFakeExec, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { action, good } from './behaviour.ts';

describe('a main phase that goes well', () => {
  test('gives typed inputs, outputs, stages, report and summary', async () => {
    let seen: unknown;
    const { outcome, host, report } = await runFakePhase(
      action({
        run: async (context) => {
          seen = context.inputs;
          await context.stage('build', async () => context.log.info('working'));
          context.output('image', 'a@sha256:b');
          context.summarize('**12** tests');
        },
      }),
      { inputs: good },
    );
    expect(outcome).toBe('success');
    expect(seen).toMatchObject({ coverage: 75, maxTries: 3, workingDirectory: '.' });
    expect(host.outputs['image']).toBe('a@sha256:b');
    expect(host.outputs['report']).toMatch(/report\.json$/);
    expect(host.lines).toEqual([
      '▸ build',
      'working',
      'build: success in 0 ms',
      'report: /temp/go-build-1/report.html',
    ]);
    expect(host.summary).toContain('✅ go-build: built in');
    expect(host.summary).toContain('**12** tests');
    expect(report).toMatchObject({ schemaVersion: 1, outcome: 'success', outputs: { image: 'a@sha256:b' } });
    expect(report?.stages).toMatchObject([{ name: 'build', outcome: 'success' }]);
    expect(host.exitCode).toBeUndefined();
  });

  test('masks secrets before anything is said, and keeps them out of report and log', async () => {
    const { host, report, records } = await runFakePhase(
      action({
        run: async ({ log, report: builder }) => {
          log.info('the token is tok-123456');
          builder.set('answer', 'tok-123456');
        },
      }),
      { inputs: { ...good, token: 'tok-123456' } },
    );
    expect(host.masks).toEqual(['tok-123456']);
    expect(host.lines).toContain('the token is ***');
    expect(JSON.stringify([report, records, host.summary])).not.toContain('tok-123456');
    expect(report?.inputs['token']).toBe('***');
  });
});

test('TRG-12: an output that contains a registered secret is warned of', async () => {
  const { host } = await runFakePhase(
    action({ run: async ({ output }) => output('image', 'ghcr.io/tok-123456/x') }),
    { inputs: { ...good, token: 'tok-123456' } },
  );
  expect(host.annotations).toMatchObject([{ level: 'warning' }]);
  expect(host.annotations[0]?.message).toMatch(/^output image contains a registered secret: GitHub will/);
});

describe('cancellation', () => {
  test('during a stage: outcome cancelled, report and summary written', async () => {
    const controller = new AbortController();
    const clock = createFakeClock();
    clock.at(1000, () => controller.abort());
    const { outcome, host, report } = await runFakePhase(
      action({ run: ({ stage, signal }) => stage('wait', () => clock.sleep(60_000, signal)) }),
      { inputs: good, clock, signal: controller.signal },
    );
    expect([outcome, host.exitCode]).toEqual(['cancelled', 1]);
    expect(host.annotations[0]?.message).toBe('CANCELLED: cancelled while waiting');
    expect(report).toMatchObject({ outcome: 'cancelled', stages: [{ name: 'wait', outcome: 'cancelled' }] });
    expect(host.summary).toContain('⏹️ go-build: cancelled');
  });

  test('a library that throws its own abort error is cancelled too', async () => {
    const run = () => Promise.reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
    const { outcome } = await runFakePhase(action({ run }), { inputs: good, signal: AbortSignal.abort() });
    expect(outcome).toBe('cancelled');
  });
});

test('OBS-09: every record of the structured log is valid and carries the exported trace', async () => {
  const record = z.strictObject({
    timestamp: z.iso.datetime(),
    level: z.enum(['debug', 'info', 'warning', 'error']),
    service: z.literal('go-build'),
    message: z.string().min(1),
    business_id: z.literal('1001-1'),
    trace_id: z.string().regex(/^[0-9a-f]{32}$/),
    stage: z.string().optional(),
    duration_ms: z.int().nonnegative().optional(),
  });
  let child: Readonly<Record<string, string>> | undefined;
  const exec = createFakeExec([{ on: 'go', exitCode: 1, stderr: 'broken' }]);
  const { records, report } = await runFakePhase(
    action({
      run: async ({ stage, childEnv, log }) => {
        child = childEnv;
        log.warn('careful');
        await stage('compile', async () => void (await exec.run('go', ['build'])));
      },
    }),
    { inputs: good },
  );
  expect(records.length).toBeGreaterThan(3);
  const parsed = records.map((entry) => record.parse(entry));
  expect(new Set(parsed.map((entry) => entry.trace_id))).toEqual(
    new Set([child?.['TRACEPARENT']?.split('-')[1]]),
  );
  expect(report?.traceparent).toBe(child?.['TRACEPARENT']);
  expect(parsed.some((entry) => entry.stage === 'compile' && entry.duration_ms !== undefined)).toBe(true);
  expect(parsed.at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining('TOOL_FAILED') });
});
