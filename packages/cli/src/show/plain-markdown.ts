import { stripVTControlCharacters } from 'node:util';

/** Markdown of a step summary as plain text: tables in columns, no drawings, no tags. */
export function plainMarkdown(markdown: string): string {
  const lines = markdown.split('\n');
  const out: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = FENCE.exec(lines[index] ?? '');
    if (fence !== null) {
      const end = lines.indexOf(fence[1] ?? '', index + 1);
      if (end < 0) continue;
      if (fence[2] !== DRAWING) out.push(...lines.slice(index + 1, end).map(stripVTControlCharacters));
      index = end;
    } else if (isTable(lines, index)) {
      const end = lines.findIndex((line, at) => at > index && !line.trim().startsWith('|'));
      const rows = lines.slice(index, end < 0 ? undefined : end);
      out.push(...alignTable(rows));
      index += rows.length - 1;
    } else out.push(plainLine(lines[index] ?? ''));
  }
  return out
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** In the list of unusable inputs, calls them by their options: `- image: is required` becomes `- --image: …`. */
export function nameOptions(text: string, inputs: readonly string[]): string {
  if (!text.includes('INPUT_INVALID')) return text;
  return text.replaceAll(/^- ([a-z][a-z-]*)(?=[ :])/gm, (line, name: string) =>
    inputs.includes(name) ? `- --${name}` : line,
  );
}

/** A line that opens a block of text that is as it is; drawings are for browsers. */
const FENCE = /^(`{3,})(\w*)$/;
const DRAWING = 'mermaid';

function isTable(lines: readonly string[], index: number): boolean {
  return (lines[index] ?? '').startsWith('|') && /^\|[\s:|-]+\|$/.test((lines[index + 1] ?? '').trim());
}

function alignTable(rows: readonly string[]): string[] {
  const cells = rows.filter((_, index) => index !== 1).map(cellsOf);
  const count = Math.max(...cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...cells.map((row) => (row[at] ?? '').length)),
  );
  const text = cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [text[0] ?? '', widths.map((width) => '-'.repeat(width)).join('  '), ...text.slice(1)];
}

function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plainLine(cell.replaceAll('\\|', '|')).trim());
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  nbsp: ' ',
  '#39': "'",
};

/** Tags that only say how text looks. */
const TAGS = /<\/?(?:details|code|b|i|sub|sup|p|summary)(?: [^<>]*)?>/g;
/** Stands around the number of a literal while marks are taken away. */
const HELD = '\u{f8ff}';
/**
 * What is text and no mark: the head of a folded section, where HTML alone counts, a character behind a backslash, and code.
 * Whichever begins first is one.
 */
const LITERAL = new RegExp(
  `${HELD}|<summary>(.*?)</summary>|\\\\([\\\\\`*_{}[\\]()#+.!|<>~:=-])|(\`+)(.+?)(?<!\`)\\3(?!\`)`,
  'g',
);
const NUMBERED = new RegExp(`${HELD}(\\d+)${HELD}`, 'g');

function plainLine(line: string): string {
  const literals: string[] = [];
  const hold = (found: string, head?: string, character?: string, _?: string, code?: string): string => {
    const folded = head === undefined ? undefined : `${readEntities(head.replaceAll(TAGS, ''))}:`;
    const literal = folded ?? character ?? code?.trim() ?? found;
    const known = literals.indexOf(literal);
    return `${HELD}${known < 0 ? literals.push(literal) - 1 : known}${HELD}`;
  };
  const marked = line
    .replaceAll(LITERAL, hold)
    .replace(/^#{1,6} /, '')
    .replaceAll(/<br\s*\/?>/g, ' ')
    .replaceAll(TAGS, '')
    .replaceAll(/\[([^\]]*)\]\(([^)\s]*)\)/g, (_, words, address) =>
      words === address ? words : `${words} (${address})`,
    )
    .replaceAll(/\*\*(.+?)\*\*/g, '$1');
  const text = readEntities(marked).replaceAll(
    NUMBERED,
    (_, number: string) => literals[Number(number)] ?? '',
  );
  return stripVTControlCharacters(text);
}

function readEntities(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|amp|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
}
