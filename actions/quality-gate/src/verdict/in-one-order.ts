import { compareTexts } from '@fairlead/core';
import type { Finding } from './condition.ts';

/** Findings by place, each once: tools tell them as they come to them, and a verdict tells nothing of that. */
export function inOneOrder(findings: readonly Finding[]): readonly Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = keyOf(finding);
    if (!byKey.has(key)) byKey.set(key, finding);
  }
  return [...byKey.values()].sort(
    (a, b) =>
      compareTexts(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compareTexts(keyOf(a), keyOf(b)),
  );
}

function keyOf({ file, line, column, title, message }: Finding): string {
  return JSON.stringify([file, line, column, title, message]);
}
