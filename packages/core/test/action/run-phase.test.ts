import {
  createFakeClock,
  createFakeExec,
  createFakeFiles,
  createFakeHttp,
  runFakePhase,
} from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type ActionContext,
  CancelledError,
  common,
  createLocalHost,
  defineAction,
  type FairleadError,
  field,
  PolicyError,
  Redactor,
  runPhase,
} from '../../src/index.ts';

const inputs = {
  config: common.configFile(),
  'working-directory': common.workingDirectory(),
  coverage: field.decimal({ description: 'Limit.', default: '75' }, { min: 0, max: 100 }),
  'max-tries': field.integer({ description: 'Tries.', required: true }),
  token: field.text({ description: 'Secret.', secret: true }),
} as const;
const outputs = { report: { description: 'Report.' }, image: { description: 'Image.' } };

type Context = ActionContext<typeof inputs, typeof outputs>;
interface Behaviour {
  readonly run?: (context: Context) => Promise<void>;
  readonly post?: (context: Context) => Promise<void>;
  readonly postOwnsOutcome?: boolean;
  readonly tolerates?: (failure: FairleadError) => keyof typeof inputs | undefined;
}

const action = ({ run, ...more }: Behaviour = {}) =>
  defineAction({
    name: 'go-build',
    description: 'Test.',
    branding: { icon: 'box', color: 'blue' },
    inputs,
    outputs,
    codes: {},
    permissions: {},
    run: run ?? (async () => {}),
    ...more,
  });
const good = { 'max-tries': '3' };

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
    expect(host.summary).toContain('✅ go-build: success');
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

describe('inputs that are not usable', () => {
  test('all problems at once; nothing is run', async () => {
    let ran = false;
    const { outcome, host, report } = await runFakePhase(
      action({
        run: async () => {
          ran = true;
        },
      }),
      { inputs: { coverage: 'abc', 'working-directory': '../out' } },
    );
    expect([outcome, ran, host.exitCode]).toEqual(['failure', false, 1]);
    const message = host.annotations[0]?.message ?? '';
    expect(message).toContain(
      'INPUT_INVALID: coverage "abc": is not a number (allowed: a number from 0 to 100)',
    );
    expect(message).toContain('max-tries: is required');
    expect(message).toContain('working-directory "../out": leads out of the workspace');
    expect(host.summary).toContain('- max-tries: is required');
    expect(host.outputs['report']).toBeDefined();
    expect(report?.failure).toMatchObject({ kind: 'input', code: 'INPUT_INVALID' });
  });

  test('the post phase is silent about them', async () => {
    const { outcome, host } = await runFakePhase(action({ post: () => Promise.reject(new Error('no')) }), {
      phase: 'post',
    });
    expect([outcome, host.annotations, host.summary]).toEqual(['skipped', [], '']);
  });

  test('values and problems of the config file, with its line', async () => {
    const files = createFakeFiles({
      '/workspace/.github/fairlead.yml': 'go-build:\n  max-tries: 5\n  coverage: 101\n',
    });
    const { host } = await runFakePhase(action(), { files });
    expect(host.annotations[0]?.message).toBe(
      'INPUT_INVALID: coverage "101": is above 100 (allowed: a number from 0 to 100) [.github/fairlead.yml:3:3]',
    );
  });

  test('with a config file that cannot be read, nothing is said of inputs that it may set', async () => {
    const files = createFakeFiles({ '/workspace/.github/fairlead.yml': 'go-build:\n  max-tries: [5\n' });
    const { host } = await runFakePhase(action(), { files, inputs: { coverage: '101' } });
    const message = host.annotations[0]?.message ?? '';
    expect(message).toMatch(
      /^INPUT_INVALID: \.github\/fairlead\.yml: .*\[\.github\/fairlead\.yml:3:1\]; coverage "101"/,
    );
    expect(message).not.toContain('max-tries');
  });

  test('a config file that was named must be there', async () => {
    const { host } = await runFakePhase(action(), { inputs: { ...good, config: 'no.yml' } });
    expect(host.annotations[0]?.message).toContain('config "no.yml": is not a file');
  });
});

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
    expect(host.lines.join('\n')).toContain('run-phase.test.ts');
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
    expect(host.summary).toContain('### ❌ go-build: failure (allowed by coverage) in');
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
  const lines: string[] = [];
  let exitCode: number | undefined;
  const host = createLocalHost({
    env: {},
    inputs: good,
    redactor: new Redactor(),
    print: (line) => void lines.push(line),
    setExitCode: (code) => {
      exitCode = code;
    },
    onSummary: () => {
      throw new Error('ENOSPC: no space left on device');
    },
  });
  const outcome = await runPhase(action(), {
    phase: 'main',
    ports: {
      host,
      files: createFakeFiles(),
      exec: createFakeExec(),
      http: createFakeHttp(),
      clock: createFakeClock(),
    },
    payload: {},
    traceparent: '',
    childEnv: {},
    signal: new AbortController().signal,
  });
  expect([outcome, exitCode]).toEqual(['success', undefined]);
  expect(lines).toContain('warning: the step summary could not be written: ENOSPC: no space left on device');
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

describe('the post phase', () => {
  const post = () => Promise.reject(new CancelledError('finishing'));

  test('reads what main saved', async () => {
    const main = await runFakePhase(action({ run: async ({ saveState }) => saveState('lock', { id: 7 }) }), {
      inputs: good,
    });
    let lock: unknown;
    const after = async ({ readState }: Context): Promise<void> => {
      lock = [readState('lock'), readState('nothing')];
    };
    await runFakePhase(action({ post: after }), { phase: 'post', inputs: good, state: main.host.state });
    expect(lock).toEqual([{ id: 7 }, undefined]);
  });

  test('fails the job only for what it owns', async () => {
    const warning = await runFakePhase(action({ post }), { phase: 'post', inputs: good });
    expect([warning.host.exitCode, warning.host.annotations[0]?.level]).toEqual([undefined, 'warning']);
    const error = await runFakePhase(action({ post, postOwnsOutcome: true }), {
      phase: 'post',
      inputs: good,
    });
    expect([error.host.exitCode, error.host.annotations[0]?.level]).toEqual([1, 'error']);
  });

  test('with nothing to say, it adds no line, no summary and no report output', async () => {
    const { host } = await runFakePhase(action({ post: async () => {} }), { phase: 'post', inputs: good });
    expect([host.lines, host.summary, host.outputs]).toEqual([[], '', {}]);
  });

  test('with something done, it says where its report is', async () => {
    const finish = ({ stage }: Context) => stage('finish', async () => {});
    const { host } = await runFakePhase(action({ post: finish }), { phase: 'post', inputs: good });
    expect(host.lines.at(-1)).toMatch(/^report: .*report\.html$/);
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
