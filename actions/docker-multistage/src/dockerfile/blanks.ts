/** What a Dockerfile's reader takes for white space: Unicode's, so not quite what `\s` and `trim` take. */
const BLANK = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const AT_START = new RegExp(`^${BLANK}+`);
const ONE = new RegExp(`^${BLANK}$`);

/** Whether one character is white space. */
export function isBlank(character: string): boolean {
  return ONE.test(character);
}

/** The text without white space at its start. */
export function trimStart(text: string): string {
  return text.replace(AT_START, '');
}

/** The text without white space at both ends; a pattern for the end would look at each blank of the text again. */
export function trim(text: string): string {
  const started = trimStart(text);
  let end = started.length;
  while (isBlank(started.charAt(end - 1))) end--;
  return started.slice(0, end);
}

/** The text without these characters at its end. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
