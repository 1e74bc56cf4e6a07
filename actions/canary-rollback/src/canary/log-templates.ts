import { compareTexts } from '@fairlead/core';

/**
 * What a log line says, without what differs from line to line: a small tokeniser after Drain (He, Zhu, Zheng and Lyu,
 * "Drain: An Online Log Parsing Approach with Fixed Depth Tree"). The same lines give the same templates, so what is told
 * of them can be worked out again from the report.
 */
export interface Template {
  /** `connection to <*> refused`. */
  readonly text: string;
  /** How many lines are of it. */
  readonly lines: number;
}

/** In place of what differs. */
const ANY = '<*>';
/** Lines of one template have the same number of words, and at least this share of them alike. */
const ALIKE = 0.6;
/** Nobody reads more of a line. */
const MOST_WORDS = 60;

/** Templates of lines that only the canary wrote, what looks like trouble first, then the most frequent. */
export function templatesOnlyIn(canary: readonly string[], stable: readonly string[]): readonly Template[] {
  const known = groupsOf(stable);
  const own = canary.map(wordsOf).filter((words) => words.length > 0 && !known.some(holds(words)));
  return gather(own)
    .map(({ words, lines }) => ({ text: words.join(' '), lines }))
    .toSorted((a, b) => rankOf(b) - rankOf(a) || b.lines - a.lines || compareTexts(a.text, b.text));
}

interface Group {
  readonly words: readonly string[];
  readonly lines: number;
}

function groupsOf(lines: readonly string[]): readonly Group[] {
  return gather(lines.map(wordsOf).filter((words) => words.length > 0));
}

/** Puts each line to the first group that is like it, in the order of the lines. */
function gather(all: readonly (readonly string[])[]): readonly Group[] {
  const groups: Group[] = [];
  for (const words of all) {
    const at = groups.findIndex((group) => isLike(group.words, words));
    const group = groups[at];
    if (group === undefined) groups.push({ words, lines: 1 });
    else groups[at] = { words: merged(group.words, words), lines: group.lines + 1 };
  }
  return groups;
}

/** The first word is what Drain's tree branches by; a line that begins otherwise is of another kind. */
function isLike(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length || a[0] !== b[0]) return false;
  if (a.some((word, at) => word !== b[at] && isStatus(word) && isStatus(b[at] ?? ''))) return false;
  const same = a.filter((word, at) => word === b[at]).length;
  return same / a.length >= ALIKE;
}

function merged(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.map((word, at) => (word === b[at] ? word : ANY));
}

/** From so many lines on, a word that differs among them is taken for one that may be anything. */
const ENOUGH = 3;

/** Whether a line is one of a group as the group stands: a word that was always the same must be the same. */
function holds(words: readonly string[]): (group: Group) => boolean {
  return (group) =>
    group.words.length === words.length &&
    group.words.every((word, at) => word === words[at] || (word === ANY && group.lines >= ENOUGH));
}

/** Fields of a line in JSON that say what happened. */
const SAYING = ['level', 'severity', 'msg', 'message', 'error', 'err', 'exception'];

function wordsOf(line: string): readonly string[] {
  return saidIn(line)
    .replaceAll(COLOURS, '')
    .split(/[\s,;|]+/)
    .map(wordOf)
    .filter((word, at, all) => word !== '' && !(word === ANY && all[at - 1] === ANY))
    .slice(0, MOST_WORDS);
}

/** Escape sequences of terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const COLOURS = /\u001b\[[0-9;]*[A-Za-z]/g;

function saidIn(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const said = SAYING.flatMap((key) => (fields[key] === undefined ? [] : [String(fields[key])]));
    return said.length === 0 ? line : said.join(' ');
  } catch {
    return line;
  }
}

/** A word with digits in it is a number, a time, an address or an id: `key=` in front of it stays. */
function wordOf(word: string): string {
  if (!/\d/.test(word) || isStatus(word)) return word;
  const key = /^[A-Za-z_.-]+[=:]/.exec(word)?.[0] ?? '';
  return key === '' ? ANY : `${key}${isStatus(word.slice(key.length)) ? word.slice(key.length) : ANY}`;
}

/** An HTTP status says what happened: 500 is another line than 200. */
function isStatus(word: string): boolean {
  return /^"?[1-5]\d\d"?$/.test(word);
}

const TROUBLE =
  /\b(?:panic|fatal|exception|traceback|error|err|fail(?:ed|ure)?|refused|denied|timeout|5\d\d)\b/i;

function rankOf({ text }: Template): number {
  return TROUBLE.test(text) ? 1 : 0;
}
