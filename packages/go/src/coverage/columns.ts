const NEWLINE = 10;

/** Turns growing offsets into byte columns, which count from 1. Each character is looked at once. */
export function createColumns(source: string): (offset: number) => number {
  let seen = 0;
  let bytes = 0;
  return (offset) => {
    for (; seen < offset; seen++) {
      const code = source.charCodeAt(seen);
      bytes = code === NEWLINE ? 0 : bytes + utf8Length(code);
    }
    return bytes + 1;
  };
}

/** Bytes of a UTF-16 unit in UTF-8; both halves of a pair make four. */
function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code >= 0xd800 && code < 0xe000 ? 2 : 3;
}
