/** Numbers of the lines that are new, by the file's path below the top folder of the repository. */
export type AddedLines = ReadonlyMap<string, ReadonlySet<number>>;

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Reads what `git diff --unified=0` prints with the prefixes `a/` and `b/`. */
export function parseAddedLines(text: string): AddedLines {
  const added = new Map<string, Set<number>>();
  let lines: Set<number> | undefined;
  let left = { old: 0, new: 0 };
  for (const line of text.split('\n')) {
    // what stands in a hunk is somebody's text: it may look like a head
    if (left.old > 0 && line.startsWith('-')) left.old -= 1;
    else if (left.new > 0 && line.startsWith('+')) left.new -= 1;
    else if (line.startsWith('+++ ')) {
      const path = pathOf(line.slice(4));
      lines = path === undefined ? undefined : new Set();
      if (path !== undefined && lines !== undefined) added.set(path, lines);
    } else {
      const hunk = HUNK.exec(line);
      if (hunk === null) continue;
      const [start, count] = [Number(hunk[2]), Number(hunk[3] ?? 1)];
      left = { old: Number(hunk[1] ?? 1), new: count };
      for (let at = start; at < start + count; at++) lines?.add(at);
    }
  }
  return added;
}

/** Undefined for a file that is gone. git quotes names with odd characters as C does, and ends others with a tab at times. */
function pathOf(written: string): string | undefined {
  const text = written.startsWith('"') ? unquote(written) : written.replace(/\t$/, '');
  return text.startsWith('b/') ? text.slice(2) : undefined;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

function unquote(written: string): string {
  const bytes: number[] = [];
  const end = written.lastIndexOf('"');
  const body = written.slice(1, end);
  for (let at = 0; at < body.length; at++) {
    const character = body[at] ?? '';
    if (character !== '\\') {
      bytes.push(...Buffer.from(character));
      continue;
    }
    const octal = /^[0-7]{3}/.exec(body.slice(at + 1, at + 4))?.[0];
    at += octal === undefined ? 1 : 3;
    const escaped = body[at] ?? '';
    bytes.push(octal === undefined ? (ESCAPES[escaped] ?? escaped.charCodeAt(0)) : Number.parseInt(octal, 8));
  }
  return Buffer.from(bytes).toString();
}
