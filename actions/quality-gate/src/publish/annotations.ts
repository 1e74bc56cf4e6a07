import { type Annotation, LIMITS } from '@fairlead/core';
import { checks } from '../conditions/registry.ts';
import type { CheckResult, Finding } from '../verdict/condition.ts';

/** The runner's own failure line takes one. */
const RESERVED = 1;

/** Chooses the annotations that GitHub will show, in the order of the checks' ranks; the rest is counted in a notice. */
export function planAnnotations(
  results: readonly CheckResult[],
  level: 'error' | 'warning' = 'error',
): readonly Annotation[] {
  const ranked = rankResults(results);
  const findings = unique(ranked.flatMap((result) => result.findings));
  const shown = findings.slice(0, LIMITS.annotations - RESERVED);
  const annotations = shown.map(({ severity: _, ...finding }): Annotation => ({ level, ...finding }));
  const rest = findings.length - shown.length;
  if (rest === 0) return annotations;
  const message = `${rest} more ${rest === 1 ? 'finding is' : 'findings are'} listed in the step summary`;
  return [...annotations, { level: 'notice', title: 'quality-gate', message }];
}

/** What breaks everything else comes first. */
export function rankResults(results: readonly CheckResult[]): readonly CheckResult[] {
  const rank = (result: CheckResult): number =>
    checks.find((check) => check.name === result.condition.name)?.rank ?? Number.POSITIVE_INFINITY;
  return [...results].sort((a, b) => rank(a) - rank(b));
}

/**
 * A compile error is reported by vet and by test alike; the column may be known to one of them only. What one check says
 * several times about a line, as subtests do, is told once with its count.
 */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, ({ file, line, message }) => `${file}:${line}:${message}`);
  return [...groups.values()].flatMap((copies) => {
    const [first] = copies;
    if (first === undefined) return [];
    const column = copies.find((copy) => copy.column !== undefined)?.column;
    const repeated = new Set(copies.map((copy) => copy.title)).size - 1;
    const message = isOneTitle(copies) ? first.message : `${first.message} (${repeated} more at this line)`;
    return [{ ...first, column, message }];
  });
}

/** vet and test name the same thing by different titles; only a compile error is told by both. */
function isOneTitle(copies: readonly Finding[]): boolean {
  const titles = new Set(copies.map((copy) => copy.title));
  titles.delete('go vet');
  return titles.size <= 1 || [...titles].some((title) => title.endsWith(' does not build'));
}
