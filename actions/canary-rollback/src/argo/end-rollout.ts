import type { ImageChange } from '../cluster/containers.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { getRollout } from './rollout.ts';
import { takeBack } from './take-back.ts';
import { backWords } from './words.ts';

/** Brings a Rollout back whose run ended before its controller had decided. */
export async function endRollout(
  context: CanaryContext,
  target: Target,
  change: ImageChange | undefined,
): Promise<void> {
  const { clock, log, inputs } = context;
  log.notice('the main step ended before the Rollout was promoted; it goes back now');
  const back = await takeBack({ target, clock, log, timeoutMs: inputs.readyTimeout }, change);
  context.summarize(`The Rollout \`${target.workload}\` went back: ${backWords(back, change)}.`);
}

/** The deploy between main and post makes the Rollout, unless its name is wrong. */
export async function warnIfNoRollout({ log }: CanaryContext, target: Target): Promise<void> {
  if ((await getRollout(target)) !== undefined) return;
  const { workload, namespace } = target;
  log.warn(
    `Rollout ${workload} still does not exist in namespace ${namespace}; if it was installed just now, the input workload is wrong, and no update will ever be followed`,
  );
}
