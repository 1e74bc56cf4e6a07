/** Longer words are data. */
const LONGEST = 100;

/**
 * The known word nearest to a misspelt one, or undefined when none is near.
 *
 * @param most the edit distance that is near still; a third of the word's length unless said
 */
export function suggestWord(
  word: string,
  known: Iterable<string>,
  most: number = Math.max(2, Math.ceil(word.length / 3)),
): string | undefined {
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of known) {
    // as many letters at least must be put in or taken out; a word of any length costs nothing
    if (Math.abs(candidate.length - word.length) >= bestDistance || word.length > LONGEST) continue;
    const distance = editDistance(word, candidate);
    if (!isAlike(word, candidate, distance)) continue;
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** A letter at least must stand: of two single letters none does. Upper and lower case are alike. */
function isAlike(word: string, candidate: string, distance: number): boolean {
  return distance < Math.max(word.length, candidate.length) || word.toLowerCase() === candidate.toLowerCase();
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitute, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
