import { markdownCode, markdownTable, markdownText } from '@fairlead/core';
import type { CheckResult, ConditionStatus } from '../verdict/condition.ts';
import type { GateVerdict } from '../verdict/decide.ts';
import { renderCoverage } from './coverage.ts';
import type { Evidence } from './evidence.ts';
import { renderFailedTests } from './failed-tests.ts';

const MARK: Readonly<Record<ConditionStatus, string>> = {
  passed: '✅',
  failed: '❌',
  warned: '⚠️',
  skipped: '⏭️',
  errored: '💥',
};
const HEADLINE: Readonly<Record<GateVerdict, string>> = {
  pass: 'Gate passed',
  fail: 'Gate failed',
  error: 'Gate not checked',
};

/** Findings that are shown; the log has all. */
const SHOWN_FINDINGS = 50;

/** The verdict with its numbers first, then what explains it, then what one may want to read. */
export function renderSummary(
  gate: GateVerdict,
  results: readonly CheckResult[],
  { tests, coverage }: Evidence,
): string {
  const sections = [
    renderHeadline(gate, results),
    renderConditions(results),
    tests === undefined ? '' : renderFailedTests(tests.run),
    renderFindings(results),
    coverage === undefined ? '' : renderCoverage(coverage.measurement),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function renderHeadline(gate: GateVerdict, results: readonly CheckResult[]): string {
  const numbers = (['coverage', 'test'] as const).flatMap((name) => {
    const condition = results.find((result) => result.condition.name === name)?.condition;
    if (condition === undefined || condition.actual === '') return [];
    return [name === 'coverage' ? `coverage ${condition.actual} (${condition.limit})` : condition.actual];
  });
  return [`**${HEADLINE[gate]}**`, ...numbers].join(' · ');
}

function renderConditions(results: readonly CheckResult[]): string {
  return markdownTable(
    ['Condition', 'Status', 'Measured', 'Demanded', 'Why'],
    results.map(({ condition }) => [
      condition.name,
      `${MARK[condition.status]} ${condition.status}`,
      condition.actual,
      condition.limit,
      markdownText(condition.reason),
    ]),
  );
}

function renderFindings(results: readonly CheckResult[]): string {
  const findings = results
    .filter(({ condition }) => condition.name === 'gofmt' || condition.name === 'vet')
    .flatMap((result) => result.findings);
  if (findings.length === 0) return '';
  const rows = findings
    .slice(0, SHOWN_FINDINGS)
    .map(({ title, file, line, message }) => [
      title,
      markdownCode(`${file}:${line ?? 1}`),
      markdownText(message),
    ]);
  const rest = findings.length - rows.length;
  const table = markdownTable(['Check', 'Where', 'What'], rows);
  return `#### Findings\n\n${table}${rest > 0 ? `\n${rest} more in the log.\n` : ''}`;
}
