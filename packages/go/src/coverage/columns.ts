/** Turns growing offsets into byte columns, which count from 1. */
export function createColumns(source: string): (offset: number) => number {
  let seen = 0;
  let bytes = 0;
  return (offset) => {
    const part = source.slice(seen, offset);
    const lineStart = part.lastIndexOf('\n') + 1;
    bytes = (lineStart === 0 ? bytes : 0) + Buffer.byteLength(part.slice(lineStart));
    seen = offset;
    return bytes + 1;
  };
}
