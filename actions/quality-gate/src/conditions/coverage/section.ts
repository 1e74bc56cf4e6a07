import { countOf, markdownCode, markdownDetails, markdownTable, markdownText } from '@fairlead/core';
import { type CoverageMeasurement, formatPercentage, leastCovered, type StatementCount } from '@fairlead/go';

/** Rows that are shown; the rest is counted. */
const SHOWN = { functions: 10, packages: 50, excluded: 100 } as const;

/** Where tests would help most, then all packages, then what does not count. */
export function renderCoverage(measurement: CoverageMeasurement): string {
  const parts = [
    renderFunctions(measurement),
    renderPackages(measurement),
    renderExcluded(measurement),
    renderOutside(measurement),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function renderFunctions({ functions }: CoverageMeasurement): string {
  const rows = leastCovered(functions, SHOWN.functions).map((item) => [
    markdownCode(item.name),
    markdownText(`${item.file}:${item.line}`),
    percent(item),
    missed(item),
  ]);
  if (rows.length === 0) return '';
  const head = ['Function', 'Where', 'Coverage', 'Missed'];
  return `#### Least covered functions\n\n${markdownTable(head, rows, ['left', 'left', 'right', 'right'])}`;
}

function renderPackages({ packages }: CoverageMeasurement): string {
  if (packages.length === 0) return '';
  const rows = [...packages]
    .sort((a, b) => share(a) - share(b) || missed(b) - missed(a))
    .slice(0, SHOWN.packages)
    .map((item) => [markdownText(item.name), percent(item), item.covered, item.statements, missed(item)]);
  const head = ['Package', 'Coverage', 'Covered', 'Statements', 'Missed'];
  const table = markdownTable(head, rows, ['left', 'right', 'right', 'right', 'right']);
  const rest = packages.length - rows.length;
  return `#### Coverage by package\n\n${table}${rest > 0 ? `\n${rest} more in the report.\n` : ''}`;
}

function renderExcluded({ excluded }: CoverageMeasurement): string {
  if (excluded.length === 0) return '';
  const statements = excluded.reduce((sum, file) => sum + file.statements, 0);
  const title = `${countOf(excluded.length, 'file')} left out of coverage (${countOf(statements, 'statement')})`;
  const rows = excluded
    .slice(0, SHOWN.excluded)
    .map((file) => [markdownText(file.file), markdownText(file.reason), file.statements]);
  const table = markdownTable(['File', 'Why', 'Statements'], rows, ['left', 'left', 'right']);
  const rest = excluded.length - rows.length;
  return markdownDetails(title, `${table}${rest > 0 ? `\n${rest} more in the report.\n` : ''}`);
}

function renderOutside({ outsideFunctions }: CoverageMeasurement): string {
  if (outsideFunctions.statements === 0) return '';
  const count = countOf(outsideFunctions.statements, 'statement');
  return `${count} in package-level literals count here (${outsideFunctions.covered} covered); \`go tool cover -func\` leaves them out of its total.`;
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
