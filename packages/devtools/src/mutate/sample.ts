import { seededRandom } from '@fairlead/core';

/** `count` of the items, drawn by the seed, as they were drawn: the first of them are a fair sample too. */
export function sample<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, draw: random() }))
    .sort((a, b) => a.draw - b.draw)
    .slice(0, count)
    .map(({ item }) => item);
}
