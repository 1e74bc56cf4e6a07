import { CancelledError, type Exec, ExternalError, ToolError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { runChecks } from '../src/conditions/run-checks.ts';
import type { RunContext } from '../src/context.ts';
import type { Plan } from '../src/plan/plan.ts';
import { type RuleInputs, resolveRules } from '../src/plan/rules.ts';
import { moduleOf } from './support/module-of.ts';
import { plainSettings } from './support/plain-settings.ts';
import { planOf } from './support/plan-of.ts';
import { ruleOf } from './support/rule-of.ts';

type Answer = { readonly exitCode?: number; readonly stdout?: string; readonly stderr?: string } | Error;

/** Runs gofmt and vet over a plan of one module; programs answer as told. */
async function check(
  answers: Readonly<Record<string, Answer>>,
  more: Partial<Plan> = {},
  settings: Partial<RuleInputs> = {},
) {
  const plan = planOf({
    goFiles: ['a.go'],
    modules: [moduleOf('/w', 'm')],
    ...more,
  });
  const asked: string[] = [];
  const run: Exec['run'] = async (program, args) => {
    asked.push([program, ...args].join(' '));
    const answer = answers[program === 'go' ? (args[0] ?? '') : program] ?? {};
    if (answer instanceof Error) throw answer;
    return { exitCode: 0, stdout: '', stderr: '', durationMs: 0, ...answer };
  };
  const ends: string[] = [];
  const context = {
    exec: { run },
    files: {
      readText: async () => 'package a\n',
      remove: async () => {},
      stat: async () => undefined,
      realPath: async (path: string) => path,
    },
    log: { info: () => {}, debug: () => {} },
    workspace: '/w',
    workingDirectory: '/w',
    reportFolder: '/r',
    trust: { level: 'trusted', why: '', base: [] },
    signal: new AbortController().signal,
    stage: async (name: string, work: () => Promise<unknown>) => {
      try {
        return await work();
      } catch (error) {
        ends.push(name);
        throw error;
      }
    },
  };
  const rules = resolveRules({
    ...plainSettings,
    checks: ['gofmt', 'vet'],
    coverageThreshold: undefined,
    preset: 'standard',
    ...settings,
  });
  const results = await runChecks(context as unknown as RunContext, plan, rules);
  const conditions = Object.fromEntries(
    results.map(({ condition, code }) => [condition.name, { ...condition, code }]),
  );
  return { conditions, ends, results, asked };
}

const DIFF = '--- a.go.orig\n+++ a.go\n@@ -1,1 +1,1 @@\n-x\n+y\n';
const FINDING = { exitCode: 1, stderr: '# m\nv.go:3:4: wrong\n' };

describe('what is left out on purpose', () => {
  it('is not formatted, and a pattern for nothing is told', async () => {
    const { conditions, results, asked } = await check(
      {},
      { goFiles: ['a.go', 'gen/b.go'] },
      { formatExclude: ['gen/**', 'old/**'] },
    );
    expect(asked[0]).toBe('gofmt -d -- a.go');
    expect(conditions['gofmt']?.reason).toBe('1 file, all formatted');
    expect(results[0]?.warnings).toEqual(['format-exclude "old/**" matches no Go file']);
  });

  it.each([
    ['error', 'errored'],
    ['skip', 'skipped'],
  ] as const)('is a tool that is not there, missing-tools %s (QG-10)', async (missingTools, status) => {
    const missing = new ToolError({
      code: 'TOOL_MISSING',
      message: 'golangci-lint is not on PATH',
      argv: [],
    });
    const settings = { checks: ['gofmt', 'lint'], missingTools };
    const { conditions } = await check({ 'golangci-lint': missing, gofmt: {} }, {}, settings);
    expect(conditions['lint']).toMatchObject({
      status,
      reason: expect.stringContaining('golangci-lint is not on PATH'),
    });
    const broken = await check({ gofmt: missing }, {}, settings);
    expect(broken.conditions['gofmt']?.status).toBe('errored');
  });

  it('is no row of its own: a tool that nobody asked for', async () => {
    expect(Object.keys((await check({})).conditions)).toEqual(['gofmt', 'vet', 'test', 'coverage']);
  });
});

describe('the checks one after the other', () => {
  it('pass, and what is not wanted is skipped', async () => {
    const { conditions, ends } = await check({});
    expect(conditions).toMatchObject({
      gofmt: { status: 'passed', reason: '1 file, all formatted', code: '' },
      vet: { status: 'passed', reason: '0 findings in 0 packages', code: '' },
      test: { status: 'skipped', reason: 'not in checks' },
      coverage: { status: 'skipped', reason: 'not in checks', limit: '>= 75 %' },
    });
    expect(ends).toEqual([]);
  });

  it('go on after one that failed, whose stage shows it', async () => {
    const { conditions, ends } = await check({ gofmt: { stdout: DIFF }, vet: FINDING });
    expect(conditions).toMatchObject({
      gofmt: { status: 'failed', code: 'GATE_FORMAT_FAILED', reason: '1 of 1 file not formatted: a.go' },
      vet: { status: 'failed', code: 'GATE_VET_FAILED', reason: '1 finding: v.go:3:4: wrong' },
    });
    expect(ends).toEqual(['gofmt', 'vet']);
  });

  it('take a finding for one also where the tool ends well', async () => {
    const { conditions } = await check({ vet: { stderr: '# m\nv.go:3:4: wrong\n' } });
    expect(conditions['vet']).toMatchObject({ status: 'failed' });
  });

  it.each<[string, Answer]>([
    ['failed', { stdout: DIFF }],
    ['errored', { exitCode: 2, stderr: 'boom' }],
  ])('stop after one that %s with fail-fast', async (status, gofmt) => {
    const { conditions } = await check({ gofmt }, {}, { failFast: true });
    expect(conditions).toMatchObject({
      gofmt: { status },
      vet: { status: 'skipped', reason: `not reached: gofmt ${status} and fail-fast is set` },
    });
    expect((await check({}, {}, { failFast: true })).conditions['vet']?.status).toBe('passed');
  });

  describe('with fail-fast, where a condition judges what one found', () => {
    const demand: Partial<RuleInputs> = {
      failFast: true,
      conditions: [ruleOf({ metric: 'unformatted-files', operator: '<=', threshold: '1' })],
    };

    it('go on, and its stage is no failure', async () => {
      const { conditions, ends } = await check({ gofmt: { stdout: DIFF }, vet: FINDING }, {}, demand);
      expect(conditions['unformatted-files']?.status).toBe('passed');
      expect(conditions['vet']?.status).toBe('failed');
      expect(ends).toEqual(['vet']);
    });

    it('still stop after one that could not look', async () => {
      const { conditions, ends } = await check({ gofmt: { exitCode: 2, stderr: 'boom' } }, {}, demand);
      expect(conditions['unformatted-files']?.status).toBe('errored');
      expect(conditions['vet']?.reason).toBe('not reached: gofmt errored and fail-fast is set');
      expect(ends).toEqual(['gofmt']);
    });
  });

  it.each<[string, Answer, string]>([
    ['ends badly without a finding', { exitCode: 2, stderr: 'boom\n' }, 'GATE_NOT_CHECKED'],
    ['is killed', new ToolError({ code: 'TOOL_KILLED', message: 'killed', argv: [] }), 'TOOL_KILLED'],
    ['finds the disk full', new ExternalError({ code: 'DISK_FULL', message: 'no room' }), 'DISK_FULL'],
  ])('are errored where the tool %s', async (_, vet, code) => {
    const { conditions, ends } = await check({ vet });
    expect(conditions['vet']).toMatchObject({ status: 'errored', code, limit: '0 findings' });
    expect(ends).toEqual(['vet']);
  });

  it.each<[string, string, string]>([
    ['the last line', 'first\nboom\n', 'boom'],
    [
      'an import cycle, which takes several lines,',
      'package m/a\n\timports m/b from a.go\n\timports m/a from b.go: import cycle not allowed\n',
      'package m/a imports m/b from a.go imports m/a from b.go: import cycle not allowed',
    ],
  ])('tell %s of a vet that ends badly without a finding', async (_, stderr, said) => {
    const { conditions } = await check({ vet: { exitCode: 1, stderr } });
    expect(conditions['vet']?.reason).toBe(`go vet ended with exit code 1 in m without a finding: ${said}`);
  });

  it('name two findings of vet and count the rest', async () => {
    const stderr = '# m\na.go:1:1: one\nb.go:2:1: two\nc.go:3:1: three\n';
    const { conditions } = await check({ vet: { exitCode: 1, stderr } });
    expect(conditions['vet']?.reason).toBe('3 findings: a.go:1:1: one, b.go:2:1: two and 1 more');
  });

  it.each<[string, Error]>([
    ['a cancel', new CancelledError('cancelled')],
    ['a bug', new TypeError('a bug')],
  ])('end altogether with %s', async (_, error) => {
    await expect(check({ vet: error })).rejects.toBe(error);
  });

  it('are errored by flags in GOFLAGS, except those that do not use Go', async () => {
    const all = { checks: ['gofmt', 'vet', 'test', 'coverage'] };
    const { conditions } = await check({}, { goflags: '-mod=mod -json' }, all);
    expect(conditions['gofmt']?.status).toBe('passed');
    for (const name of ['vet', 'test', 'coverage'])
      expect(conditions[name]).toMatchObject({
        status: 'errored',
        code: 'GATE_NOT_CHECKED',
        reason: expect.stringMatching(/^GOFLAGS has -json, which /),
      });
  });

  it('look at the sources only for what is wanted', async () => {
    const tool = new ToolError({ code: 'TOOL_MISSING', message: 'no cover tool', argv: ['go'] });
    const coverage = await check({ tool }, {}, { checks: ['coverage'] });
    expect(coverage.conditions['coverage']?.status).toBe('errored');
    expect(coverage.asked).toEqual(['go tool -n cover']);
    expect((await check({ tool }, {}, { checks: ['gofmt'] })).asked).toEqual(['gofmt -d -- a.go']);
  });

  it('are errored where a C compiler is missing, unless something else is wrong', async () => {
    const needCompiler = ['c'];
    const passed = await check({}, { needCompiler });
    expect(passed.conditions).toMatchObject({
      gofmt: { status: 'passed' },
      vet: { status: 'errored', code: 'GATE_NOT_CHECKED', reason: expect.stringContaining('c imports "C"') },
    });
    const own = await check(
      { vet: { exitCode: 1, stderr: '# m/c\nc/c_test.go:3:4: undefined: F\n' } },
      { needCompiler },
    );
    expect(own.conditions['vet']).toMatchObject({
      status: 'errored',
      reason: expect.stringContaining('undefined: F'),
    });
    const other = await check({ vet: FINDING }, { needCompiler });
    expect(other.conditions['vet']).toMatchObject({ status: 'failed', code: 'GATE_VET_FAILED' });
  });

  it('bound reasons and evidence', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `v.go:${index + 1}:1: ${'x'.repeat(4_000)}`);
    const { results, conditions } = await check({
      vet: { exitCode: 1, stderr: `# m\n${lines.join('\n')}\n` },
    });
    expect(conditions['vet']?.reason.length).toBeLessThan(1_100);
    const details = results.find(({ condition }) => condition.name === 'vet')?.details ?? [];
    expect(conditions['vet']?.reason).toMatch(/^100 findings: v\.go:1:1: x/);
    expect(details).toHaveLength(31);
    expect(details[0]).toMatch(/^v\.go:1:1: x+…$/);
    expect(details.at(-1)).toBe('… and 70 more');
    expect(Math.max(...details.map((line) => line.length))).toBeLessThan(310);
  });
});

it('a check that could not look at the sources is errored, and is not run', async () => {
  const { conditions } = await check({}, {}, { checks: ['gofmt', 'vet', 'sonar'], sonarProject: 'orders' });
  expect(conditions['sonar']).toMatchObject({
    status: 'errored',
    code: 'GATE_NOT_CHECKED',
    reason: expect.stringContaining('there is no .scannerwork/report-task.txt'),
  });
});
