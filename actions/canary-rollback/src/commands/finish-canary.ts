import { classifyError, ExternalError, PolicyError } from '@fairlead/core';
import { type Deployment, rolloutStatus } from '@fairlead/kube';
import { digestIn, shortImage } from '@fairlead/oci';
import { withoutRollback } from '../canary/failure.ts';
import { endCanary, type Rollback } from '../canary/roll-back.ts';
import { runningImage } from '../cluster/containers.ts';
import { copyName } from '../cluster/names.ts';
import { getStable, type Target } from '../cluster/target.ts';
import { dataOf, isSameData } from '../configuration/data.ts';
import type { CanaryContext } from '../context.ts';
import { setFuse } from '../fuse/fuse.ts';
import { noteVerdict } from '../journal/history.ts';
import { holderWords, type Journal } from '../journal/journal.ts';
import { templateDigest } from '../observe/template-changes.ts';
import { createAnnouncer } from '../telling/webhook.ts';

const POLL_MS = 500;

/** Whether stable became what the canary was. */
type Promotion = { readonly promoted: true } | { readonly promoted: false; readonly reason: string };

/**
 * Ends a canary that passed: stable runs its digest and is ready → all traffic to stable, canary removed; otherwise the
 * same, and the job fails with the reason.
 *
 * @throws PolicyError CANARY_NOT_PROMOTED; ExternalError CANARY_ROLLBACK_FAILED.
 */
export async function finishCanary(
  context: CanaryContext,
  target: Target,
  journal: Journal,
): Promise<Rollback> {
  const promotion = await context.stage('look for the promotion', async () => {
    await keepFuse(context, target, journal);
    return awaitPromotion(context, target, journal);
  });
  const why = promotion.promoted
    ? undefined
    : `${shortImage(journal.canaryImage)} passed as canary, but ${promotion.reason}`;
  const result = await end(context, target, journal, why);
  const { workload, namespace } = target;
  const announcer = createAnnouncer(context, { workload, namespace, image: journal.canaryImage });
  if (why !== undefined) {
    announcer.say('not-promoted', `${why}; ${DONE}`);
    await announcer.done();
    throw notPromoted(`${why}; ${DONE}`);
  }
  await notePassed(context, target, journal);
  const words = `${target.workload} is promoted to ${shortImage(journal.canaryImage)} (${result.stable}); the canary is removed`;
  context.report.addVerdict({ name: 'promotion', outcome: 'success', reason: words });
  context.log.notice(words);
  announcer.say('finished', words);
  await announcer.done();
  return result;
}

/** Only what all users run is known to be good. */
function notePassed({ log }: CanaryContext, target: Target, journal: Journal): Promise<void> {
  const { canaryDigest: digest, holder } = journal;
  const at = new Date(target.kube.now()).toISOString();
  return noteVerdict(target, { digest, verdict: 'passed', at, by: holderWords(holder) }, log);
}

const DONE = 'all traffic is on stable and the canary is removed';

/** A canary that cannot be ended says that first, and then that it was not promoted. */
async function end(
  context: CanaryContext,
  target: Target,
  journal: Journal,
  why: string | undefined,
): Promise<Rollback> {
  const { clock, log } = context;
  try {
    return await context.stage('end the canary', () => endCanary({ target, clock, log }, journal));
  } catch (thrown) {
    throw why === undefined ? thrown : withoutRollback(notPromoted(why), classifyError(thrown));
  }
}

/** The error of a canary that did not become stable. */
export function notPromoted(why: string): PolicyError {
  return new PolicyError({
    code: 'CANARY_NOT_PROMOTED',
    message: why,
    hint: 'look at the step that promotes (helm-deploy): it failed, did not run, or deploys another image',
  });
}

/** What is being finished must not burn down meanwhile. */
async function keepFuse({ inputs }: CanaryContext, target: Target, { fuse }: Journal): Promise<void> {
  if (fuse === undefined) return;
  try {
    await setFuse(target, fuse, inputs.finishTimeout + inputs.lease);
  } catch (error) {
    if (!(error instanceof ExternalError && error.code === 'KUBE_NOT_FOUND')) throw error; // burnt: all is over already
  }
}

/** Waits for stable to be ready, as long as it has the digest at all; else there is nothing to wait for. */
async function awaitPromotion(context: CanaryContext, target: Target, journal: Journal): Promise<Promotion> {
  const { clock, log, inputs, signal } = context;
  const until = clock.monotonic() + inputs.finishTimeout;
  let said = '';
  for (;;) {
    const stable = await getStable(target);
    if (stable === undefined)
      return { promoted: false, reason: `Deployment ${target.workload} does not exist any more` };
    const image = runningImage(stable, journal.container);
    if (digestIn(image) !== journal.canaryDigest) {
      return {
        promoted: false,
        reason: `${target.workload} runs ${shortImage(image) || 'nothing'}: it was not promoted`,
      };
    }
    const old = await stillOld(target, stable, journal);
    if (old !== undefined) return { promoted: false, reason: old };
    const { done, message } = rolloutStatus(stable);
    if (done) return { promoted: true };
    if (message !== said) log.info(`stable: ${message}`);
    said = message;
    if (clock.monotonic() >= until || signal.aborted) {
      return { promoted: false, reason: `${target.workload} did not become ready with it: ${message}` };
    }
    await clock.sleep(POLL_MS);
  }
}

/** Why stable does not have the new configuration, where that alone is new; undefined when it has, or the image tells. */
async function stillOld(
  { kube, namespace, workload }: Target,
  { spec }: Deployment,
  { proof }: Journal,
): Promise<string | undefined> {
  if (proof === undefined) return undefined;
  if (proof.template !== undefined)
    return templateDigest(spec.template) === proof.template
      ? `${workload} has its old configuration: it was not promoted`
      : undefined;
  for (const { kind, of } of proof.copied) {
    const ref = { apiVersion: 'v1', kind, namespace };
    const [own, copy] = await Promise.all([
      kube.get({ ...ref, name: of }),
      kube.get({ ...ref, name: copyName(of) }),
    ]);
    if (own === undefined || copy === undefined || !isSameData(dataOf(own), dataOf(copy)))
      return `${kind} ${of} holds what it held before: it was not promoted`;
  }
  return undefined;
}
