import { markdownCode, markdownTable } from '@fairlead/core';
import { coverage } from './coverage.ts';
import { coverageDelta } from './coverage-delta.ts';
import { lintIssues, modernizers, staticcheckFindings, unformattedFiles, vetFindings } from './findings.ts';
import { lineCoverage } from './line-coverage.ts';
import type { Metric } from './metric.ts';
import { reportCount, reportNumber } from './report-number.ts';
import { sarifResults } from './sarif.ts';
import { secrets } from './secrets.ts';
import { races, testsFailed, testsRun, testsSkipped, testsSkippedShare } from './tests.ts';
import { vulnerabilities } from './vulnerabilities.ts';

/** Every number that a condition can be about. */
export const metrics: readonly Metric[] = [
  coverage,
  lineCoverage,
  coverageDelta,
  testsRun,
  testsFailed,
  testsSkipped,
  testsSkippedShare,
  races,
  vetFindings,
  unformattedFiles,
  lintIssues,
  staticcheckFindings,
  vulnerabilities,
  secrets,
  modernizers,
  sarifResults,
  reportNumber,
  reportCount,
];

/** The metric of a name. @throws TypeError for one that nobody knows. */
export function metricOf(name: string): Metric {
  const found = metrics.find((metric) => metric.name === name);
  if (found === undefined) throw new TypeError(`${name} is no metric`);
  return found;
}

/** The metrics for the README. */
export const metricTable: string = markdownTable(
  ['Metric', 'What it is', 'Unit', 'Scopes', 'Check'],
  metrics.map(({ name, description, unit, scopes, needs }) => [
    markdownCode(name),
    description,
    unit,
    scopes.map(markdownCode).join(', '),
    needs === undefined ? '' : markdownCode(needs),
  ]),
);
