import type { Series } from './prometheus.ts';

const START = 'process_start_time_seconds';

/** Starts that lie closer together, in seconds, may be one that is worked out anew each time. */
const SAME_START = 1;

/**
 * Whether the reads of one pod, made in a row, come from one process: then no counter of it falls, and its start stays. Of
 * several workers behind one port each has counted a part, and whoever adds up their answers invents requests and errors.
 */
export function isOneProgram(reads: readonly (readonly Series[])[], counter: string): boolean {
  const known = new Map<string, number>();
  for (const series of reads)
    for (const { labels, value } of series) {
      const name = labels['__name__'];
      if (name !== counter && name !== START) continue;
      const key = JSON.stringify(Object.entries(labels).sort());
      const before = known.get(key) ?? value;
      if (name === START ? Math.abs(value - before) >= SAME_START : value < before) return false;
      known.set(key, value);
    }
  return true;
}
