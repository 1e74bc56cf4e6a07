import { median } from '../measure-startup.ts';
import type { Pair } from './bars.ts';
import type { Measure } from './measure.ts';

/**
 * One history from several: the median of each measure of each commit. Binaries are equal only where they were in every
 * round. Pure.
 */
export function medianOf(rounds: readonly (readonly Pair[])[]): readonly Pair[] {
  const [first = []] = rounds;
  return first.map((pair, index) => {
    const same = rounds.flatMap((round) => round[index] ?? []);
    return {
      ...pair,
      theirs: middle(same.map(({ theirs }) => theirs)),
      ours: middle(same.map(({ ours }) => ours)),
    };
  });
}

function middle(measures: readonly Measure[]): Measure {
  const of = (value: (measure: Measure) => number): number => median(measures.map(value));
  return {
    seconds: of(({ seconds }) => seconds),
    cpu: of(({ cpu }) => cpu),
    down: of(({ down }) => down),
    up: of(({ up }) => up),
    left: of(({ left }) => left),
    hit: [...new Set(measures.map(({ hit }) => hit))].join('/'),
    binaries: measures.map(({ binaries }) => binaries).join(' '),
  };
}
