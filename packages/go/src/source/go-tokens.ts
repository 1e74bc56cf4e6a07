/** A piece of Go source; a line end that ends a statement is `;`, as the language has it. */
export type GoToken = string;

const WORD = /[\p{L}_][\p{L}\p{N}_]*|[0-9][\w.]*/uy;
/** After these a line end ends a statement (https://go.dev/ref/spec#Semicolons). */
const ENDS_STATEMENT = /[\p{L}\p{N}_"`')\]}]/u;

/** Reads Go source piece by piece, in one pass; what has no end, such as an open comment, ends it. */
export function* goTokens(source: string): Generator<GoToken> {
  let at = 0;
  let isOpen = false; // whether a line end would end a statement here
  while (at < source.length) {
    const end = endOfToken(source, at);
    if (end === undefined) return;
    const isComment = source.startsWith('//', at) || source.startsWith('/*', at);
    const isBlank = /\s/.test(source[at] ?? '');
    if (!isComment && !isBlank) {
      yield source.slice(at, end);
      isOpen = ENDS_STATEMENT.test(source[end - 1] ?? '');
    } else if (isOpen && source.slice(at, end).includes('\n')) {
      yield ';';
      isOpen = false;
    }
    at = end;
  }
  if (isOpen) yield ';';
}

/** Where what begins here ends; undefined when it has no end. */
function endOfToken(source: string, at: number): number | undefined {
  const char = source[at] ?? '';
  if (source.startsWith('//', at)) return orEnd(source.indexOf('\n', at), source);
  if (source.startsWith('/*', at)) return after(source.indexOf('*/', at + 2), 2);
  if (char === '`') return after(source.indexOf('`', at + 1), 1);
  if (char === '"' || char === "'") return endOfQuoted(source, at, char);
  WORD.lastIndex = at;
  return WORD.test(source) ? WORD.lastIndex : at + 1;
}

function after(index: number, length: number): number | undefined {
  return index < 0 ? undefined : index + length;
}

function orEnd(index: number, source: string): number {
  return index < 0 ? source.length : index;
}

function endOfQuoted(source: string, at: number, quote: string): number | undefined {
  for (let index = at + 1; index < source.length; index += 1) {
    const char = source[index];
    if (char === '\\') index += 1;
    else if (char === quote) return index + 1;
    else if (char === '\n') return undefined;
  }
  return undefined;
}
