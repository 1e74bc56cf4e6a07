import { PolicyError, ToolError } from '@fairlead/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNames } from '../src/conditions/registry.ts';
import { planAnnotations } from '../src/publish/annotations.ts';
import { gateError } from '../src/publish/gate-error.ts';
import type { CheckResult, ConditionStatus, Finding } from '../src/verdict/condition.ts';
import { decideGate } from '../src/verdict/decide.ts';

const result = (
  name: string,
  status: ConditionStatus,
  code = '',
  findings: readonly Finding[] = [],
): CheckResult => ({
  condition: { name, status, actual: '', limit: '', reason: `${name} ${status}` },
  findings,
  code,
  details: [`evidence of ${name}`],
});

const finding = (file: string, line: number, message = 'wrong'): Finding => ({
  file,
  line,
  title: 't',
  message,
});

describe('the verdict over all conditions', () => {
  it.each<[string, ConditionStatus[], string]>([
    ['all passed', ['passed', 'passed'], 'passed'],
    ['a warning', ['passed', 'warned'], 'passed'],
    ['a warning alone', ['warned', 'skipped'], 'passed'],
    ['one failed', ['passed', 'failed'], 'failed'],
    ['one errored', ['passed', 'errored'], 'error'],
    ['failed and errored', ['errored', 'failed'], 'failed'],
    ['nothing was checked', ['skipped', 'skipped'], 'error'],
    ['no condition at all', [], 'error'],
  ])('%s', (_, statuses, expected) => {
    expect(decideGate(statuses.map((status) => result('test', status)))).toBe(expected);
  });

  it('passes only when nothing failed, nothing errored and something was judged', () => {
    const statuses = fc.array(
      fc.constantFrom<ConditionStatus>('passed', 'failed', 'warned', 'skipped', 'errored'),
    );
    fc.assert(
      fc.property(statuses, (list) => {
        const gate = decideGate(list.map((status) => result('vet', status)));
        const clean = !list.includes('failed') && !list.includes('errored');
        const judged = list.includes('passed') || list.includes('warned');
        expect(gate === 'passed').toBe(clean && judged);
      }),
    );
  });

  it('takes the code and remedy of a single obstacle, and one for several', () => {
    const low = gateError([result('test', 'passed'), result('coverage', 'failed', 'GATE_COVERAGE_TOO_LOW')]);
    expect(low).toBeInstanceOf(PolicyError);
    expect(low).toMatchObject({
      code: 'GATE_COVERAGE_TOO_LOW',
      hint: expect.stringContaining('Test the functions'),
    });
    const two = gateError([
      result('test', 'errored', 'GATE_NOT_CHECKED'),
      result('vet', 'failed', 'GATE_VET_FAILED'),
    ]);
    expect(two).toMatchObject({
      code: 'GATE_FAILED',
      message: 'the gate failed: vet: vet failed; test: test errored',
      details: ['evidence of vet', 'evidence of test'],
      hint: 'vet: Correct the lines that the annotations show; test: Read the reason in the conditions table. A gate that was not checked never passes; the step summary has every finding, annotations stand at their lines',
    });
  });

  it('is no policy when a tool broke', () => {
    const error = gateError([result('test', 'errored', 'TOOL_KILLED')]);
    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ code: 'TOOL_KILLED', hint: expect.stringContaining('out-of-memory') });
    const unknown = gateError([result('test', 'errored', 'GATE_NOBODY_KNOWS')]);
    expect(unknown.hint).toContain('never passes');
  });

  it.each([
    ['DISK_FULL', ['DISK_FULL', 'DISK_FULL', 'GATE_NOT_CHECKED']],
    ['TOOL_KILLED', ['GATE_NOT_CHECKED', 'TOOL_KILLED', 'TOOL_KILLED']],
    ['DISK_FULL', ['TOOL_KILLED', 'GATE_NOT_CHECKED', 'DISK_FULL']],
    ['GATE_NOT_CHECKED', ['GATE_NOT_CHECKED', 'TOOL_MISSING']],
  ])('is %s where the checks ended as %j', (code, endings) => {
    const error = gateError(endings.map((ending, index) => result(`check${index}`, 'errored', ending)));
    expect(error).toMatchObject({ code, message: expect.stringContaining('could not be checked') });
  });
});

describe('the annotations that GitHub shows', () => {
  it('leave room for the failure line and count the rest', () => {
    const many = Array.from({ length: 25 }, (_, index) => finding('a.go', index + 1));
    const annotations = planAnnotations([result('gofmt', 'failed', '', many)]);
    expect(annotations.filter((item) => item.level === 'error')).toHaveLength(9);
    expect(annotations.at(-1)).toMatchObject({
      level: 'notice',
      message: '16 more findings are listed in the step summary',
    });
  });

  it('show tests before vet before coverage before format, and every place once', () => {
    const shared = finding('b.go', 2, 'undefined: x');
    const annotations = planAnnotations([
      result('gofmt', 'failed', '', [finding('d.go', 1)]),
      result('coverage', 'failed', '', [finding('c.go', 1)]),
      result('vet', 'failed', '', [shared, finding('b.go', 7)]),
      result('test', 'failed', '', [shared, finding('a_test.go', 9)]),
    ]);
    expect(annotations.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'b.go:2',
      'a_test.go:9',
      'b.go:7',
      'c.go:1',
      'd.go:1',
    ]);
  });

  it('keep the column that only one check knows', () => {
    const shared = finding('b.go', 2, 'undefined: x');
    const annotations = planAnnotations([
      result('vet', 'failed', '', [{ ...shared, column: 7 }]),
      result('test', 'failed', '', [{ ...shared, title: 'b does not build' }]),
    ]);
    expect(annotations).toMatchObject([{ file: 'b.go', line: 2, column: 7, title: 'b does not build' }]);
  });

  it('never exceed ten of a level', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 4 }), (sizes) => {
        const results = sizes.map((size, index) =>
          result(
            checkNames[index] ?? 'test',
            'failed',
            '',
            Array.from({ length: size }, (_, line) => finding(`${index}.go`, line)),
          ),
        );
        const shown = planAnnotations(results);
        const errors = shown.filter((item) => item.level === 'error').length;
        const rest = Number(/^\d+/.exec(shown.find((item) => item.level === 'notice')?.message ?? '0')?.[0]);
        expect(errors).toBeLessThanOrEqual(9);
        expect(errors + rest).toBe(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });
});
