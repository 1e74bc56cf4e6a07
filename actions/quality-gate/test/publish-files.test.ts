import { describe, expect, it } from 'vitest';
import { formatBadge } from '../src/publish/badge.ts';
import { renderHandOver } from '../src/publish/hand-over.ts';
import { formatSarif } from '../src/publish/sarif.ts';
import type { CheckResult, ConditionStatus, Finding } from '../src/verdict/condition.ts';

const result = (
  name: string,
  status: ConditionStatus,
  more: Partial<CheckResult> = {},
  actual = '',
): CheckResult => ({
  condition: { name, status, actual, limit: '0 failed', reason: `${name} is ${status}` },
  findings: [],
  code: '',
  details: [],
  ...more,
});
const finding = (more: Partial<Finding> = {}): Finding => ({
  file: 'a b/ä.go',
  line: 3,
  title: 'TestX failed',
  message: 'no',
  ...more,
});

describe('SARIF', () => {
  const read = (findings: readonly Finding[]) =>
    JSON.parse(formatSarif([result('test', 'failed', { findings })], '1.2.3')).runs[0];

  it('has a rule for each kind of finding and not for each test', () => {
    const kinds = [
      'TestX failed',
      'TestY failed',
      'gofmt: syntax',
      'golangci-lint errcheck',
      'patch coverage',
    ];
    const { tool } = read(kinds.map((title) => finding({ title })));
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'go test',
      'gofmt',
      'golangci-lint errcheck',
      'patch coverage',
    ]);
    expect(tool.driver.version).toBe('1.2.3');
  });

  it('has places as URIs, and levels', () => {
    const { results } = read([
      finding({ column: 5, endLine: 9, severity: 'note' }),
      { file: 'go.mod', title: 'x', message: 'y', line: undefined, column: 0 },
    ]);
    expect(results[0]).toMatchObject({
      level: 'note',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b/%C3%A4.go' },
            region: { startLine: 3, startColumn: 5, endLine: 9 },
          },
        },
      ],
    });
    expect(results[1].locations[0].physicalLocation.region).toEqual({ startLine: 1 });
    expect(results[1].level).toBe('error');
  });

  it('is bounded', () => {
    expect(read(Array.from({ length: 5001 }, () => finding())).results).toHaveLength(5000);
  });
});

describe('the badge', () => {
  const coverage = result('coverage', 'passed', {}, '83.21 %');
  it.each([
    ['passed', [coverage], { label: 'coverage', message: '83.21 %', color: 'brightgreen' }],
    ['failed', [coverage], { label: 'coverage', message: '83.21 %', color: 'red' }],
    ['error', [coverage], { label: 'quality gate', message: 'not checked', color: 'lightgrey' }],
    ['passed', [], { label: 'quality gate', message: 'passed', color: 'brightgreen' }],
  ] as const)('of %s', (gate, results, expected) => {
    expect(JSON.parse(formatBadge(gate, results))).toEqual({ schemaVersion: 1, ...expected });
  });
});

describe('the block to hand over', () => {
  it('has class, code, places, what to do and whether a retry helps', () => {
    const text = renderHandOver([
      result('test', 'failed', {
        code: 'GATE_TESTS_FAILED',
        findings: [finding(), finding({ line: undefined })],
      }),
      result('coverage', 'failed', { code: 'GATE_COVERAGE_TOO_LOW' }),
      result('vet', 'errored', { code: 'TOOL_KILLED' }),
      result('gofmt', 'passed'),
    ]);
    expect(text).toContain('condition: test failed, demanded 0 failed\nclass: code\ncode: GATE_TESTS_FAILED');
    expect(text).toContain('where:\n  a b/ä.go:3: no\n  a b/ä.go: no\nwhat to do: Read');
    expect(text).toContain('class: policy\ncode: GATE_COVERAGE_TOO_LOW');
    expect(text).toMatch(/class: infrastructure\ncode: TOOL_KILLED[\s\S]*a retry helps: perhaps/);
    expect(text.match(/a retry helps: no/g)).toHaveLength(2);
    expect(text).not.toContain('gofmt');
  });

  it('is bounded, and empty where nothing stands in the way', () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      result(`c${index}`, 'failed', { findings: Array.from({ length: 11 }, () => finding()) }),
    );
    expect(renderHandOver(many)).toContain('and 2 more');
    expect(renderHandOver(many)).toContain('  and 1 more');
    expect(renderHandOver([result('gofmt', 'passed')])).toBe('');
  });
});
