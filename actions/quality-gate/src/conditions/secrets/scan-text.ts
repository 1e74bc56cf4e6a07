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

interface Match {
  readonly rule: SecretRule;
  readonly weight: Exclude<Weight, 'none'>;
  readonly secret: string;
  readonly start: number;
  readonly end: number;
}

/** Go's own words for what belongs to tests alone. */
const OF_TESTS = /(?:^|\/)testdata\/|_test\.go$/;

/**
 * Looks for credentials, in the order of the text; at most `most`. Pure.
 *
 * @param now milliseconds since 1970: tokens that have run out are none
 */
export function scanText(
  text: Text,
  rules: readonly SecretRule[],
  { now, most }: { readonly now: number; readonly most: number },
): readonly Find[] {
  const matches: Match[] = [];
  for (const rule of rules) {
    const weight = weightIn(rule, text);
    if (weight === 'none' || !mayHold(rule, text)) continue;
    for (const match of matchesOf(rule, weight, text, now)) {
      if (matches.some(({ start, end }) => match.start < end && start < match.end)) continue;
      matches.push(match);
      if (matches.length >= most) break;
    }
  }
  matches.sort((a, b) => a.start - b.start);
  const lineAt = lineCounter(text.text);
  return matches.slice(0, most).map(({ rule, weight, secret, start, end }) => ({
    rule,
    weight,
    path: text.path,
    secret,
    lines: text.binary ? undefined : { first: lineAt(start), last: lineAt(end) },
  }));
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
  weight: Match['weight'],
  { path, text }: Text,
  now: number,
): Generator<Match> {
  for (const match of text.matchAll(rule.pattern)) {
    const groups = match.groups ?? {};
    const secret = groups['secret'] ?? match[0];
    if (
      (rule.proves !== true && isPlaceholder(secret)) ||
      rule.holds?.(secret, { path, groups, now }) === false
    )
      continue;
    yield { rule, weight, secret, start: match.index, end: match.index + match[0].length };
  }
}

/** Numbers of lines by offset; asked in rising order, it reads the text once. */
function lineCounter(text: string): (offset: number) => number {
  let [line, at] = [1, 0];
  return (offset) => {
    if (offset < at) [line, at] = [1, 0];
    for (let end = text.indexOf('\n', at); end >= 0 && end < offset; end = text.indexOf('\n', at)) {
      line += 1;
      at = end + 1;
    }
    return line;
  };
}
