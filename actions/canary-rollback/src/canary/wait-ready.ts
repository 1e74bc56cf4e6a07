import { type Clock, type Logger, PolicyError } from '@fairlead/core';
import { diagnosePods, rolloutStatus } from '@fairlead/kube';
import { canarySelector, selectorText } from '../cluster/names.ts';
import { samplePods } from '../cluster/pod-health.ts';
import { getCanary, type Target } from '../cluster/target.ts';
import type { JournalKeeper } from '../journal/heartbeat.ts';
import { canaryName } from '../naming/canary-name.ts';

const POLL_MS = 500;
/** The diagnosis lists several kinds of objects; it is asked less often. */
const DIAGNOSE_MS = 2_000;

/** What waiting needs. */
export interface WaitTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keeper: JournalKeeper;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * Waits until all pods of the canary are available. Fails as soon as waiting is pointless, with container and reason.
 *
 * @throws PolicyError CANARY_NOT_READY
 */
export async function waitReady(tools: WaitTools): Promise<void> {
  const { target, clock, log, keeper, signal, timeoutMs } = tools;
  const started = clock.monotonic();
  let diagnoseAt = started + DIAGNOSE_MS;
  let said = '';
  for (;;) {
    const canary = await getCanary(target);
    const status = canary === undefined ? undefined : rolloutStatus(canary);
    if (status?.done === true) return;
    if (status === undefined) await failForDeleted(tools);
    const words = status?.message ?? '';
    if (words !== said) log.info(`canary: ${words}`);
    said = words;
    const elapsed = clock.monotonic() - started;
    const late = elapsed >= timeoutMs;
    if (late || clock.monotonic() >= diagnoseAt) {
      await failIfHopeless(target, late ? `${words} after ${Math.round(elapsed / 1000)} s` : undefined);
      diagnoseAt = clock.monotonic() + DIAGNOSE_MS;
    }
    await keeper.beat();
    await clock.sleep(POLL_MS, signal);
  }
}

/** An abort says so itself; else somebody deleted it by hand, and nobody will make it anew. */
async function failForDeleted({ target, keeper }: WaitTools): Promise<never> {
  await keeper.confirm();
  throw new PolicyError({
    code: 'CANARY_NOT_READY',
    message: `the canary did not become ready: Deployment ${canaryName(target.workload)} was deleted by somebody else`,
    hint: 'find out who deletes it; then run again',
  });
}

/** Throws when something cannot heal, or when the time is over. */
async function failIfHopeless(target: Target, late: string | undefined): Promise<void> {
  const findings = await diagnose(target);
  const cause = findings.find(({ fatal }) => fatal) ?? (late === undefined ? undefined : findings[0]);
  if (cause === undefined && late === undefined) return;
  const why = cause?.summary ?? (await samplePods(target)).reason;
  throw new PolicyError({
    code: 'CANARY_NOT_READY',
    message: ['the canary did not become ready', late, why].filter((part) => part !== undefined).join(': '),
    hint: 'read the last log lines and events below; ready-timeout is how long it may take',
    details: cause === undefined ? [] : [...cause.logTail, ...cause.events],
  });
}

/** Without the right to list everything, the pods' own words must do. */
async function diagnose(target: Target): ReturnType<typeof diagnosePods> {
  const { kube, namespace, workload } = target;
  try {
    return await diagnosePods(kube, { namespace, labelSelector: selectorText(canarySelector(workload)) });
  } catch {
    return [];
  }
}
