/** Renders a Markdown table; cells are escaped, so `|` and line breaks are safe. Empty rows give an empty text. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  align: readonly ('left' | 'right')[] = [],
): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  const rule = head.map((_, index) => (align[index] === 'right' ? '---:' : '---'));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line), ''].join('\n');
}

/** A cell of a table, which may be Markdown but neither HTML nor the end of the cell. */
export function escapeCell(cell: string | number): string {
  // Inside inline code an entity would be shown as it is; elsewhere a tag would be taken for HTML. `<br>` is a cell's
  // only line break.
  const withoutTags = outsideCode(String(cell), (text) => text.replaceAll(/<(?!br>)/g, '&lt;'));
  return withoutTags.replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ');
}

/** Changes what is not inline code: between a run of backticks and the next one as long (CommonMark, code spans). */
function outsideCode(text: string, change: (part: string) => string): string {
  const runs = [...text.matchAll(/`+/g)].map((match) => ({ at: match.index, length: match[0].length }));
  const closing = new Array<number | undefined>(runs.length);
  const latest = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const length = runs[index]?.length ?? 0;
    closing[index] = latest.get(length);
    latest.set(length, index);
  }
  const parts: string[] = [];
  let done = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const [from, end] = [runs[index], closing[index]];
    const to = end === undefined ? undefined : runs[end];
    if (from === undefined || end === undefined || to === undefined) continue;
    parts.push(change(text.slice(done, from.at)), text.slice(from.at, to.at + to.length));
    done = to.at + to.length;
    index = end;
  }
  return parts.join('') + change(text.slice(done));
}

/** A fenced block whose fence is longer than any run of backticks inside. */
export function markdownFence(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(2, longestRun(text)) + 1);
  return `${fence}${language}\n${withoutLastLineEnds(text)}\n${fence}\n`;
}

/** A folded section. */
export function markdownDetails(summary: string, body: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>\n\n${body}\n</details>\n`;
}

/** Text that is safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Inline code that survives backticks. */
export function markdownCode(text: string): string {
  if (!text.includes('`')) return `\`${text}\``;
  const fence = '`'.repeat(longestRun(text) + 1);
  return `${fence} ${text} ${fence}`;
}

/**
 * What makes a heading, a list, a quote, a rule or a table of a line. Only from the second line on: what stands before the
 * first one is not known here.
 */
const BLOCK_START = /(?<=[\n\r][ \t]*)[#>+\-=|:]|(?<=[\n\r][ \t]*\d{1,9})[.)]/g;

/** Text that reads in Markdown as it is: names, messages and paths that others chose. Underscores inside words do no harm. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*[\]~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll(BLOCK_START, '\\$&');
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

function withoutLastLineEnds(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
