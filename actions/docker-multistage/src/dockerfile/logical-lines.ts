/** One instruction of a Dockerfile, its continuation lines joined. */
export interface Instruction {
  /** Upper case: `FROM`, `COPY`. */
  readonly keyword: string;
  readonly rest: string;
  /** Counts from 1; the first line of the instruction. */
  readonly line: number;
}

/** Splits a Dockerfile into instructions: comments, continuation lines and here-documents as its reference describes. */
export function readInstructions(text: string): readonly Instruction[] {
  const mark = escapeOf(text);
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; index++) {
    if (isBlankOrComment(lines[index])) continue;
    const start = index;
    let joined = '';
    for (; index < lines.length; index++) {
      const line = lines[index] ?? '';
      if (index > start && isBlankOrComment(line)) continue;
      const continues = line.trimEnd().endsWith(mark);
      joined += continues ? `${line.trimEnd().slice(0, -1)} ` : line;
      if (!continues) break;
    }
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s*(.*)$/s.exec(joined) ?? [];
    instructions.push({ keyword: keyword.toUpperCase(), rest: rest.trim(), line: start + 1 });
    index = skipHereDocuments(keyword, rest, lines, index);
  }
  return instructions;
}

function isBlankOrComment(line: string | undefined): boolean {
  return line === undefined || /^\s*(#|$)/.test(line);
}

/** The parser directive `# escape=` counts only at the top of the file. */
function escapeOf(text: string): string {
  const head = /^(?:\s*#[^\n]*\n)*/.exec(text)?.[0] ?? '';
  return /^\s*#\s*escape\s*=\s*`/im.test(head) ? '`' : '\\';
}

/** Gives back the index of the last line that belongs to the instruction's here-documents. */
function skipHereDocuments(keyword: string, rest: string, lines: readonly string[], index: number): number {
  if (!/^(run|copy|add)$/i.test(keyword)) return index;
  let at = index;
  for (const [, strip, name] of rest.matchAll(/<<(-?)["']?([A-Za-z_]\w*)["']?/g)) {
    const end = lines.findIndex(
      (line, number) => number > at && (strip === '-' ? line.replace(/^\t+/, '') : line) === name,
    );
    if (end < 0) return lines.length;
    at = end;
  }
  return at;
}
