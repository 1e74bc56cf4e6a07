import type { Chart, ChartSeries } from '@fairlead/core';
import type { VersionSample } from '../metrics/sample.ts';
import type { Timeline } from '../observe/timeline.ts';
import type { Limits } from '../verdict/types.ts';
import { latencyWords } from '../verdict/words.ts';

/** When the traffic was back on stable, and when the canary was gone. Milliseconds of the timeline. */
export interface BackTimes {
  readonly trafficMs: number;
  readonly goneMs: number;
}

/** Share of traffic, error rate and P99 of both versions over time. */
export function chartsOf(timeline: Timeline, rules: Limits, back: BackTimes | undefined): readonly Chart[] {
  if (timeline.polls.length === 0) return [];
  const taken = back === undefined ? [] : [{ atMs: back.trafficMs, label: 'rolled back' }];
  const marks = [...timeline.marks, ...taken].map(({ atMs, label }) => ({ x: atMs / 1000, label }));
  const errors = seriesOf(timeline, ({ errorPercent }) => errorPercent);
  const latencies = seriesOf(timeline, ({ p99 }) => p99?.ms);
  return [
    { title: 'Share of traffic to the canary', unit: '%', series: [shareSeries(timeline, back)], marks },
    {
      title: `Error rate, limit ${rules.maxErrorPercent} %`,
      unit: '%',
      series: errors,
      ...limitOf(errors, rules.maxErrorPercent, `limit ${rules.maxErrorPercent} %`),
      marks,
    },
    {
      title: `P99 latency, limit ${latencyWords(rules.maxP99Ms)}`,
      unit: 'ms',
      series: latencies,
      ...limitOf(latencies, rules.maxP99Ms, `limit ${latencyWords(rules.maxP99Ms)}`),
      marks,
    },
  ];
}

function shareSeries({ polls }: Timeline, back: BackTimes | undefined): ChartSeries {
  const shares = polls.map(({ sample, share }) => [sample.atMs / 1000, share] as const);
  const after =
    back === undefined ? [] : [[back.trafficMs / 1000, 0] as const, [back.goneMs / 1000, 0] as const];
  return { name: 'share', points: [[0, 0], ...shares, ...after], step: true };
}

function seriesOf(
  { polls }: Timeline,
  pick: (version: VersionSample) => number | undefined,
): readonly ChartSeries[] {
  return (['canary', 'stable'] as const).map((track) => ({
    name: track,
    points: polls.flatMap(({ sample }) => {
      const version = sample[track];
      const value = version === undefined ? undefined : pick(version);
      return value === undefined ? [] : [[sample.atMs / 1000, value] as const];
    }),
  }));
}

/** So many times below the limit, a line is not seen beside it. */
const FLATTENED = 20;

/** The limit as a line, unless it is so far above all values that it would flatten them to nothing. */
function limitOf(series: readonly ChartSeries[], y: number, label: string): Pick<Chart, 'limit'> {
  const highest = Math.max(0, ...series.flatMap(({ points }) => points.map(([, value]) => value)));
  return highest * FLATTENED >= y ? { limit: { y, label } } : {};
}
