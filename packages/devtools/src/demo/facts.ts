import type { ChartSeries } from '@fairlead/core';
import type { LoadRecord } from '@fairlead/testkit';

/** What the load says about one pipeline run. */
export interface LoadFacts {
  readonly requests: number;
  /** Answers of the run's own new version that were not 2xx. */
  readonly canaryBad: number;
  /** Requests that failed without being the new version's own fault: the number that must be 0. */
  readonly otherBad: number;
  /** Answers of the new version. */
  readonly canaryRequests: number;
  /** Seconds from the first bad answer of the new version to the last; undefined without one. */
  readonly badSeconds: number | undefined;
  /** Milliseconds since the epoch of the first bad answer. */
  readonly firstBadAt: number | undefined;
  readonly lastBadAt: number | undefined;
  /** What the first few other failures were, for the one who has to explain them. */
  readonly otherSamples: readonly string[];
}

/** Sums up the answers of a window. `commit` is the version that the run brings in. */
export function loadFacts(
  records: readonly LoadRecord[],
  commit: string,
  from: number,
  to: number,
): LoadFacts {
  const window = records.filter((record) => record.at >= from && record.at <= to);
  const isOwn = (record: LoadRecord): boolean => record.commit !== '' && record.commit === commit;
  const own = window.filter(isOwn);
  const bad = window.filter((record) => !isGood(record));
  const ownBad = bad.filter(isOwn);
  const otherBad = bad.filter((record) => !isOwn(record));
  const times = ownBad.map((record) => record.at);
  const [first, last] =
    times.length === 0 ? [undefined, undefined] : [Math.min(...times), Math.max(...times)];
  return {
    requests: window.length,
    canaryRequests: own.length,
    canaryBad: ownBad.length,
    otherBad: otherBad.length,
    badSeconds: first === undefined || last === undefined ? undefined : (last - first) / 1000,
    firstBadAt: first,
    lastBadAt: last,
    otherSamples: otherBad.slice(0, 5).map(describeRecord),
  };
}

function isGood(record: LoadRecord): boolean {
  return record.status >= 200 && record.status < 300;
}

function describeRecord(record: LoadRecord): string {
  const what = record.status === 0 ? (record.error ?? 'no answer') : `status ${record.status}`;
  return `${new Date(record.at).toISOString()} ${what} (commit ${record.commit || 'unknown'}, pod ${record.pod || 'unknown'}, ${record.ms} ms)`;
}

/** Answers a second by version and outcome, for the report's charts. Seconds count from `from`. */
export function answersPerSecond(
  records: readonly LoadRecord[],
  commits: readonly { readonly name: string; readonly commit: string }[],
  from: number,
): readonly ChartSeries[] {
  const last = Math.max(0, ...records.map((record) => Math.floor((record.at - from) / 1000)));
  const count = (keep: (record: LoadRecord) => boolean): readonly (readonly [number, number])[] => {
    const buckets = new Array<number>(last + 1).fill(0);
    for (const record of records) {
      const second = Math.floor((record.at - from) / 1000);
      if (second >= 0 && keep(record)) buckets[second] = (buckets[second] ?? 0) + 1;
    }
    return buckets.map((value, second) => [second, value] as const);
  };
  const versions = commits.map(({ name, commit }) => ({
    name: `${name}, good`,
    points: count((record) => record.commit === commit && isGood(record)),
  }));
  return [...versions, { name: 'bad answers', tone: 'bad', points: count((record) => !isGood(record)) }];
}
