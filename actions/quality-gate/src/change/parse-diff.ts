/** Numbers of the lines that are new, by the file's path below the top folder of the repository. */
export type AddedLines = ReadonlyMap<string, ReadonlySet<number>>;

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

/** Reads what `git diff --unified=0` prints with the prefixes `a/` and `b/`. */
export function parseAddedLines(text: string): AddedLines {
  const added = new Map<string, Set<number>>();
  let lines = new Set<number>();
  let left = 0;
  for (const line of text.split('\n')) {
    // what stands in a hunk is somebody's text: it may look like the head of a file
    if (left > 0 && line.startsWith('+')) left -= 1;
    else if (line.startsWith('+++ ')) {
      const path = pathOf(line.slice(4));
      lines = new Set();
      if (path !== undefined) added.set(path, lines);
    } else {
      const hunk = HUNK.exec(line);
      if (hunk === null) continue;
      const start = Number(hunk[1]);
      left = Number(hunk[2] ?? 1);
      for (let at = start; at < start + left; at++) lines.add(at);
    }
  }
  return added;
}

/** Undefined for a file that is gone. git quotes names with odd characters as C does, and ends others with a tab at times. */
function pathOf(written: string): string | undefined {
  const text = written.startsWith('"') ? unquote(written) : written.replace(/\t$/, '');
  return text.startsWith('b/') ? text.slice(2) : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

function unquote(written: string): string {
  const body = written.slice(1, written.lastIndexOf('"'));
  const parts = [...body.matchAll(/\\([0-7]{3})|\\([\s\S])|[^\\]+/g)].map(([plain, octal, letter]) => {
    if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)]);
    return letter === undefined ? Buffer.from(plain) : Buffer.from(ESCAPES[letter] ?? letter);
  });
  return Buffer.concat(parts).toString();
}
