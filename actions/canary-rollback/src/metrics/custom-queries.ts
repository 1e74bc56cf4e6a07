import type { Prometheus, Series } from './prometheus.ts';
import { fillQuery, podPatterns, type QueryOptions } from './queries.ts';
import type { VersionSample } from './sample.ts';

/** Which of the two versions. */
export type Track = 'canary' | 'stable';

/** Queries of the user's own, and the window that they are asked for. */
export interface CustomQueries {
  readonly windowMs: number;
  /** PromQL for the share of failed requests, 0 to 1, instead of the counters. */
  readonly errorQuery: string | undefined;
  /** PromQL for the P99 in seconds, instead of the buckets. */
  readonly latencyQuery: string | undefined;
}

/** What the queries gave for one version. */
interface Custom {
  /** Share of failed requests, 0 to 1. */
  readonly error: number | undefined;
  /** P99 in seconds. */
  readonly latency: number | undefined;
}

/** Asks the queries that there are, for both versions. @throws ExternalError as Prometheus does */
export async function askCustom(
  prometheus: Prometheus,
  options: Pick<QueryOptions, 'namespace' | 'workload' | 'witness'> & CustomQueries,
  signal: AbortSignal,
): Promise<Readonly<Record<Track, Custom>>> {
  const { namespace, workload, windowMs, errorQuery, latencyQuery } = options;
  const patterns = podPatterns(workload, options.witness);
  const window = `${Math.ceil(windowMs / 1000)}s`;
  const ask = async (query: string | undefined, track: Track): Promise<number | undefined> => {
    if (query === undefined) return undefined;
    return singleValue(
      await prometheus.query(fillQuery(query, { namespace, pods: patterns[track], window }), signal),
    );
  };
  const askBoth = async (track: Track): Promise<Custom> => {
    const [error, latency] = await Promise.all([ask(errorQuery, track), ask(latencyQuery, track)]);
    return { error, latency };
  };
  const [canary, stable] = await Promise.all([askBoth('canary'), askBoth('stable')]);
  return { canary, stable };
}

/** The value of a custom query; nothing, several series, NaN or an infinity are no data, not a number to guess from. */
function singleValue(series: readonly Series[]): number | undefined {
  const value = series.length === 1 ? series[0]?.value : undefined;
  return Number.isFinite(value) ? value : undefined;
}

/** The sample with what the queries gave instead of what was counted. */
export function withCustom(
  sample: VersionSample,
  { errorQuery, latencyQuery }: CustomQueries,
  { error, latency }: Custom,
): VersionSample {
  const ratio = {
    requests: undefined,
    totalRequests: undefined,
    totalErrors: undefined,
    pods: undefined,
    background: undefined,
    errorPercent: error === undefined ? undefined : error * 100,
  };
  const p99 = latency === undefined ? undefined : { ms: latency * 1000, atLeast: false };
  return {
    ...sample,
    ...(errorQuery === undefined ? {} : ratio),
    ...(latencyQuery === undefined ? {} : { p99 }),
  };
}
