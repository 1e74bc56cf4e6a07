import type { Annotation } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import type { RunContext } from '../src/context.ts';
import { publishVerdict } from '../src/publish/verdict.ts';
import type { CheckResult, ConditionStatus } from '../src/verdict/condition.ts';

function result(name: string, status: ConditionStatus, more: Partial<CheckResult> = {}): CheckResult {
  const condition = { name, status, actual: 'a', limit: 'l', reason: `${name} is ${status}` };
  return {
    condition,
    findings: [],
    code: status === 'passed' ? '' : 'GATE_TESTS_FAILED',
    details: [],
    ...more,
  };
}

/** What a verdict told, and how it ended. */
function publish(results: readonly CheckResult[], continueOnFail = false) {
  const told = {
    outputs: {} as Record<string, string>,
    data: {} as Record<string, unknown>,
    verdicts: [] as { name: string; outcome: string; reason: string }[],
    warnings: [] as string[],
    annotations: [] as Annotation[],
    summary: '',
    settled: undefined as readonly [string, string | undefined] | undefined,
    error: undefined as unknown,
  };
  const context = {
    inputs: { continueOnFail, summary: 'always' },
    output: (name: string, value: string) => void Object.assign(told.outputs, { [name]: value }),
    report: {
      set: (name: string, value: unknown) => void Object.assign(told.data, { [name]: value }),
      addVerdict: (verdict: (typeof told.verdicts)[number]) => void told.verdicts.push(verdict),
    },
    log: { warn: (line: string) => void told.warnings.push(line) },
    host: { annotate: (annotation: Annotation) => void told.annotations.push(annotation) },
    summarize: (text: string) => {
      told.summary += text;
    },
    settle: (outcome: string, reason?: string) => {
      told.settled = [outcome, reason];
    },
  };
  try {
    const leftOut = [{ file: 'w.go', why: '//go:build windows' }];
    const doubts = ['tag integraton is in no file'];
    publishVerdict(context as unknown as RunContext, { leftOut, doubts }, results);
  } catch (error) {
    told.error = error;
  }
  return told;
}

describe('a verdict is told everywhere', () => {
  it('a pass, with its numbers', () => {
    const told = publish([result('vet', 'passed'), result('gofmt', 'skipped'), result('test', 'passed')]);
    expect(told.error).toBeUndefined();
    expect(told.settled).toEqual(['passed', 'vet: vet is passed; test: test is passed']);
    expect(told.data).toMatchObject({ gate: 'passed', leftOut: [{ file: 'w.go' }] });
    expect(told.summary).toContain('- **Warning** tag integraton is in no file');
    expect(JSON.parse(told.outputs['conditions'] ?? '')).toEqual(told.data['conditions']);
    expect(told.summary).toContain('**Gate passed**');
    expect(told.summary).toContain('1 Go file left out by build constraints');
    expect(told.warnings).toEqual([]);
  });

  it.each([
    ['passed', 'success'],
    ['failed', 'failure'],
    ['warned', 'warning'],
    ['skipped', 'skipped'],
    ['errored', 'error'],
  ] as const)('%s is %s in the report', (status, outcome) => {
    const told = publish([result('test', status), result('vet', 'passed')]);
    expect(told.verdicts).toEqual([
      { name: 'test', outcome, reason: `test is ${status}` },
      { name: 'vet', outcome: 'success', reason: 'vet is passed' },
    ]);
  });

  it('a warned condition passes with a warning, and its reason is told', () => {
    const told = publish([result('test', 'warned'), result('vet', 'passed')]);
    expect(told.warnings).toEqual(['test: test is warned']);
    expect(told.settled?.[1]).toContain('test: test is warned');
  });

  it('what a check warns of is told whatever its verdict', () => {
    const warnings = ['coverage-exclude "old/**" matches no file of the profile'];
    expect(publish([result('coverage', 'passed', { warnings })]).warnings).toEqual(warnings);
    expect(publish([result('coverage', 'failed', { warnings })]).warnings).toEqual(warnings);
  });

  it.each([
    ['failed', 'policy', 'failed'],
    ['errored', 'tool', 'error'],
  ] as const)('a condition that %s ends the run and settles no pass', (status, kind, gate) => {
    const told = publish([result('test', status), result('vet', 'passed')]);
    expect(told.error).toMatchObject({ kind, code: 'GATE_TESTS_FAILED' });
    expect(told.settled).toBeUndefined();
    expect(told.data['gate']).toBe(gate);
  });

  it('findings are errors, or warnings where a failed gate may go on; never so where one was not checked', () => {
    const findings = [{ file: 'a.go', line: 3, title: 't', message: 'm' }];
    const level = (status: ConditionStatus, goOn: boolean) =>
      publish([result('test', status, { findings })], goOn).annotations.map((item) => item.level);
    expect(level('failed', false)).toEqual(['error']);
    expect(level('failed', true)).toEqual(['warning']);
    expect(level('errored', true)).toEqual(['error']);
  });
});
