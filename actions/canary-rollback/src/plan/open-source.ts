import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { isKnownFamily } from '../metrics/families.ts';
import { noSource } from '../metrics/no-source.ts';
import { type Background, backgroundOf, untold } from '../metrics/other-callers.ts';
import { createMetricSource, type MetricSource } from '../metrics/source.ts';
import type { Witness } from '../naming/witness.ts';
import { matchersOf } from './matchers-of.ts';
import type { MeasuredPlan, Measurement } from './measurement.ts';
import { queryOptionsOf } from './open-prometheus.ts';
import { otherCallersOf } from './other-callers.ts';

/** The numbers of both versions, with what is no user's left out or taken off. */
export function openSource(
  context: CanaryContext,
  target: Target,
  plan: MeasuredPlan,
  witness: Witness,
): MetricSource {
  const { inputs, clock } = context;
  const { measured } = plan;
  if (inputs.metrics === 'none') return noSource;
  const { family } = measured;
  const background = inputs.errorQuery === undefined ? backgroundIn(context, measured, plan) : NONE;
  const callers = otherCallersOf(plan.stable, measured);
  return createMetricSource(measured.open(target, matchersOf(inputs, callers), witness), {
    ...queryOptionsOf(inputs, target, []),
    witness,
    family,
    errors: inputs.errors,
    background,
    backgroundWithoutPaths: withoutPaths(inputs.errorQuery, callers),
    now: () => clock.monotonic(),
    windowMs: inputs.window,
    limitMs: inputs.maxP99,
    errorQuery: inputs.errorQuery,
    latencyQuery: inputs.latencyQuery,
  });
}

const NONE: Background = backgroundOf([]);

/** Where no label told any of them. */
function withoutPaths(
  errorQuery: string | undefined,
  callers: ReturnType<typeof otherCallersOf>,
): Background | undefined {
  return errorQuery === undefined
    ? backgroundOf(callers.filter(({ perSecond }) => perSecond > 0))
    : undefined;
}

/** What labels cannot tell from users. */
function backgroundIn(
  { log }: CanaryContext,
  measured: Measurement,
  { stable, service }: MeasuredPlan,
): Background {
  // What a worker counts by a name of its own is work, and no probe is.
  if (service === undefined && !isKnownFamily(measured.family)) return NONE;
  const callers = untold(otherCallersOf(stable, measured), measured.labels);
  const background = backgroundOf(callers.filter(({ perSecond }) => perSecond > 0));
  if (background.of.length > 0)
    log.notice(
      `no label tells ${background.of.join(', ')} from users: ${perMinute(background)} requests a minute and pod are taken off min-requests and the error rate`,
    );
  return background;
}

function perMinute({ perPodPerSecond }: Background): number {
  return Math.round(perPodPerSecond * 60);
}
