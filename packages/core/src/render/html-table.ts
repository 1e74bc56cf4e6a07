import { escapeHtml } from './markdown.ts';

/** The column whose cells have the colour and the sign of what they say; what is an outcome elsewhere may be a mere word. */
const OUTCOME = 'Outcome';

/**
 * A titled table in a box of its own that scrolls sideways where the window is narrow; empty without rows. There a third
 * column, which says why, gets a line of its own.
 */
export function renderRows(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const body = rows.map((row) => {
    const [first = '', ...others] = row;
    return `<tr><th scope="row">${escapeHtml(first)}</th>${others.map((cell, index) => (head[index + 1] === OUTCOME ? renderOutcome(cell) : `<td>${escapeHtml(cell)}</td>`)).join('')}</tr>`;
  });
  return renderTable(title, head.map(renderHead), body);
}

/** The same for rows of HTML, below a heading of the given level. */
export function renderTable(
  title: string,
  head: readonly string[],
  rows: readonly string[],
  level: 2 | 3 = 2,
): string {
  if (rows.length === 0) return '';
  const name = escapeHtml(title);
  return `<h${level}>${name}</h${level}><div class="scroll${head.length === 3 ? ' three' : ''}" role="region" aria-label="${name}" tabindex="0"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

/** The head of a column. */
export function renderHead(text: string): string {
  return `<th scope="col">${escapeHtml(text)}</th>`;
}

const SIGNS = { good: '✓', bad: '✗', warn: '!' } as const;
const TONES: Readonly<Record<string, keyof typeof SIGNS>> = {
  success: 'good',
  failure: 'bad',
  error: 'bad',
  warning: 'warn',
  pause: 'warn',
  inconclusive: 'warn',
  cancelled: 'warn',
};

/** The colour of an outcome; empty for what is none. */
export function toneOf(text: string): keyof typeof SIGNS | '' {
  return Object.hasOwn(TONES, text) ? (TONES[text] ?? '') : '';
}

/** The cell of an outcome, with its colour and its sign. */
export function renderOutcome(text: string): string {
  const tone = toneOf(text);
  const sign = tone === '' ? '' : `<span class="sign" aria-hidden="true">${SIGNS[tone]}</span>`;
  return `<td${tone === '' ? '' : ` class="${tone}"`}>${sign}${escapeHtml(text)}</td>`;
}
