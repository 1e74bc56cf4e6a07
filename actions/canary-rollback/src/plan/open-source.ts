import { errorMessage } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { type Background, backgroundOf, untold } from '../metrics/other-callers.ts';
import type { Prometheus } from '../metrics/prometheus.ts';
import { pathLabelsQuery, type QueryOptions, scrapesQuery } from '../metrics/queries.ts';
import { createMetricSource, type MetricSource } from '../metrics/source.ts';
import type { RunPlan } from './inspect.ts';
import { openPrometheus, queryOptionsOf } from './open-prometheus.ts';
import { otherCallersOf } from './other-callers.ts';

/** The numbers of both versions, with what is no user's left out or taken off. */
export async function openSource(
  context: CanaryContext,
  target: Target,
  { stable }: Pick<RunPlan, 'stable'>,
): Promise<MetricSource> {
  const { inputs, clock } = context;
  const prometheus = openPrometheus(inputs, context);
  const options = queryOptionsOf(inputs, target, otherCallersOf(stable));
  const counted = inputs.errorQuery === undefined;
  const background = counted ? await measureBackground(context, prometheus, options, stable) : NONE;
  return createMetricSource(prometheus, {
    ...options,
    background,
    now: () => clock.monotonic(),
    windowMs: inputs.window,
    errorQuery: inputs.errorQuery,
    latencyQuery: inputs.latencyQuery,
  });
}

const NONE: Background = backgroundOf([]);

/** What labels cannot tell from users. A Prometheus that does not answer now leaves it at all of them. */
async function measureBackground(
  { log, signal }: CanaryContext,
  prometheus: Prometheus,
  options: QueryOptions,
  stable: RunPlan['stable'],
): Promise<Background> {
  try {
    const [series, [scrapes]] = await Promise.all([
      prometheus.query(pathLabelsQuery(options), signal),
      prometheus.query(scrapesQuery(options), signal),
    ]);
    const callers = otherCallersOf(stable, scrapes?.value);
    const background = backgroundOf(
      untold(
        callers,
        series.map(({ labels }) => labels),
      ).filter(({ perSecond }) => perSecond > 0),
    );
    if (background.of.length > 0)
      log.notice(
        `no label tells ${background.of.join(', ')} from users: ${perMinute(background)} requests a minute and pod are taken off min-requests and the error rate`,
      );
    return background;
  } catch (error) {
    log.debug(`what is no user's is not known exactly: ${errorMessage(error)}`);
    return backgroundOf(options.callers);
  }
}

function perMinute({ perPodPerSecond }: Background): number {
  return Math.round(perPodPerSecond * 60);
}
