import { Problem } from '../problem.ts';

/** The line that opens a generated section. */
export function openMarker(section: string): string {
  return `<!-- generated:${section} -->`;
}

/** The line that closes a generated section. */
export function closeMarker(section: string): string {
  return `<!-- /generated:${section} -->`;
}

/** Puts each section between its markers. Throws Problem when a marker is missing, doubled or out of order. */
export function fillSections(path: string, text: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((filled, [section, body]) => {
    const [open, close] = [openMarker(section), closeMarker(section)];
    const [start, end] = [onlyIndex(path, filled, open), onlyIndex(path, filled, close)];
    if (end < start) throw new Problem(`${path}: ${close} stands before ${open}`);
    return `${filled.slice(0, start + open.length)}\n\n${body.trimEnd()}\n\n${filled.slice(end)}`;
  }, text);
}

function onlyIndex(path: string, text: string, marker: string): number {
  const index = text.indexOf(marker);
  if (index < 0) throw new Problem(`${path} lacks the line ${marker}`);
  if (text.indexOf(marker, index + 1) >= 0) throw new Problem(`${path} has the line ${marker} twice`);
  return index;
}
