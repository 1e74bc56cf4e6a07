import { stripVTControlCharacters } from 'node:util';

/** Markdown of a step summary as plain text: tables in columns, no drawings, no tags. */
export function plainMarkdown(markdown: string): string {
  const lines = withoutDrawings(markdown).split('\n');
  const out: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    if (isTable(lines, index)) {
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

/** Drawings are for browsers; a fence of anything else keeps what is in it. */
function withoutDrawings(markdown: string): string {
  return markdown.replaceAll(/^(`{3,})mermaid\n[\s\S]*?\n\1$/gm, '').replaceAll(/^`{3,}\w*$/gm, '');
}

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

function plainLine(line: string): string {
  const text = line
    .replace(/^#{1,6} /, '')
    .replaceAll(/<summary>(.*?)<\/summary>/g, '$1:')
    .replaceAll(/<br\s*\/?>/g, ' ')
    .replaceAll(/<\/?(?:details|code|b|i|sub|sup|p|summary)(?: [^<>]*)?>/g, '')
    .replaceAll(/\[([^\]]*)\]\(([^)\s]*)\)/g, (_, words, address) =>
      words === address ? words : `${words} (${address})`,
    )
    .replaceAll(/\*\*(.+?)\*\*/g, '$1')
    .replaceAll(/(`+)(.+?)\1/g, (_, __, code: string) => code.trim())
    .replaceAll(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .replaceAll(/&(lt|gt|quot|amp|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
  return stripVTControlCharacters(text);
}
