/** What parts words for the go command: no other white space, as the no-break space is, does. */
const BLANKS = /^[ \t\n\r]+/;
const WORD = /^[^ \t\n\r]+/;

/**
 * Splits flags as the go command does in GOFLAGS and `-ldflags` (cmd/internal/quoted): at spaces, except inside of
 * quotes that begin a word. Undefined where a quote has no end.
 */
export function splitFlags(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = text.replace(BLANKS, '');
  while (rest !== '') {
    const quote = rest[0];
    if (quote === '"' || quote === "'") {
      const end = rest.indexOf(quote, 1);
      if (end === -1) return undefined;
      words.push(rest.slice(1, end));
      rest = rest.slice(end + 1);
    } else {
      const [word = rest] = WORD.exec(rest) ?? [];
      words.push(word);
      rest = rest.slice(word.length);
    }
    rest = rest.replace(BLANKS, '');
  }
  return words;
}

/** A flag as the go command and its tools read it: `-x`, `--x`, `-x=value`. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
}

/** Reads one word; undefined when it is no flag. */
export function readFlag(word: string): Flag | undefined {
  const match = /^--?([^-=\s][^=\s]*)(?:=([\s\S]*))?$/.exec(word);
  return match === null ? undefined : { name: match[1] ?? '', value: match[2] };
}

/** The flags in GOFLAGS; there each is one word. What cannot be read is left to the go command to refuse. */
export function readGoflags(goflags: string): readonly Flag[] {
  return (splitFlags(goflags) ?? []).flatMap((word) => {
    const flag = readFlag(word);
    return flag === undefined ? [] : [flag];
  });
}
