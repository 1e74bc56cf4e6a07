import { type Clock, ExternalError, type Logger, PolicyError } from '@fairlead/core';
import { type Diagnosis, pauseEndsAlone, phaseOfRollout, type Rollout } from '@fairlead/kube';
import { digestIn, type PinnedImage, shortImage } from '@fairlead/oci';
import { runningImage } from '../cluster/containers.ts';
import type { Target } from '../cluster/target.ts';
import { secondsWords } from '../verdict/words.ts';
import { hopelessPod } from './hopeless-pods.ts';
import { isSameOrder, lastOrder, type OrderNote } from './order-note.ts';
import { getRollout, isPromoted, placeWords } from './rollout.ts';

/** What observing needs. */
export interface ObserveRolloutTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly container: string;
  readonly image: PinnedImage;
  readonly intervalMs: number;
  /** How long the controller may take to see the new image. */
  readonly seenWithinMs: number;
  /** How long somebody may take to end a pause that does not end by itself. */
  readonly pauseTimeoutMs: number;
  /** Hears each look. */
  readonly tell: (rollout: Rollout) => void;
}

/**
 * Follows a Rollout until its controller has promoted the image. What its steps and analyses say is the verdict.
 *
 * @throws PolicyError CANARY_FAILED as soon as it is degraded; CANARY_NOT_READY as soon as its pods cannot start; CANARY_ABORTED, CANARY_PAUSE_EXPIRED, CANARY_INCONCLUSIVE,
 *   CANARY_STABLE_CHANGED; ExternalError CANARY_NOT_OBSERVED when no controller sees it
 */
export async function observeRollout(tools: ObserveRolloutTools): Promise<void> {
  const { target, clock, log, signal, image, intervalMs, seenWithinMs, pauseTimeoutMs, tell } = tools;
  const started = clock.monotonic();
  let pausedSince: number | undefined;
  let said = '';
  let known: { readonly order: OrderNote | undefined } | undefined;
  let ordered: OrderNote | undefined;
  for (;;) {
    const rollout = await getRollout(target);
    if (rollout === undefined) throw changed(tools, 'was deleted');
    const order = lastOrder(rollout);
    known ??= { order }; // of an earlier update
    if (!isSameOrder(order, ordered ?? known.order)) {
      ordered = order;
      if (order !== undefined) log.notice(`rollout: ${order.order} was ordered by ${order.by}`);
    }
    const runs = imageOf(rollout, tools.container);
    if (digestIn(runs) !== image.digest) throw changed(tools, `got the image ${shortImage(runs)}`);
    const { phase, message, unseen } = phaseOfRollout(rollout);
    const words = [phase, placeWords(rollout), message].filter((part) => part !== '').join(' | ');
    if (words !== said) log.info(`rollout: ${words}`);
    said = words;
    tell(rollout);
    if (phase === 'Healthy' && isPromoted(rollout)) return;
    const hopeless = unseen === true ? undefined : await hopelessPod(target, rollout);
    if (phase === 'Degraded') throw degraded(tools, message, ordered, hopeless);
    if (hopeless !== undefined) throw cannotStart(tools, hopeless);
    const now = clock.monotonic();
    if (unseen === true && now - started >= seenWithinMs) throw notSeen(tools, now - started);
    const waits = phase === 'Paused' && !pauseEndsAlone(rollout);
    pausedSince = waits ? (pausedSince ?? now) : undefined;
    if (pausedSince !== undefined && now - pausedSince >= pauseTimeoutMs)
      throw expired(tools, rollout, message, now - pausedSince);
    await clock.sleep(intervalMs, signal);
  }
}

/** The image that the container of a Rollout is to run. */
export function imageOf({ spec: { template } }: Rollout, container: string | undefined): string {
  return template === undefined ? '' : runningImage({ spec: { template } }, container);
}

/** An abort by hand names no metric and no reason: the message ends with the revision. */
const BY_HAND = /aborted update to revision \d+$/;

function degraded(
  { target, image }: ObserveRolloutTools,
  message: string,
  ordered: OrderNote | undefined,
  hopeless: Diagnosis | undefined,
): PolicyError {
  const byHand = BY_HAND.test(message);
  const whom = byHand && ordered?.order === 'abort' ? `, by ${ordered.by}` : '';
  return new PolicyError({
    code: byHand ? 'CANARY_ABORTED' : 'CANARY_FAILED',
    message: `${shortImage(image.text)}: the Rollout ${target.workload} is degraded: ${message || 'its controller gives no reason'}${whom}${byHand || hopeless === undefined ? '' : `; ${hopeless.summary}`}`,
    hint: byHand ? 'nothing, if that was meant' : 'read the analysis runs and the events of the Rollout',
    details: byHand ? [] : proofOf(hopeless),
  });
}

function cannotStart({ target, image }: ObserveRolloutTools, hopeless: Diagnosis): PolicyError {
  return new PolicyError({
    code: 'CANARY_NOT_READY',
    message: `${shortImage(image.text)}: pods of the Rollout ${target.workload} cannot start: ${hopeless.summary}`,
    hint: 'read the last log lines and events below',
    details: proofOf(hopeless),
  });
}

function proofOf(hopeless: Diagnosis | undefined): readonly string[] {
  return hopeless === undefined ? [] : [...hopeless.logTail, ...hopeless.events];
}

function expired(
  { target }: ObserveRolloutTools,
  rollout: Rollout,
  message: string,
  ms: number,
): PolicyError {
  const reasons = (rollout.status?.pauseConditions ?? []).map(({ reason }) => reason);
  const inconclusive = reasons.includes('InconclusiveAnalysisRun');
  return new PolicyError({
    code: inconclusive ? 'CANARY_INCONCLUSIVE' : 'CANARY_PAUSE_EXPIRED',
    message: `nobody promoted the Rollout ${target.workload} within ${secondsWords(ms)} of its pause (${message || 'no reason given'})`,
    hint: 'command: promote goes on, command: abort goes back; pause-timeout says how long there is for that',
  });
}

function changed({ target, image }: ObserveRolloutTools, what: string): PolicyError {
  return new PolicyError({
    code: 'CANARY_STABLE_CHANGED',
    message: `the Rollout ${target.workload} ${what} while it was on its way to ${shortImage(image.text)}`,
    hint: 'find out who else deploys this workload; then run again',
  });
}

function notSeen({ target }: ObserveRolloutTools, ms: number): ExternalError {
  return new ExternalError({
    code: 'CANARY_NOT_OBSERVED',
    message: `no controller took up the Rollout ${target.workload} for ${secondsWords(ms)}`,
    hint: 'look whether the controller of Argo Rollouts runs',
  });
}
