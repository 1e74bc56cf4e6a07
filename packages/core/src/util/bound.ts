import { countOf } from './words.ts';

/** What stands where a text was cut. */
export const CUT = '… (';

/** A word is not cut where it is not longer than this: the first half of a secret is not known for one. */
const LONGEST_WORD = 500;

/** Text of at most about `most` characters; says how many are left out. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, wordStart(text, most)).replace(/[\ud800-\udbff]$/, '');
  return `${kept}${CUT}${countOf(text.length - kept.length, 'more character')})`;
}

/** Where the word begins that stands at `at`; `at` itself in a text without words. */
function wordStart(text: string, at: number): number {
  const least = Math.max(Math.floor(at / 2), at - LONGEST_WORD);
  for (let start = at; start > least; start -= 1) if (/\s/.test(text[start - 1] ?? '')) return start;
  return at;
}

/** At most `most` lines of at most `length` characters; equal neighbours are told once, and what is left out is counted. */
export function boundLines(lines: readonly string[], most: number, length: number): readonly string[] {
  const told = collapseEqual(lines);
  const kept = told.slice(0, most).map((line) => cutText(line, length));
  return told.length > most ? [...kept, `… ${countOf(told.length - most, 'more line')}`] : kept;
}

/** Equal neighbours once, with how many more there were. */
function collapseEqual(lines: readonly string[]): readonly string[] {
  const told: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    let end = at + 1;
    while (lines[end] === line) end += 1;
    told.push(line);
    if (end - at === 2) told.push(line);
    else if (end - at > 2) told.push(`… ${end - at - 1} more like it`);
    at = end;
  }
  return told;
}

/** The highest number of a list of any length; `least` of an empty one. Spreading a long list overflows the stack. */
export function highest(values: Iterable<number>, least: number = Number.NEGATIVE_INFINITY): number {
  let found = least;
  for (const value of values) if (value > found) found = value;
  return found;
}

/** The lowest number of a list of any length; `most` of an empty one. */
export function lowest(values: Iterable<number>, most: number = Number.POSITIVE_INFINITY): number {
  let found = most;
  for (const value of values) if (value < found) found = value;
  return found;
}
