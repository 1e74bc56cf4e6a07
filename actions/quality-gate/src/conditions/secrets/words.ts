/** Words by which people say that a value is none. */
const PLACEHOLDER = /example|placeholder|changeme|redacted|dummy|x{5}|\*{3}|your[-_]|<[^>]*>|\$\{|\{\{/i;
/** Neighbours in the alphabet, or digits in order, that nobody gets by chance. */
const SHORTEST_RUN = 6;

/** Whether a value was written to stand for another, such as `sk_live_your_key` or `abcdef123456`. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || longestRun(value.toLowerCase()) >= SHORTEST_RUN;
}

/** Length of the longest part in which each character is the one after the one before it, or the same. */
function longestRun(text: string): number {
  let [longest, up, same] = [0, 1, 1];
  for (let at = 1; at < text.length; at++) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    up = step === 1 ? up + 1 : 1;
    same = step === 0 ? same + 1 : 1;
    longest = Math.max(longest, up, same);
  }
  return longest;
}

/** Shannon's entropy of the characters of a text, in bits for each. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
