import type { Report } from '@fairlead/core';
import { isGoodAnswer, type LoadRecord } from '@fairlead/testkit';

/** Pods of the canary's own Deployment have this at the start of their name; pods of stable cannot. */
const CANARY_POD = 'orders-canary-';

/** The part of the recording that belongs to one commit: from its start to the start of the next. */
export interface Window {
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** What the load says about one pipeline run. */
export interface LoadFacts {
  readonly requests: number;
  /** Answers of the run's new version while it was a canary: told by commit and pod, not by time. */
  readonly canaryRequests: number;
  /** Those of them that were not 2xx. */
  readonly canaryBad: number;
  /** Every other request that got no 2xx answer, also of the new version once it is stable: must be 0. */
  readonly otherBad: number;
  /** Seconds from the sending of the first request that the canary answered badly to the last; undefined without one. */
  readonly badSeconds: number | undefined;
  /** The longest time in which no good answer arrived, in milliseconds. */
  readonly longestSilenceMs: number;
  /** What the first few other failures were, for the one who has to explain them. */
  readonly otherSamples: readonly string[];
  /** How much of the traffic the canary really got in each of its steps. */
  readonly shares: readonly StepShare[];
}

/** A step of the canary: what it claims, and what the load saw. */
export interface StepShare {
  /** What the action calls the step. */
  readonly step: string;
  readonly answers: number;
  readonly canary: number;
}

/** Sums up the answers of a window. `commit` is the version that the run brings in. */
export function loadFacts(
  records: readonly LoadRecord[],
  commit: string,
  window: Window,
  reports: readonly Report[] = [],
): LoadFacts {
  const all = within(records, window);
  const isOwn = (record: LoadRecord): boolean => record.commit === commit && isFromCanary(record);
  const own = all.filter(isOwn);
  const ownBad = own.filter((record) => !isGoodAnswer(record));
  const otherBad = all.filter((record) => !isGoodAnswer(record) && !isOwn(record));
  const [first, last] = [ownBad[0], ownBad.at(-1)];
  return {
    requests: all.length,
    canaryRequests: own.length,
    canaryBad: ownBad.length,
    otherBad: otherBad.length,
    badSeconds: first === undefined || last === undefined ? undefined : (last.at - first.at) / 1000,
    longestSilenceMs: longestSilence(all),
    otherSamples: otherBad.slice(0, 5).map(describeRecord),
    shares: stepShares(all, reports),
  };
}

/** Records sent within a window, in the order of sending; the generator writes them in the order of answering. */
function within(records: readonly LoadRecord[], { from, to }: Window): readonly LoadRecord[] {
  return records.filter(({ at }) => at >= from && at < to).sort((one, other) => one.at - other.at);
}

/** Whether a pod of the canary's Deployment says that it answered. A request without an answer is never the canary's. */
export function isFromCanary(record: LoadRecord): boolean {
  return record.pod.startsWith(CANARY_POD);
}

function longestSilence(records: readonly LoadRecord[]): number {
  const heard = records
    .filter(isGoodAnswer)
    .map(({ at, ms }) => at + ms)
    .sort((one, other) => one - other);
  const [start, end] = [records[0]?.at ?? 0, records.at(-1)?.at ?? 0];
  let longest = 0;
  let before = start;
  for (const at of [...heard, end]) {
    longest = Math.max(longest, at - before);
    before = Math.max(before, at);
  }
  return longest;
}

/** The canary's report says when each step ran; the load says who answered then. */
function stepShares(records: readonly LoadRecord[], reports: readonly Report[]): readonly StepShare[] {
  return reports
    .filter(({ action, phase }) => action === 'canary-rollback' && phase === 'main')
    .flatMap(({ stages }) => stages)
    .filter(({ name }) => name.startsWith('step '))
    .map(({ name, startedAt, durationMs }) => {
      const from = Date.parse(startedAt);
      const answered = within(records, { from, to: from + durationMs }).filter(({ pod }) => pod !== '');
      return { step: name, answers: answered.length, canary: answered.filter(isFromCanary).length };
    });
}

function describeRecord(record: LoadRecord): string {
  const what = record.status === 0 ? (record.error ?? 'no answer') : `status ${record.status}`;
  return `${new Date(record.at).toISOString()} ${what} (commit ${record.commit || 'unknown'}, pod ${record.pod || 'unknown'}, ${record.ms} ms)`;
}
