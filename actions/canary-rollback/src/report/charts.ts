import type { Chart, ChartSeries } from '@fairlead/core';
import type { Timeline } from '../run/timeline.ts';
import type { Rules, VersionSample } from '../verdict/types.ts';
import { latencyWords } from '../verdict/words.ts';

/** When the traffic was back on stable, and when the canary was gone. Milliseconds of the timeline. */
export interface BackTimes {
  readonly trafficMs: number;
  readonly goneMs: number;
}

/** Share of traffic, error rate and P99 of both versions over time. */
export function chartsOf(timeline: Timeline, rules: Rules, back: BackTimes | undefined): readonly Chart[] {
  if (timeline.polls.length === 0) return [];
  const taken = back === undefined ? [] : [{ atMs: back.trafficMs, label: 'taken back' }];
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

/** A chart for the step summary, drawn by GitHub; undefined when there are too few points to draw. */
export function mermaidChart(chart: Chart): string | undefined {
  const series = chart.series.filter(({ points }) => points.length > 1);
  if (series.length === 0) return undefined;
  const times = series.flatMap(({ points }) => points.map(([time]) => time));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const lines = series.map(({ points, step }) => sampleLine(points, from, to, step === true));
  const limitY = chart.limit?.y;
  const limit = limitY === undefined ? [] : [Array.from({ length: MOMENTS }, () => limitY)];
  const top = Math.max(...lines.flat(), limitY ?? 0) * 1.1;
  const names = [...series.map(({ name }) => name), ...(limitY === undefined ? [] : ['limit'])].join(', ');
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${chart.title} (${names})"`,
    `  x-axis "seconds" ${Math.floor(from)} --> ${Math.max(Math.ceil(to), Math.floor(from) + 1)}`,
    `  y-axis "${chart.unit}" 0 --> ${top < 1 ? 1 : Math.ceil(top)}`,
    ...[...lines, ...limit].map(
      (values) => `  line [${values.map((value) => Number(value.toFixed(2))).join(', ')}]`,
    ),
    '```',
  ].join('\n');
}

/** Mermaid spreads values evenly, so each line is read at the same moments. */
const MOMENTS = 40;

function sampleLine(
  points: readonly (readonly [number, number])[],
  from: number,
  to: number,
  step: boolean,
): readonly number[] {
  return Array.from({ length: MOMENTS }, (_, index) => {
    const time = from + ((to - from) * index) / (MOMENTS - 1);
    const after = points.findIndex(([at]) => at > time);
    const left = points[after < 0 ? points.length - 1 : Math.max(0, after - 1)] ?? [0, 0];
    const right = after <= 0 ? left : (points[after] ?? left);
    if (step || right[0] === left[0]) return left[1];
    return left[1] + ((right[1] - left[1]) * (time - left[0])) / (right[0] - left[0]);
  });
}
