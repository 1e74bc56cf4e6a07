import type { Pod } from '@fairlead/kube';
import type { Track } from './custom-queries.ts';

/** A running pod of one of the versions. */
export interface RunningPod {
  readonly track: Track;
  readonly pod: Pod;
}

/** What is known of the process that counted. */
export interface Life {
  /** When it started, in seconds since the epoch, by its own word. */
  readonly startedAt?: number | undefined;
  /** How often its pod's containers were restarted. */
  readonly restarts?: number | undefined;
}

/** A counter of one pod, as it stands. */
export interface RawSeries {
  readonly track: Track;
  /** Empty where a mesh or gateway counted. */
  readonly pod: string;
  /** What of the pod counted, where it has several programs: container and address. */
  readonly from: string;
  /** Of requests: how they ended; empty when no label says so. */
  readonly status?: string | undefined;
  /** Of requests: which route they asked for, where a label says so and there are not too many of them. */
  readonly route?: string | undefined;
  /** Of requests that a pod told of itself: no label says what they asked for. */
  readonly pathless?: true | undefined;
  /** Of a bucket: its upper bound. */
  readonly bound?: number | undefined;
  readonly value: number;
  readonly life: Life;
  /** Counted by somebody who outlives both versions, and may remember an earlier canary of the name. */
  readonly lasting?: true | undefined;
  /** The pod was there before the first look, so what it had counted by then is not ours. */
  readonly old?: boolean | undefined;
}

/** A pod that could not be read, and why. */
export interface UnreadPod {
  readonly track: Track;
  readonly pod: string;
  readonly why: string;
}

/** All counters of both versions at one moment. */
export interface RawLook {
  readonly counts: readonly RawSeries[];
  readonly buckets: readonly RawSeries[];
  /** Of the buckets that have a route those at the limit of the run, and those that have all requests, by route. */
  readonly routeBuckets: readonly RawSeries[];
  readonly unread: readonly UnreadPod[];
}

/** Which counters are asked for. */
export interface Wanted {
  readonly counts: boolean;
  readonly buckets: boolean;
}

/** Where the raw counters of both versions come from. */
export interface SeriesReader {
  /** For people: `Prometheus at http://…`, `the pods' own /metrics`. */
  readonly place: string;
  /**
   * Whether two looks may be answered by two servers, of which one is behind: then a counter that falls need not have begun
   * again.
   */
  readonly replicas: boolean;
  /** @throws ExternalError when nobody gives a usable answer. */
  read(wanted: Wanted, signal: AbortSignal): Promise<RawLook>;
}
