import { countOf } from './words.ts';
/** Text that comes in pieces and is kept. */
export interface KeptText {
  push(piece: string): void;
  /** What is left of it: the whole, or its start and its end. */
  text(): string;
}

/** Keeps at most about `most` characters: the first half as it came, then only the newest. */
export function keepText(most: number): KeptText {
  const half = most / 2;
  const head: string[] = [];
  let tail: string[] = [];
  let [headSize, tailSize, left] = [0, 0, 0];
  return {
    push(piece) {
      if (headSize < half) {
        head.push(piece);
        headSize += piece.length;
        return;
      }
      tail.push(piece);
      tailSize += piece.length;
      if (tailSize <= most) return; // cut seldom: twice the half that is kept
      const newest = tail.join('').slice(-half);
      left += tailSize - newest.length;
      [tail, tailSize] = [[newest], newest.length];
    },
    text: () =>
      [...head, ...(left > 0 ? [`\n… (${countOf(left, 'character')} left out)\n`] : []), ...tail].join(''),
  };
}
