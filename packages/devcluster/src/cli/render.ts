import { errorMessage, FairleadError } from '@fairlead/core';
import type { CheckReport } from '../provider.ts';
import { DISK_FULL } from '../system/run.ts';

const MARKS = { offers: '✓', lacks: '✗', unknown: '?' } as const;

/** The lines of a check, one a finding, remedies below. */
export function renderCheck(report: CheckReport): string[] {
  const width = Math.max(...report.findings.map(({ what }) => what.length));
  const lines = report.findings.flatMap(({ what, state, optional, detail, hint }) => [
    `  ${optional && state === 'lacks' ? '-' : MARKS[state]} ${what.padEnd(width)}  ${detail}`,
    ...(hint === undefined ? [] : [`    ${' '.repeat(width)}  → ${hint}`]),
  ]);
  const lacking = report.findings.filter(({ state, optional }) => state === 'lacks' && !optional);
  const verdict =
    lacking.length === 0 ? 'nothing is lacking' : `lacking: ${lacking.map(({ what }) => what).join(', ')}`;
  return [`${report.provider} cluster ${report.cluster}: ${verdict}`, ...lines];
}

/** The lines of an error: what happened, evidence, what to do. */
export function renderError(error: unknown): string[] {
  if (!(error instanceof FairleadError)) {
    const known = renderSystemError(error);
    if (known !== undefined) return known;
    return [`error: ${errorMessage(error)}`, ...(error instanceof Error && error.stack ? [error.stack] : [])];
  }
  return [
    `error: ${error.message} [${error.code}]`,
    ...error.details.map((line) => `  | ${line}`),
    ...(error.hint === undefined ? [] : [`  → ${error.hint}`]),
  ];
}

/** What to do about errors of the system that are nobody's bug. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EROFS: 'the file system is mounted read-only: in a container, start it as privileged',
  EACCES: 'the user may not do that: run it as root',
};

function renderSystemError(error: unknown): string[] | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const remedy = REMEDIES[code];
  if (remedy === undefined) return undefined;
  const where = path === undefined || errorMessage(error).includes(path) ? '' : ` (${path})`;
  return [`error: ${errorMessage(error)}${where}`, `  → ${remedy}; then run the same command again`];
}
