import { CancelledError, classifyError, type FairleadError, InputError } from '@fairlead/core';
import { digestIn, shortImage } from '@fairlead/oci';
import { withoutRollback } from '../canary/failure.ts';
import { type SavedState, STATE } from '../canary/saved.ts';
import type { ImageChange } from '../cluster/containers.ts';
import type { Target } from '../cluster/target.ts';
import { showDryRun } from '../commands/dry-run.ts';
import type { CanaryContext } from '../context.ts';
import { outcomeWordOf } from '../publish/outcome-word.ts';
import { observeRollout } from './observe-rollout.ts';
import { planRollout, type RolloutPlan } from './plan-rollout.ts';
import { weightOf } from './rollout.ts';
import { setImage } from './set-image.ts';
import { takeBack } from './take-back.ts';
import { sayFailure } from './words.ts';

/** Gives a Rollout the image and follows it: its controller shifts, and its analysis decides. */
export async function runRollout(context: CanaryContext, target: Target): Promise<void> {
  const plan = await planRollout(context, target);
  switch (plan.kind) {
    case 'problems':
      throw new InputError(plan.problems); // it was fine a moment ago, in the check
    case 'none':
      context.saveState(STATE, { outcome: 'missing' } satisfies SavedState);
      return skip(context, 'no-stable', 'there is no Rollout yet; helm-deploy installs it');
    case 'unchanged':
      context.output('stable-digest', plan.digest);
      return skip(
        context,
        'unchanged',
        `${target.workload} runs ${shortImage(context.inputs.image ?? '')} already`,
      );
    case 'update':
      return carryOut(context, target, plan);
  }
}

function skip(context: CanaryContext, outcome: 'unchanged' | 'no-stable', words: string): void {
  context.log.notice(words);
  context.settle(outcome, words);
  context.report.addVerdict({ name: 'rollout', outcome: 'skipped', reason: words });
  context.summarize(`No rollout: ${words}.`);
}

type Update = Extract<RolloutPlan, { kind: 'update' }>;

async function carryOut(context: CanaryContext, target: Target, plan: Update): Promise<void> {
  const { container, image, changes } = plan;
  const words = changes
    ? `Rollout ${target.workload}: ${shortImage(container.image)} → ${shortImage(image.text)}, by Argo Rollouts`
    : `Rollout ${target.workload} is on its way to ${shortImage(image.text)} already`;
  context.output('stable-digest', changes ? (digestIn(container.image) ?? '') : '');
  context.output('canary-digest', image.digest);
  if (context.inputs.dryRun) return showDryRun(context, words);
  context.log.info(words);
  const started = context.clock.monotonic();
  const change = changes ? { from: container.image, to: image.text } : undefined;
  const failure = await update(context, target, plan, change);
  const seconds = (context.clock.monotonic() - started) / 1000;
  context.output('seconds', String(Math.round(seconds)));
  const verdict =
    failure === undefined
      ? `${shortImage(image.text)} was promoted by Argo Rollouts in ${Math.round(seconds)} s`
      : `${failure.code}: ${failure.message}`;
  const outcome =
    failure === undefined ? 'success' : failure instanceof CancelledError ? 'cancelled' : 'failure';
  context.report.addVerdict({ name: 'rollout', outcome, reason: verdict });
  if (failure !== undefined) throw failure;
  context.settle('passed', verdict);
  context.summarize(`**${verdict}**`);
}

/** Never throws: a failure comes back with what was done about it. */
async function update(
  context: CanaryContext,
  target: Target,
  { container, image, restores }: Update,
  change: ImageChange | undefined,
): Promise<FairleadError | undefined> {
  const { clock, log, signal, inputs } = context;
  const back = restores ? change : undefined;
  try {
    // Whoever dies after this leaves it to the post step to bring the old image back.
    context.saveState(STATE, { outcome: 'rollout', change: back } satisfies SavedState);
    if (change !== undefined) await setImage(target, change);
    await context.stage(`follow the Rollout ${target.workload}`, () =>
      observeRollout({
        target,
        clock,
        log,
        signal,
        container: container.name,
        image,
        intervalMs: inputs.interval,
        seenWithinMs: inputs.readyTimeout,
        pauseTimeoutMs: inputs.pauseTimeout,
        tell: (rollout) => {
          const weight = weightOf(rollout);
          if (weight !== undefined) context.output('share', String(weight));
        },
      }),
    );
    context.saveState(STATE, { outcome: 'settled' } satisfies SavedState);
    return undefined;
  } catch (thrown) {
    return goBack(context, target, classifyError(thrown), back);
  }
}

async function goBack(
  context: CanaryContext,
  target: Target,
  failure: FairleadError,
  change: ImageChange | undefined,
): Promise<FairleadError> {
  const { clock, log, inputs } = context;
  if (failure.code === 'CANARY_STABLE_CHANGED') {
    context.saveState(STATE, { outcome: 'settled' } satisfies SavedState);
    context.settle('rolled-back');
    return failure; // it is somebody else's by now
  }
  try {
    const back = await context.stage('go back', () =>
      takeBack({ target, clock, log, timeoutMs: inputs.readyTimeout }, change),
    );
    context.saveState(STATE, { outcome: 'settled' } satisfies SavedState);
    context.output('share', '0');
    const aborted = failure instanceof CancelledError || failure.code === 'CANARY_ABORTED';
    context.settle(aborted ? 'aborted' : outcomeWordOf(failure.code));
    return sayFailure(failure, back, change);
  } catch (second) {
    return withoutRollback(failure, classifyError(second));
  }
}
