/** Colours and weights of a terminal. */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34 } as const;

/** Puts a style around text, or leaves it as it is. */
export type Paint = (style: keyof typeof CODES, text: string) => string;

/** Paints for a terminal that shows colours; https://no-color.org is heeded. */
export function createPaint(watched: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const on = watched && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return (style, text) => (on ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}
