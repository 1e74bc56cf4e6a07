import type { SecretRule, Weight } from './rule.ts';
import { isPlaceholder } from './words.ts';

/** A text to look at. */
export interface Text {
  /** Path of its file, relative to the workspace, with slashes. */
  readonly path: string;
  readonly text: string;
  /** A file without lines: only what fails the gate is looked for, and no line is told. */
  readonly binary: boolean;
}

/** Something in a text that a rule takes for a credential. */
export interface Find {
  readonly rule: SecretRule;
  readonly weight: Exclude<Weight, 'none'>;
  readonly path: string;
  readonly secret: string;
  /** Lines from 1, both included; undefined in a binary file. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

/** What fits a rule, with its offsets in the text. */
interface Match extends Find {
  readonly start: number;
  readonly end: number;
}

/** Go's own words for what belongs to tests alone. */
const OF_TESTS = /(?:^|\/)testdata\/|_test\.go$/;

/** How a text is looked at. */
export interface ScanOptions {
  /** Milliseconds since 1970: tokens that have run out are none. */
  readonly now: number;
  /** Finds of one weight that are kept; advice takes no place of what fails the gate. */
  readonly most: number;
  /** Whether a find on these lines counts; by default each does. What does not takes no place. */
  readonly counts?: (lines: Find['lines']) => boolean;
}

/** What a text has. */
export interface Scan {
  /** In the order of the text. */
  readonly finds: readonly Find[];
  /** There are more that would fail the gate than are kept. */
  readonly cut: boolean;
}

/** Looks for credentials. Pure. */
export function scanText(
  text: Text,
  rules: readonly SecretRule[],
  { now, most, counts = () => true }: ScanOptions,
): Scan {
  const matches: Match[] = [];
  const kept = { error: 0, note: 0 };
  let cut = false;
  for (const rule of rules) {
    const weight = weightIn(rule, text);
    if (weight === 'none' || !mayHold(rule, text)) continue;
    const lineAt = lineCounter(text.text);
    for (const { secret, start, end } of matchesOf(rule, text, now)) {
      if (matches.some((other) => start < other.end && other.start < end)) continue;
      const lines = text.binary ? undefined : { first: lineAt(start), last: lineAt(end) };
      if (!counts(lines)) continue;
      if (kept[weight] >= most) {
        cut ||= weight === 'error';
        break;
      }
      kept[weight] += 1;
      matches.push({ rule, weight, path: text.path, secret, lines, start, end });
    }
  }
  matches.sort((a, b) => a.start - b.start);
  return { finds: matches.map(({ start: _, end: __, ...find }) => find), cut };
}

function weightIn({ weight, inTests }: SecretRule, { path, binary }: Text): Weight {
  const own = OF_TESTS.test(path) ? inTests : weight;
  return binary && own !== 'error' ? 'none' : own;
}

function mayHold({ hints, skips }: SecretRule, { path, text }: Text): boolean {
  if (skips?.(path) === true) return false;
  return hints.length === 0 || hints.some((hint) => text.includes(hint));
}

function* matchesOf(
  rule: SecretRule,
  { path, text }: Text,
  now: number,
): Generator<Pick<Match, 'secret' | 'start' | 'end'>> {
  for (const match of text.matchAll(rule.pattern)) {
    const groups = match.groups ?? {};
    const secret = groups['secret'] ?? match[0];
    if (
      (rule.proves !== true && isPlaceholder(secret)) ||
      rule.holds?.(secret, { path, groups, now }) === false
    )
      continue;
    yield { secret, start: match.index, end: match.index + match[0].length };
  }
}

/** Numbers of lines by offset, which must be asked in rising order: it reads the text once. */
function lineCounter(text: string): (offset: number) => number {
  let [line, at] = [1, 0];
  return (offset) => {
    for (let end = text.indexOf('\n', at); end >= 0 && end < offset; end = text.indexOf('\n', at)) {
      line += 1;
      at = end + 1;
    }
    return line;
  };
}
