import { countOf, markdownDetails, markdownTable, markdownText } from '@fairlead/core';
import type { LeftOutFile } from '../plan/plan.ts';
import type { CheckResult, ConditionStatus } from '../verdict/condition.ts';
import type { GateVerdict } from '../verdict/decide.ts';
import { rankResults } from './annotations.ts';
import { renderHandOver } from './hand-over.ts';

const MARK: Readonly<Record<ConditionStatus, string>> = {
  passed: '✅',
  failed: '❌',
  warned: '⚠️',
  skipped: '⏭️',
  errored: '💥',
};
const HEADLINE: Readonly<Record<GateVerdict, string>> = {
  passed: 'Gate passed',
  failed: 'Gate failed',
  error: 'Gate not checked',
};

/** Files that constraints leave out and that are shown. */
const SHOWN_FILES = 50;

/** Characters of all sections together, far below GitHub's limit of 1 MiB for a step. */
const SECTIONS = 400_000;

/** The verdict with its numbers first, then what explains it, then what one may want to read. */
export function renderSummary(
  gate: GateVerdict,
  results: readonly CheckResult[],
  leftOut: readonly LeftOutFile[] = [],
  fold = false,
): string {
  const ranked = rankResults(results);
  const isFine = ({ condition }: CheckResult): boolean =>
    condition.status === 'passed' || condition.status === 'warned';
  const sections = [...ranked.filter((result) => !isFine(result)), ...ranked.filter(isFine)]
    .map((result) => result.section ?? '')
    .concat(renderLeftOut(leftOut))
    .filter((section) => section !== '');
  const shown = fitting(sections);
  const body =
    fold && gate === 'passed' && shown.length > 0
      ? [markdownDetails('What was measured', shown.join('\n\n'))]
      : shown;
  const handOver = renderHandOver(results);
  return [
    renderHeadline(gate, results),
    renderConditions(results),
    ...body,
    ...(handOver === '' ? [] : [handOver]),
  ].join('\n\n');
}

/** Sections up to the limit; one that does not fit is named, never cut in the middle of its Markdown. */
function fitting(sections: readonly string[]): readonly string[] {
  let left = SECTIONS;
  return sections.map((section) => {
    if (section.length > left) return 'More is in the report: it does not fit here.';
    left -= section.length;
    return section;
  });
}

function renderHeadline(gate: GateVerdict, results: readonly CheckResult[]): string {
  const numbers = [...results]
    .reverse()
    .map(({ condition }) => condition)
    .filter(({ name, actual }) => actual !== '' && (name === 'coverage' || name === 'test'))
    .map(({ name, actual, limit }) => (name === 'coverage' ? `coverage ${actual} (${limit})` : actual));
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

function renderLeftOut(files: readonly LeftOutFile[]): string {
  if (files.length === 0) return '';
  const rows = files.slice(0, SHOWN_FILES).map(({ file, why }) => [markdownText(file), markdownText(why)]);
  const rest = files.length - rows.length;
  const title = `${countOf(files.length, 'Go file')} left out by build constraints: neither vetted, tested nor measured`;
  return markdownDetails(
    title,
    `${markdownTable(['File', 'Why'], rows)}${rest > 0 ? `\n${rest} more.\n` : ''}`,
  );
}
