import type { Chart, ChartSeries } from '@fairlead/core';
import type { Timeline } from '../run/timeline.ts';
import type { Rules, VersionSample } from '../verdict/types.ts';

/** Share of traffic, error rate and P99 of both versions over time. `endMs`: when the traffic was back on stable. */
export function chartsOf(timeline: Timeline, rules: Rules, endMs: number | undefined): readonly Chart[] {
  const { polls } = timeline;
  if (polls.length === 0) return [];
  const marks = timeline.marks.map(({ atMs, label }) => ({ x: atMs / 1000, label }));
  const shares = polls.map(({ sample, share }) => [sample.atMs / 1000, share] as const);
  const back = endMs === undefined ? [] : [[endMs / 1000, 0] as const];
  const line = (name: string, pick: (version: VersionSample) => number | undefined): ChartSeries[] =>
    (['canary', 'stable'] as const).map((track) => ({
      name: `${name} ${track}`,
      points: polls.flatMap(({ sample }) => {
        const version = sample[track];
        const value = version === undefined ? undefined : pick(version);
        return value === undefined ? [] : [[sample.atMs / 1000, value] as const];
      }),
    }));
  return [
    {
      title: 'Share of traffic to the canary',
      unit: '%',
      series: [{ name: 'share', points: [...shares, ...back], step: true }],
      marks,
    },
    {
      title: 'Error rate',
      unit: '%',
      series: line('errors', ({ errorPercent }) => errorPercent),
      limit: { y: rules.maxErrorPercent, label: `limit ${rules.maxErrorPercent} %` },
      marks,
    },
    {
      title: 'P99 latency',
      unit: 'ms',
      series: line('P99', ({ p99 }) => p99?.ms),
      limit: { y: rules.maxP99Ms, label: `limit ${rules.maxP99Ms} ms` },
      marks,
    },
  ];
}

/** A chart for the step summary, drawn by GitHub; undefined when there are too few points to draw. */
export function mermaidChart(chart: Chart): string | undefined {
  const series = chart.series.filter(({ points }) => points.length > 1);
  if (series.length === 0) return undefined;
  const times = series.flatMap(({ points }) => points.map(([time]) => time));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const lines = series.map(({ points, step }) => sampleLine(points, from, to, step === true));
  const highest = Math.max(...lines.flat());
  // A limit far above all values would flatten them to nothing.
  const near = chart.limit !== undefined && highest * FLATTENED >= chart.limit.y ? chart.limit.y : undefined;
  const limit = near === undefined ? [] : [Array.from({ length: MOMENTS }, () => near)];
  const top = Math.max(highest, near ?? 0) * 1.1;
  const names = [...series.map(({ name }) => name), ...(near === undefined ? [] : ['limit'])].join(', ');
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

/** So many times below the limit, a line is not seen beside it. */
const FLATTENED = 20;
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
