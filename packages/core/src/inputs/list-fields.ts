import { hideSecretLines } from '../secrets/secret-paths.ts';
import { cutText } from '../util/bound.ts';
import { LIMITS } from '../util/limits.ts';
import { type Field, type FieldOptions, type FieldValue, makeField, type Reading } from './field.ts';
import { checked, firstProblem, rulesOf, type TextChecks } from './text-checks.ts';

/** How a list is written. */
export interface ListOptions {
  /** `lines`: one item a line. `words`: items apart by lines or commas (default). */
  readonly separator?: 'lines' | 'words';
  readonly minItems?: number;
  /** An item of `words` may hold blanks: a path. */
  readonly blanks?: true;
  /** Checks one item. */
  readonly item?: TextChecks;
  /** Checks the list as a whole, when each item is fine. */
  readonly whole?: (items: readonly string[]) => string | undefined;
}

/**
 * Several pieces of text; blank items and lines that start with `#` are left out. Items that somebody has separated by
 * blanks are refused as such: whatever else would be said of them takes them for one.
 */
export function list<const M extends FieldOptions>(
  options: M,
  how: ListOptions = {},
): Field<FieldValue<readonly string[], M>> {
  const { separator = 'words', minItems = 0, blanks } = how;
  const problemOf = (item: string): string | undefined =>
    (separator === 'words' && blanks !== true ? findBlanks(item, how.item) : undefined) ??
    firstProblem(how.item, item);
  const read = (raw: string): Reading<readonly string[]> => {
    const items = splitList(raw, separator);
    if (items.length < minItems) return { problem: 'is an empty list' };
    const problems = items.flatMap((item) => {
      const problem = problemOf(item);
      // the value itself stands in front of its problems
      const named = item === raw.trim() ? '' : `${JSON.stringify(item)} `;
      return problem === undefined ? [] : [`${named}${problem}`];
    });
    return checked(items, problems.length > 0 ? problems.join(', ') : how.whole?.(items));
  };
  const limits = { separator, minItems, ...(blanks === undefined ? {} : { blanks }), ...rulesOf(how.item) };
  return makeField('list', options, read, limits);
}

/** Several items in one, each of which is fine by itself. */
function findBlanks(item: string, checks: TextChecks | undefined): string | undefined {
  const items = item.split(/\s+/);
  if (items.length < 2 || items.some((part) => firstProblem(checks, part) !== undefined)) return undefined;
  return `has blanks between items: separate them by commas or lines, as in ${cutText(items.join(','), LIMITS.value)}`;
}

function splitList(raw: string, separator: 'lines' | 'words'): string[] {
  return raw
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => (separator === 'lines' ? [line] : line.split(',').map((item) => item.trim())))
    .filter((item) => item !== '');
}

/** `KEY=VALUE` lines, each key once: which of two values counts would be a guess. */
export function map<const M extends FieldOptions>(
  options: M,
  check?: (key: string, value: string) => string | undefined,
): Field<FieldValue<Readonly<Record<string, string>>, M>> {
  const known = { allowed: 'lines of KEY=VALUE', ...options };
  return makeField('map', known, (raw): Reading<Readonly<Record<string, string>>> => {
    const entries: [string, string][] = [];
    for (const [index, line] of splitList(raw, 'lines').entries()) {
      const at = line.indexOf('=');
      const hidden = options.unquoted === true || hideSecretLines(line).shown !== line;
      const shown = hidden ? String(index + 1) : JSON.stringify(line);
      if (at < 1) return { problem: `line ${shown} is not KEY=VALUE` };
      const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1)];
      const problem = check?.(key, value);
      if (problem !== undefined) return { problem: `${JSON.stringify(key)} ${problem}` };
      if (entries.some(([known]) => known === key)) return { problem: `${JSON.stringify(key)} stands twice` };
      entries.push([key, value]);
    }
    return { value: Object.fromEntries(entries) };
  }) as Field<FieldValue<Readonly<Record<string, string>>, M>>;
}
