import { isBlank, trim } from './blanks.ts';

/** One instruction, its continuation lines joined. */
export interface Instruction {
  /** Upper case: `FROM`, `COPY`. */
  readonly keyword: string;
  /** Options such as `--from=build`, without quotes. */
  readonly flags: readonly string[];
  /** What follows keyword and options. */
  readonly rest: string;
  /** Counts from 1; the first line of the instruction. */
  readonly line: number;
  /** The last one, here-documents among it. */
  readonly endLine: number;
  /** What its here-documents are called. */
  readonly documents: readonly string[];
}

/** Keyword, options and the rest of a joined line. */
export type SplitLine = Pick<Instruction, 'keyword' | 'flags' | 'rest'>;

/** Takes a joined line apart. Follows BuildKit's split_command.go. */
export function splitInstruction(line: string, mark: string): SplitLine {
  const [, word = '', after = ''] = /^([^\t\v\f\r ]*)[\t\v\f\r ]*(.*)$/s.exec(trim(line)) ?? [];
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(after.charAt(at))) at++;
    if (!after.startsWith('--', at)) break;
    const flag = readFlag(after, at, mark);
    at = flag.end;
    if (flag.text === '--') break;
    flags.push(flag.text);
  }
  return { keyword: word.toUpperCase(), flags, rest: trim(after.slice(at)) };
}

function readFlag(
  text: string,
  start: number,
  mark: string,
): { readonly text: string; readonly end: number } {
  const read: string[] = [];
  let quote = '';
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote === '' && isBlank(character)) break;
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === mark) read.push(text.charAt(++at));
    else read.push(character);
  }
  return { text: read.join(''), end: at };
}

/** The value of the first option of this name: `--from=build`. */
export function flagOf({ flags }: Pick<Instruction, 'flags'>, name: string): string | undefined {
  return flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** Whether the rest is written as a JSON array of strings, the exec form. */
export function isJsonForm(rest: string): boolean {
  try {
    const parsed: unknown = JSON.parse(rest);
    return Array.isArray(parsed) && parsed.every((item) => typeof item === 'string');
  } catch {
    return false;
  }
}
