/** A file that gofmt would change, as gofmt names it. */
export interface FormatDifference {
  readonly file: string;
  /** First line that would change, in the file as it is. */
  readonly line: number;
  /** Number of lines that would be removed or added. */
  readonly changes: number;
}

/** What `gofmt -d` printed. `strange`: the first line that belongs to no diff; then gofmt was not gofmt. */
export interface FormatOutput {
  readonly differences: readonly FormatDifference[];
  readonly strange: string | undefined;
}

/** Reads the unified diffs of `gofmt -d`. */
export function parseGofmtDiff(text: string): FormatOutput {
  const differences: { file: string; line: number; changes: number }[] = [];
  let current: { file: string; line: number; changes: number } | undefined;
  let strange: string | undefined;
  let at = 0;
  let left = { old: 0, new: 0 };
  for (const line of text.split('\n')) {
    const inHunk = left.old > 0 || left.new > 0;
    const hunk = inHunk ? null : /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (inHunk) {
      const mark = line[0];
      if (mark === '-' || mark === '+') {
        if (current !== undefined && current.changes === 0) current.line = at;
        if (current !== undefined) current.changes += 1;
      }
      if (mark === '-' || mark === ' ' || line === '') left.old -= 1;
      if (mark === '+' || mark === ' ' || line === '') left.new -= 1;
      at += 1; // it counts up to the first change: only lines that stay stand before that
    } else if (hunk !== null) {
      at = Math.max(1, Number(hunk[1]));
      left = { old: Number(hunk[2] ?? 1), new: Number(hunk[3] ?? 1) };
    } else if (line.startsWith('+++ ')) {
      current = { file: line.slice(4).replace(/\t.*$/, ''), line: 1, changes: 0 };
      differences.push(current);
    } else if (line !== '' && !/^(diff |--- |\\ )/.test(line)) {
      strange ??= line;
    }
  }
  return { differences, strange };
}
