import { endsStatement, visitTokens } from '../source/go-tokens.ts';
import { createColumns } from './columns.ts';

/** A function or method of a file, from `func` to its closing brace. */
export interface GoFunction {
  /** `Name`, or `Type.Name` and `(*Type).Name` for methods. */
  readonly name: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Offsets in the source, the end exclusive. */
  readonly start: number;
  readonly end: number;
}

const OPEN = new Set(['(', '[', '{']);
const CLOSE = new Set([')', ']', '}']);

/** A declaration that has begun. */
interface Open {
  readonly start: number;
  readonly line: number;
  /** Words up to the body, or of it nothing more. */
  readonly header: string[];
  inBody: boolean;
  depth: number;
}

/** Finds the declared functions of Go source, in order. Function literals belong to what they stand in. */
export function findFunctions(source: string): readonly GoFunction[] {
  const found: GoFunction[] = [];
  const columnOf = createColumns(source);
  let depth = 0;
  let open: Open | undefined;
  const previous = { text: ';', line: 0 };
  visitTokens(source, (text, start, line) => {
    if (open !== undefined && !open.inBody && isWithoutBody(open, text, line, previous)) open = undefined;
    if (open !== undefined) {
      takeToken(open, text, previous.text);
      if (open.inBody && open.depth === 0) {
        const startColumn = columnOf(open.start);
        const span = { startLine: open.line, startColumn, endLine: line, endColumn: columnOf(start) + 1 };
        found.push({ name: nameOf(open.header), ...span, start: open.start, end: start + 1 });
        open = undefined;
      }
    } else {
      depth += stepOf(text);
      if (depth === 0 && text === 'func' && beginsDeclaration(previous, line))
        open = { start, line, header: [], inBody: false, depth: 0 };
    }
    previous.text = text;
    previous.line = line;
  });
  return found;
}

/** `var f = func() {}` is a literal, on a line of its own too; a declaration stands behind the end of a statement. */
function beginsDeclaration(
  previous: { readonly text: string; readonly line: number },
  line: number,
): boolean {
  return previous.text === ';' || (previous.line !== line && endsStatement(previous.text));
}

/** A function that is implemented outside of Go ends with its line. */
function isWithoutBody(
  { depth, header }: Open,
  text: string,
  line: number,
  previous: { readonly line: number },
): boolean {
  return depth === 0 && header.length > 0 && (text === ';' || (line !== previous.line && text !== '{'));
}

function takeToken(open: Open, text: string, previous: string): void {
  if (!open.inBody) {
    open.inBody = open.depth === 0 && text === '{' && previous !== 'interface' && previous !== 'struct';
    if (!open.inBody) open.header.push(text);
  }
  open.depth += stepOf(text);
}

/** How much deeper the text leads. */
function stepOf(text: string): number {
  if (OPEN.has(text)) return 1;
  return CLOSE.has(text) ? -1 : 0;
}

function nameOf(header: readonly string[]): string {
  if (header[0] !== '(') return header[0] ?? '';
  const close = closing(header);
  const receiver = header.slice(1, close);
  const generics = receiver.indexOf('[');
  const plain = generics === -1 ? receiver : receiver.slice(0, generics);
  const type = plain.at(-1) ?? '';
  const name = header[close + 1] ?? '';
  return plain.includes('*') ? `(*${type}).${name}` : `${type}.${name}`;
}

/** Index of the parenthesis that closes the first one. */
function closing(words: readonly string[]): number {
  let depth = 0;
  for (const [index, word] of words.entries()) {
    depth += stepOf(word);
    if (depth === 0) return index;
  }
  return words.length;
}
