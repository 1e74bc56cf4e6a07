/** Bytes that are looked at for one without meaning in a text, as git does. */
const LOOKED_AT = 8000;
const MARKS = { le: [0xff, 0xfe], be: [0xfe, 0xff] } as const;

/** The characters of a file: UTF-8, UTF-16 with its mark, or each byte as one character where it is no text. */
export function readCharacters(bytes: Uint8Array): { readonly text: string; readonly binary: boolean } {
  for (const [order, mark] of Object.entries(MARKS))
    if (mark.every((byte, at) => bytes[at] === byte))
      return { text: new TextDecoder(`utf-16${order}`).decode(bytes), binary: false };
  const binary = bytes.subarray(0, LOOKED_AT).includes(0);
  return {
    text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(binary ? 'latin1' : 'utf8'),
    binary,
  };
}
