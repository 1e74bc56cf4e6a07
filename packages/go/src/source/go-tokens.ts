/** A piece of Go source; a line end that ends a statement is `;`, as the language has it. */
export type GoToken = string;

/** Ends a visit: what stands behind is of no interest. */
export const STOP: unique symbol = Symbol('stop');

/** Called with each token of Go source: a word, a literal or a single character. What it gives back ends the visit, or not. */
export type TokenVisitor = (text: string, start: number, line: number) => unknown;

const NEWLINE = 10;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d[\w.]*/y;
/** After these a line end ends a statement (https://go.dev/ref/spec#Semicolons). */
const ENDS_STATEMENT = /[\p{L}\p{N}_"`')\]}]$/u;
/** What the characters of ASCII are in Go: nearly all source is made of them, and a table is faster than an expression. */
const LETTER = 1;
const DIGIT = 2;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const text = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(text)) return LETTER;
  return /\d/.test(text) ? DIGIT : 0;
});
const SLASH = 47;
const STAR = 42;
const BACKQUOTE = 96;

/** The tokens of Go source, with the `;` that line ends stand for. */
export function goTokens(source: string): readonly GoToken[] {
  const tokens: GoToken[] = [];
  let openOn: number | undefined; // the line on which a line end would end a statement
  visitTokens(source, (text, _, line) => {
    if (openOn !== undefined && line > openOn) tokens.push(';');
    tokens.push(text);
    openOn = endsStatement(text) ? line + countLines(text, 0, text.length) : undefined;
  });
  if (openOn !== undefined) tokens.push(';');
  return tokens;
}

/** Whether a line end behind this token ends a statement. */
export function endsStatement(token: GoToken): boolean {
  const kind = KINDS[token.charCodeAt(token.length - 1)];
  return kind === LETTER || kind === DIGIT || ENDS_STATEMENT.test(token);
}

/**
 * Goes through Go source once, token by token; comments and white space are left out. Lines count from 1. The time
 * grows with the size of the source alone, however long its lines are.
 */
export function visitTokens(source: string, visit: TokenVisitor): void {
  let line = 1;
  let at = 0;
  while (at < source.length) {
    const code = source.charCodeAt(at);
    if (code <= 32) {
      if (code === NEWLINE) line += 1;
      at += 1;
      continue;
    }
    const skipped = code === SLASH ? endOfComment(source, at) : at;
    if (skipped > at) {
      line += countLines(source, at, skipped);
      at = skipped;
      continue;
    }
    const end = endOfToken(source, at, code);
    if (visit(source.slice(at, end), at, line) === STOP) return;
    if (isQuote(code)) line += countLines(source, at, end);
    at = end;
  }
}

/** Where a comment that begins here ends; the same place when none begins. */
function endOfComment(source: string, at: number): number {
  const second = source.charCodeAt(at + 1);
  if (second === SLASH) {
    const end = source.indexOf('\n', at);
    return end === -1 ? source.length : end;
  }
  if (second !== STAR) return at;
  const end = source.indexOf('*/', at + 2);
  return end === -1 ? source.length : end + 2;
}

function isQuote(code: number): boolean {
  return code === BACKQUOTE || code === 34 || code === 39;
}

function endOfToken(source: string, at: number, code: number): number {
  if (code === BACKQUOTE) {
    const end = source.indexOf('`', at + 1);
    return end === -1 ? source.length : end + 1;
  }
  if (isQuote(code)) return endOfQuoted(source, at, code);
  const kind = KINDS[code];
  if (kind === 0) return at + 1;
  if (kind === LETTER) {
    let end = at + 1;
    let next = source.charCodeAt(end);
    for (; (KINDS[next] ?? 0) > 0; next = source.charCodeAt(end)) end += 1;
    if (!(next >= 128)) return end;
  }
  const pattern = kind === DIGIT ? NUMBER : WORD;
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at + (code >= 0xd800 && code < 0xdc00 ? 2 : 1);
}

/** A string or rune literal ends at its quote; one that is broken ends with its line. */
function endOfQuoted(source: string, at: number, quote: number): number {
  for (let index = at + 1; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === quote) return index + 1;
    if (code === NEWLINE) return index;
    if (code === 92) index += 1;
  }
  return source.length;
}

/** Looks at this part alone: the next line break may be a megabyte away. */
function countLines(source: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (source.charCodeAt(at) === NEWLINE) lines += 1;
  return lines;
}
