import { CancelledError, type Exec, ExternalError, ToolError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { runChecks } from '../src/conditions/run-checks.ts';
import type { RunContext } from '../src/context.ts';
import type { Plan } from '../src/plan/plan.ts';
import { resolveRules } from '../src/plan/rules.ts';
import { plainSettings } from './support/plain-settings.ts';
import { planOf } from './support/plan-of.ts';

type Answer = { readonly exitCode?: number; readonly stdout?: string; readonly stderr?: string } | Error;

/** Runs gofmt and vet over a plan of one module; programs answer as told. */
async function check(
  answers: Readonly<Record<string, Answer>>,
  more: Partial<Plan> = {},
  settings: { readonly failFast?: boolean; readonly checks?: readonly string[] } = {},
) {
  const file = { module: 'm', go: '1.26', toolchain: undefined, use: [] };
  const module = { dir: '/w', path: 'm', file, workFile: undefined, vendored: false };
  const plan = planOf({
    goFiles: ['a.go'],
    modules: [{ module, cwd: '/w', env: {}, patterns: ['./...'], packages: [] }],
    ...more,
  });
  const run: Exec['run'] = async (program, args) => {
    const answer = answers[program === 'go' ? (args[0] ?? '') : program] ?? {};
    if (answer instanceof Error) throw answer;
    return { exitCode: 0, stdout: '', stderr: '', durationMs: 0, ...answer };
  };
  const ends: string[] = [];
  const context = {
    exec: { run },
    files: { readText: async () => 'package a\n' },
    log: { info: () => {}, debug: () => {} },
    workspace: '/w',
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
  return { conditions, ends, results };
}

const DIFF = '--- a.go.orig\n+++ a.go\n@@ -1,1 +1,1 @@\n-x\n+y\n';
const FINDING = { exitCode: 1, stderr: '# m\nv.go:3:4: wrong\n' };

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

  it.each<[string, Answer, string]>([
    ['ends badly without a finding', { exitCode: 2, stderr: 'boom\n' }, 'GATE_NOT_CHECKED'],
    ['is killed', new ToolError({ code: 'TOOL_KILLED', message: 'killed', argv: [] }), 'TOOL_KILLED'],
    ['finds the disk full', new ExternalError({ code: 'DISK_FULL', message: 'no room' }), 'DISK_FULL'],
  ])('are errored where the tool %s', async (_, vet, code) => {
    const { conditions, ends } = await check({ vet });
    expect(conditions['vet']).toMatchObject({ status: 'errored', code, limit: '0 findings' });
    expect(ends).toEqual(['vet']);
  });

  it.each<[string, Error]>([
    ['a cancel', new CancelledError('cancelled')],
    ['a bug', new TypeError('a bug')],
  ])('end altogether with %s', async (_, error) => {
    await expect(check({ vet: error })).rejects.toBe(error);
  });

  it('are errored by flags in GOFLAGS, except those that do not use Go', async () => {
    const { conditions } = await check({}, { goflags: '-mod=mod -json' });
    expect(conditions['gofmt']?.status).toBe('passed');
    expect(conditions['vet']).toMatchObject({
      status: 'errored',
      code: 'GATE_NOT_CHECKED',
      reason: expect.stringMatching(/^GOFLAGS has -json, which /),
    });
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
    expect(details).toHaveLength(31);
    expect(details.at(-1)).toBe('… and 70 more');
    expect(Math.max(...details.map((line) => line.length))).toBeLessThan(310);
  });
});
