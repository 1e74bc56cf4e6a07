import { countOf } from '../util/words.ts';

/** What is left over when Markdown is cut: its whole lines, with what they opened closed, and how many are missing. */
const note = (lines: number): string =>
  `\n> … ${countOf(lines, 'more line')} left out: GitHub shows no larger summary. The report has what there is room for.\n`;

/** Bytes for what closes a cut: the longest fence that is closed, the ends of folded sections, the note. */
const CLOSING = 400;

/**
 * As much of some Markdown as fits in `room` bytes of UTF-8: whole lines, fences and folded sections closed, with a true
 * count of the lines that are missing. Empty when there is no room even for the note.
 */
export function fitMarkdown(markdown: string, room: number): string {
  if (Buffer.byteLength(markdown) <= room) return markdown;
  const lines = markdown.split('\n');
  let used = 0;
  let kept = 0;
  let open: Open = { fence: '', folded: 0 };
  for (const line of lines) {
    used += Buffer.byteLength(line) + 1;
    const next = follow(open, line);
    if (used + next.fence.length + CLOSING > room) break;
    open = next;
    kept += 1;
  }
  if (kept === 0 && CLOSING > room) return '';
  const closing = [open.fence, ...Array.from({ length: open.folded }, () => '\n</details>')];
  return [...lines.slice(0, kept), ...closing.filter((part) => part !== ''), note(lines.length - kept)].join(
    '\n',
  );
}

/** What is open behind a line: a fence of backticks, folded sections. */
interface Open {
  readonly fence: string;
  readonly folded: number;
}

function follow({ fence, folded }: Open, line: string): Open {
  const mark = /^(`{3,})(.*)$/.exec(line);
  if (fence !== '') {
    const closes = mark !== null && (mark[1] ?? '').length >= fence.length && mark[2]?.trim() === '';
    return { fence: closes ? '' : fence, folded };
  }
  if (mark !== null && !(mark[2] ?? '').includes('`')) return { fence: mark[1] ?? '', folded };
  const opened = line.split('<details>').length - 1;
  const closed = line.split('</details>').length - 1;
  return { fence, folded: Math.max(0, folded + opened - closed) };
}

/**
 * Sections one below the other in `room` bytes, the first ones first: each keeps at least its fair share, and what small
 * ones leave goes to the large ones. What is cut says so.
 */
export function fitSections(sections: readonly string[], room: number): string {
  const sizes = sections.map((section) => Buffer.byteLength(section) + 2);
  const share = fairShare(sizes, room);
  return sections.map((section) => fitMarkdown(section, share - 2)).join('\n\n');
}

/** The most that one may take so that all fit. */
function fairShare(sizes: readonly number[], room: number): number {
  let left = room;
  const sorted = sizes.toSorted((a, b) => a - b);
  for (const [index, size] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - index));
    if (size > share) return share;
    left -= size;
  }
  return room;
}
