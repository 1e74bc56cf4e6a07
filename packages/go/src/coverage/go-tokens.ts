/** A token of Go source, as far as finding functions needs it. Lines and columns count from 1, columns in bytes. */
export interface GoToken {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const SKIP = /(?:[ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const TOKEN = /[\p{L}_][\p{L}\p{N}_]*|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|[\s\S]/uy;

/** Splits Go source into words, literals and single characters; comments and white space are left out. */
export function* goTokens(source: string): Generator<GoToken> {
  const position = createCursor(source);
  let index = 0;
  while (index < source.length) {
    SKIP.lastIndex = index;
    index += SKIP.exec(source)?.[0].length ?? 0;
    TOKEN.lastIndex = index;
    const text = TOKEN.exec(source)?.[0];
    if (text === undefined) return;
    yield { text, ...position(index) };
    index += text.length;
  }
}

/** Turns growing offsets into line and byte column. */
function createCursor(source: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (offset) => {
    for (let at = source.indexOf('\n', seen); at !== -1 && at < offset; at = source.indexOf('\n', seen)) {
      line += 1;
      lineStart = at + 1;
      seen = lineStart;
    }
    return { line, column: Buffer.byteLength(source.slice(lineStart, offset)) + 1 };
  };
}
