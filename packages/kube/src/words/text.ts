/** A text in one line; one that is too long loses its middle, for the cause stands at the end. Pure. */
export function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const head = Math.floor((most - 3) / 3);
  return `${line.slice(0, head).trimEnd()} … ${line.slice(line.length - (most - 3 - head)).trimStart()}`;
}

/** The end of a chain of wrapped errors says the most: `connect: connection refused`. Pure. */
export function lastParts(text: string, most = 240): string {
  const parts = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(': ')
    .filter((part) => part !== 'unknown' && part !== '');
  return parts.slice(-2).join(': ').slice(-most);
}
