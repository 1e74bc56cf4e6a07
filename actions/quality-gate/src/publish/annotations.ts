import type { Annotation } from '@fairlead/core';
import type { CheckName, CheckResult, Finding } from '../verdict/condition.ts';

/** GitHub shows this many annotations of one level for a step and drops the rest without a word. */
const SHOWN_PER_LEVEL = 10;
/** The runner's own failure line takes one. */
const RESERVED = 1;

/** What breaks everything else comes first. */
const ORDER: readonly CheckName[] = ['test', 'vet', 'coverage', 'gofmt'];

/** Chooses the annotations that GitHub will show; the rest is counted in a notice. */
export function planAnnotations(
  results: readonly CheckResult[],
  level: 'error' | 'warning' = 'error',
): readonly Annotation[] {
  const ranked = ORDER.flatMap((name) => results.filter((result) => result.condition.name === name));
  const findings = unique(ranked.flatMap((result) => result.findings));
  const shown = findings.slice(0, SHOWN_PER_LEVEL - RESERVED);
  const annotations = shown.map((finding): Annotation => ({ level, ...finding }));
  const rest = findings.length - shown.length;
  if (rest === 0) return annotations;
  const message = `${rest} more ${rest === 1 ? 'finding is' : 'findings are'} listed in the step summary`;
  return [...annotations, { level: 'notice', title: 'quality-gate', message }];
}

/** A compile error is reported by vet and by test alike; the column may be known to one of them only. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.file}:${finding.line}:${finding.message}`;
    const known = seen.get(key) ?? finding;
    seen.set(key, { ...known, column: known.column ?? finding.column });
  }
  return [...seen.values()];
}
