import type { SourceLocation } from '@fairlead/core';
import { type Finding, SEVERITIES } from '../verdict/condition.ts';

/** Findings as an earlier run has kept them; undefined where one of them is none. */
export function readFindings(values: readonly unknown[]): readonly Finding[] | undefined {
  const found: Finding[] = [];
  for (const value of values) {
    const finding = readFinding(value);
    if (finding === undefined) return undefined;
    found.push(finding);
  }
  return found;
}

function readFinding(value: unknown): Finding | undefined {
  const { file, line, column, endLine, title, message, severity } = (value ?? {}) as Partial<
    Record<keyof Finding, unknown>
  >;
  const isPlace = typeof file === 'string' && [line, column, endLine].every(isCount);
  if (!isPlace || typeof title !== 'string' || typeof message !== 'string') return undefined;
  const known = SEVERITIES.find((one) => one === severity);
  if (severity !== undefined && known === undefined) return undefined;
  const place = { file, line, column, ...(endLine === undefined ? {} : { endLine }) } as SourceLocation;
  return { ...place, title, message, ...(known === undefined ? {} : { severity: known }) };
}

function isCount(value: unknown): boolean {
  return value === undefined || Number.isSafeInteger(value);
}
