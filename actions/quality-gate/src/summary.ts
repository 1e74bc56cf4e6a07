import { markdownCode, markdownDetails, markdownTable, markdownText } from '@fairlead/core';
import { type CoverageMeasurement, formatPercentage, leastCovered, type StatementCount } from '@fairlead/go';
import { renderFailedTests } from './summary/failed-tests.ts';
import type { CheckResult, ConditionStatus } from './verdict/condition.ts';
import type { GateVerdict } from './verdict/decide.ts';
import type { Evidence } from './verdict/evidence.ts';
import { countOf } from './words.ts';

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

/** Rows that are shown; the rest is counted and stands in the report. */
const SHOWN = { packages: 50, functions: 10, findings: 50 } as const;

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
    .slice(0, SHOWN.findings)
    .map(({ title, file, line, message }) => [
      title,
      markdownCode(`${file}:${line ?? 1}`),
      markdownText(message),
    ]);
  const rest = findings.length - rows.length;
  const table = markdownTable(['Check', 'Where', 'What'], rows);
  return `#### Findings\n\n${table}${rest > 0 ? `\n${rest} more in the log.\n` : ''}`;
}

function renderCoverage(measurement: CoverageMeasurement): string {
  const { packages, functions, excluded, outsideFunctions } = measurement;
  const worstFirst = [...packages].sort((a, b) => share(a) - share(b) || missed(b) - missed(a));
  const rows = worstFirst
    .slice(0, SHOWN.packages)
    .map((item) => [markdownText(item.name), percent(item), item.covered, item.statements, missed(item)]);
  const more =
    packages.length > rows.length ? `\n${packages.length - rows.length} more in the report.\n` : '';
  const head = ['Package', 'Coverage', 'Covered', 'Statements', 'Missed'];
  const table = markdownTable(head, rows, ['left', 'right', 'right', 'right', 'right']);
  const worst = leastCovered(functions, SHOWN.functions).map((item) => [
    markdownCode(item.name),
    markdownText(`${item.file}:${item.line}`),
    percent(item),
    missed(item),
  ]);
  return [
    `#### Coverage by package\n\n${table}${more}`,
    worst.length === 0
      ? ''
      : `#### Least covered functions\n\n${markdownTable(['Function', 'Where', 'Coverage', 'Missed'], worst, ['left', 'left', 'right', 'right'])}`,
    renderExcluded(excluded),
    outsideFunctions.statements === 0
      ? ''
      : `${countOf(outsideFunctions.statements, 'statement')} in package-level literals count here (${outsideFunctions.covered} covered); \`go tool cover -func\` leaves them out of its total.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function renderExcluded(excluded: CoverageMeasurement['excluded']): string {
  if (excluded.length === 0) return '';
  const statements = excluded.reduce((sum, file) => sum + file.statements, 0);
  const title = `${countOf(excluded.length, 'file')} left out of coverage (${countOf(statements, 'statement')})`;
  const rows = excluded.map((file) => [markdownText(file.file), markdownText(file.reason), file.statements]);
  return markdownDetails(
    title,
    markdownTable(['File', 'Why', 'Statements'], rows, ['left', 'left', 'right']),
  );
}

function percent(count: StatementCount): string {
  return `${formatPercentage(count)} %`;
}

function share({ covered, statements }: StatementCount): number {
  return statements === 0 ? 1 : covered / statements;
}

function missed({ covered, statements }: StatementCount): number {
  return statements - covered;
}
