import { timeOf } from '../facts/facts.ts';
import type { Probe } from '../objects.ts';
import { probeText } from './exits.ts';
import type { ContainerClass } from './failure-class.ts';

/** A container runs longer than its probes ask for and is not ready. */
export const notReady: ContainerClass = {
  name: 'not-ready',
  of: 'container',
  grace: { ms: Number.POSITIVE_INFINITY },
  hint: 'read the last log lines: the container runs and its readiness probe does not pass',
  shows: 'readiness or startup probe does not pass',
  lasts: '`ready-timeout`, else until the timeout',
  rank: 'symptom',
  see({ status, spec, init, events, now, readyTimeout }) {
    const startedAt = timeOf(status.state?.running?.startedAt);
    if (init || status.ready === true || startedAt === undefined) return undefined;
    const budget = probeBudgetMs(spec?.startupProbe) + probeBudgetMs(spec?.readinessProbe);
    if (budget === 0 || now - startedAt < budget) return undefined; // without a probe it is ready as soon as it runs
    const said = events.findLast(({ message }) => /^(Readiness|Startup) probe /i.test(message ?? ''));
    const kind = /^startup/i.test(said?.message ?? '') ? 'startup' : 'readiness';
    const how = said === undefined ? 'has not passed' : `failed: ${probeText(said)}`;
    return {
      reason: 'Unhealthy',
      message: `runs but is not ready: ${kind} probe ${how}`,
      since: startedAt,
      graceMs: Math.max(budget, readyTimeout),
    };
  },
};

/** Milliseconds that a probe may take until it has failed as often as it may, by its own numbers. */
function probeBudgetMs(probe: Probe | undefined): number {
  if (probe === undefined) return 0;
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
  return (initialDelaySeconds + periodSeconds * failureThreshold + timeoutSeconds) * 1000;
}
