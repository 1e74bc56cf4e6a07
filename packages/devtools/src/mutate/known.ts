import type { PlacedMutant } from './run-mutants.ts';

/** A change that no test can notice, since the program does the same with it. */
export interface KnownEquivalent {
  readonly path: string;
  /** The line as it stands, without the blanks around it. */
  readonly before: string;
  /** The line with the change. */
  readonly after: string;
  readonly reason: string;
}

/** Changes that are left out of the count. A change that a test could notice does not belong here. */
export const KNOWN_EQUIVALENTS: readonly KnownEquivalent[] = [];

/** Whether a change is listed; the numbers of lines do not count. */
export function isKnown(
  text: string,
  mutant: PlacedMutant,
  known: readonly KnownEquivalent[] = KNOWN_EQUIVALENTS,
): boolean {
  const { before, after } = lineWith(text, mutant);
  return known.some((one) => one.path === mutant.path && one.before === before && one.after === after);
}

/** The changed line, before and after. */
function lineWith(text: string, { offset, before, after }: PlacedMutant): { before: string; after: string } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const found = text.indexOf('\n', offset + before.length);
  const end = found === -1 ? text.length : found;
  const changed = text.slice(start, offset) + after + text.slice(offset + before.length, end);
  return { before: text.slice(start, end).trim(), after: changed.trim() };
}
