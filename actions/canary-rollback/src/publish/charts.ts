import type { Chart, ChartSeries } from '@fairlead/core';
import type { VersionSample } from '../metrics/sample.ts';
import type { Timeline } from '../observe/timeline.ts';
import { judgeRecorded } from '../simulate/replay.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import { evidenceValue } from '../verdict/rules/evidence.ts';
import type { Limits } from '../verdict/types.ts';
import { latencyWords } from '../verdict/words.ts';

/** When the traffic was back on stable, and when the canary was gone. Milliseconds of the timeline. */
export interface BackTimes {
  readonly trafficMs: number;
  readonly goneMs: number;
}

/** Share of traffic, error rate and P99 of both versions, and the evidence against the canary, over time. */
export function chartsOf(
  timeline: Timeline,
  rules: Limits,
  back: BackTimes | undefined,
  steps: readonly PlannedStep[] = [],
): readonly Chart[] {
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
    ...evidenceChart(timeline, steps, rules, marks),
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
    ...withGaps(
      polls.map(({ sample: { atMs, [track]: version } }) => ({
        at: atMs / 1000,
        value: version === undefined ? undefined : pick(version),
      })),
    ),
  }));
}

/** What is not known is no zero, and no line either. Before the first value there is nothing to be missed. */
function withGaps(
  looks: readonly { readonly at: number; readonly value: number | undefined }[],
): Pick<ChartSeries, 'points' | 'gaps'> {
  const points: (readonly [number, number])[] = [];
  const gaps: (readonly [number, number])[] = [];
  let missing = false;
  for (const { at, value } of looks) {
    const last = points.at(-1);
    if (value === undefined) {
      missing = last !== undefined;
      continue;
    }
    if (missing && last !== undefined) gaps.push([last[0], at]);
    missing = false;
    points.push([at, value]);
  }
  const [last, end] = [points.at(-1), looks.at(-1)];
  if (missing && last !== undefined && end !== undefined) gaps.push([last[0], end.at]);
  return gaps.length === 0 ? { points } : { points, gaps };
}

/** Nobody reads more than a million to one. */
const MOST_POWERS = 6;

/** How strongly the looks spoke against the canary, in powers of ten, beside the limit at which that rolls back. */
function evidenceChart(
  timeline: Timeline,
  steps: readonly PlannedStep[],
  rules: Limits,
  marks: Chart['marks'],
): readonly Chart[] {
  if (rules.evidence === undefined) return [];
  const limit = Math.log10(1 / rules.evidence.falseAlarm);
  const looks = [...judgeRecorded({ steps, polls: timeline.polls }, rules)].map(({ atMs, state }) => ({
    at: atMs / 1000,
    value: powersOf(evidenceValue(state.memories['evidence'], rules)),
  }));
  const series = [{ name: 'evidence', ...withGaps(looks) }];
  const label = `limit, ${Math.round(1 / rules.evidence.falseAlarm)} to 1`;
  return [
    {
      title: 'Evidence against the canary, powers of ten',
      unit: '',
      series,
      limit: { y: limit, label },
      ...(marks === undefined ? {} : { marks }),
    },
  ];
}

/** Evidence for the canary is no evidence against it. */
function powersOf(log: number | undefined): number | undefined {
  return log === undefined ? undefined : Math.min(MOST_POWERS, Math.max(0, log / Math.LN10));
}

/** So many times below the limit, a line is not seen beside it. */
const FLATTENED = 20;

/** The limit as a line, unless it is so far above all values that it would flatten them to nothing. */
function limitOf(series: readonly ChartSeries[], y: number, label: string): Pick<Chart, 'limit'> {
  const highest = Math.max(0, ...series.flatMap(({ points }) => points.map(([, value]) => value)));
  return highest * FLATTENED >= y ? { limit: { y, label } } : {};
}
