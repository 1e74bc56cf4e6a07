import { type Facts, timeOf } from '../facts/facts.ts';
import { eventsAbout, lastTime, podsOfNewRevision } from '../facts/scope.ts';
import type { KubeEvent, Pod } from '../objects.ts';
import { probeText } from './exits.ts';

/** So much later, in milliseconds, a failure may be told. */
const LATE_MS = 2_000;

/**
 * What the liveness probes say that fail at this moment, a line a pod of the newest revision: it is about to be restarted,
 * however ready it is. Over when no failure came for as long as the next probe takes. Pure.
 */
export function failingLiveness(facts: Facts, now: number): readonly string[] {
  return podsOfNewRevision(facts).flatMap(({ pod }) => {
    const last = eventsAbout(pod, facts.events).findLast(isFailure);
    const at = timeOf(last && lastTime(last));
    if (last === undefined || at === undefined || now - at > gapOf(pod)) return [];
    return [`pod ${pod.metadata.name}: its liveness probe fails: ${probeText(last)}`];
  });
}

function isFailure({ reason, message = '' }: KubeEvent): boolean {
  return reason === 'Unhealthy' && /^Liveness probe (failed|errored)/i.test(message);
}

/** Milliseconds from one probe's failure to the next one's. */
function gapOf({ spec }: Pod): number {
  const seconds = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map(
    ({ livenessProbe: probe }) =>
      probe === undefined ? 0 : (probe.periodSeconds ?? 10) + (probe.timeoutSeconds ?? 1),
  );
  return Math.max(0, ...seconds) * 1000 + LATE_MS;
}
