import { isGoodAnswer, type LoadRecord } from '@fairlead/testkit';
import { isFromCanary } from './facts.ts';

/** A band of the traffic picture: answers of one kind in each second. */
export interface TrafficBand {
  readonly name: string;
  /** Place of the commit in the story, from 0; undefined for what is bad. */
  readonly commit: number | undefined;
  readonly kind: 'stable' | 'canary' | 'bad';
  /** Answers in each second since the recording's start. */
  readonly counts: readonly number[];
}

/**
 * Sorts all answers into bands that add up to the load: good ones by version, as stable or as canary, and all that are
 * bad on top. Bands without answers are left out, and so is the last second, which the load did not fill.
 */
export function trafficBands(
  records: readonly LoadRecord[],
  commits: readonly string[],
): readonly TrafficBand[] {
  const from = Math.min(...records.map(({ at }) => at));
  const seconds = Math.floor((Math.max(...records.map(({ at }) => at)) - from) / 1000);
  if (!Number.isFinite(seconds) || seconds < 1) return [];
  const band = (
    name: string,
    commit: number | undefined,
    kind: TrafficBand['kind'],
    holds: (record: LoadRecord) => boolean,
  ): TrafficBand => {
    const counts = new Array<number>(seconds).fill(0);
    for (const record of records.filter(holds)) {
      const second = Math.floor((record.at - from) / 1000);
      if (second < seconds) counts[second] = (counts[second] ?? 0) + 1;
    }
    return { name, commit, kind, counts };
  };
  const good = commits.flatMap((sha, index) => [
    band(
      `commit ${index + 1}`,
      index,
      'stable',
      (one) => isGoodAnswer(one) && one.commit === sha && !isFromCanary(one),
    ),
    band(
      `commit ${index + 1} as canary`,
      index,
      'canary',
      (one) => isGoodAnswer(one) && one.commit === sha && isFromCanary(one),
    ),
  ]);
  const bad = band('bad answers', undefined, 'bad', (one) => !isGoodAnswer(one));
  return [...good, bad].filter(({ counts }) => counts.some((count) => count > 0));
}
