import {
  type Document,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import type { InputProblem } from '../errors/kinds.ts';
import { formatBytes } from '../util/bytes.ts';
import { LIMITS } from '../util/limits.ts';

/** Says where an offset of a text is, for people: `file:line:column`, counted from 1. */
export type Locate = (offset: number) => string;

/** A YAML text: what it holds, null where it is empty, or everything that keeps it from being read. */
export type ParsedYaml =
  | { readonly contents: Node | null; readonly at: Locate; readonly problems?: never }
  | { readonly problems: readonly InputProblem[] };

/** How the parser tells that a text is nested deeper than it can follow, at each level on its way back. */
const STACK_ENDED = /maximum call stack/i;

/**
 * Reads the one document of a YAML text. Bad syntax, keys that stand twice, a second document, a text that is too long or
 * nested too deep are told with their places. An alias is left as one, so that nothing grows. Pure.
 *
 * @param file how people know the text
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text.slice(0, LIMITS.config), { lineCounter: lines, uniqueKeys: false });
  const at: Locate = (offset) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const problem = (words: string, offset?: number): InputProblem => ({
    input: file,
    problem: words,
    ...(offset === undefined ? {} : { source: at(offset) }),
  });
  if (text.length > LIMITS.config)
    return { problems: [problem(`is larger than ${formatBytes(LIMITS.config)}`)] };
  const deep = document.errors.find(({ message }) => STACK_ENDED.test(message));
  if (deep !== undefined) return { problems: [problem('is nested too deep', deep.pos[0])] };
  if (document.errors.length > 0)
    return { problems: document.errors.map((error) => problem(wordsOf(error), error.pos[0])) };
  const twice = repeatedKeys(document);
  if (twice.length > 0)
    return { problems: twice.map((offset) => problem('Map keys must be unique', offset)) };
  return { contents: document.contents, at };
}

/** Offsets of keys that stand twice in a map. The parser's own check compares each key with all others. */
function repeatedKeys(document: Document): readonly number[] {
  const found: number[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** The library speaks to programmers of several documents; whoever wrote the file sees a line with dashes. */
function wordsOf({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS')
    return 'has more than one document: remove the line `---` that begins the next one';
  return message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'is not YAML';
}
