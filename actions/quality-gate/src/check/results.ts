import type { CheckResult, Condition } from '../verdict/condition.ts';

/** A condition without anything beside it. */
export function plainResult(condition: Condition, code = ''): CheckResult {
  return { condition, findings: [], code, details: [] };
}

/** Lines of evidence that a failure block carries, and characters of each. */
const LINES = 30;
const LINE_CHARACTERS = 300;

/** The first few lines of evidence and how many more there are. */
export function boundDetails(lines: readonly string[]): readonly string[] {
  const shown = lines
    .slice(0, LINES)
    .map((line) => (line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}…` : line));
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `… and ${rest} more`] : shown;
}

/** Characters of a reason: it stands in tables, in outputs and in one line of the log. */
const REASON_CHARACTERS = 1_000;

/** A reason in one line of bounded length. */
export function boundReason(reason: string): string {
  const line = reason.replaceAll(/\s+/g, ' ').trim();
  return line.length > REASON_CHARACTERS ? `${line.slice(0, REASON_CHARACTERS)}…` : line;
}
