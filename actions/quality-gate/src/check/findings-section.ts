import { markdownCode, markdownTable, markdownText } from '@fairlead/core';
import type { Finding } from '../verdict/condition.ts';

/** Findings that are shown, and characters of each; the log has all. */
const SHOWN = 50;
const CHARACTERS = 500;

/** A table of findings for the step summary; empty for none. */
export function findingsSection(name: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const rows = findings
    .slice(0, SHOWN)
    .map(({ file, line, message }) => [
      markdownCode(`${file}:${line ?? 1}`),
      markdownText(message.slice(0, CHARACTERS)),
    ]);
  const rest = findings.length - rows.length;
  const table = markdownTable(['Where', 'What'], rows);
  return `#### Findings of ${name}\n\n${table}${rest > 0 ? `\n${rest} more in the log.\n` : ''}`;
}
