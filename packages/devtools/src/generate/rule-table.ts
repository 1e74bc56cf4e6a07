import { lintRules } from '@fairlead/cli';
import { markdownCode, markdownTable } from '@fairlead/core';

/** The rules of workflow-lint, a line for each of the registry. */
export function renderRules(): string {
  const rows = lintRules.map(({ id, severity, why, fix }) => [markdownCode(id), severity, why, fix]);
  return markdownTable(['Rule', 'Severity', 'Why', 'What to do'], rows);
}
