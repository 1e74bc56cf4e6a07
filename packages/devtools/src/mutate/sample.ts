/** Numbers from 0 to 1 that a seed fixes (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` of the items, chosen by the seed, in their own order; all of them when there are not more. */
export function sample<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const random = randomOf(seed);
  const drawn = items.map((item, index) => ({ item, index, draw: random() }));
  return drawn
    .sort((a, b) => a.draw - b.draw)
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
}
