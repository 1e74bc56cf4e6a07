import { errorMessage, FairleadError } from '../errors.ts';
import type { CheckReport } from '../provider.ts';

/** The lines of a check, one a finding, remedies below. */
export function renderCheck(report: CheckReport): string[] {
  const mark = { offers: '✓', lacks: '✗', unknown: '?' } as const;
  const width = Math.max(...report.findings.map(({ what }) => what.length));
  const lines = report.findings.flatMap(({ what, state, detail, hint }) => [
    `  ${mark[state]} ${what.padEnd(width)}  ${detail}`,
    ...(hint === undefined ? [] : [`    ${' '.repeat(width)}  → ${hint}`]),
  ]);
  const lacking = report.findings.filter(({ state }) => state === 'lacks').length;
  const verdict = report.ok
    ? 'nothing is lacking'
    : `${lacking} ${lacking === 1 ? 'thing is' : 'things are'} lacking`;
  return [`${report.provider} cluster ${report.cluster}: ${verdict}`, ...lines];
}

/** The lines of an error: what happened, evidence, what to do. */
export function renderError(error: unknown): string[] {
  if (!(error instanceof FairleadError)) {
    return [`error: ${errorMessage(error)}`, ...(error instanceof Error && error.stack ? [error.stack] : [])];
  }
  return [
    `error: ${error.message} [${error.code}]`,
    ...error.details.map((line) => `  | ${line}`),
    ...(error.hint === undefined ? [] : [`  → ${error.hint}`]),
  ];
}
