import { markdownTable } from '@fairlead/core';
import { phaseOfRollout } from '@fairlead/kube';
import { digestIn, shortImage } from '@fairlead/oci';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { imageOf } from './observe-rollout.ts';
import { rolloutOrProblem } from './order-rollout.ts';
import { isPromoted, placeWords, weightOf } from './rollout.ts';

/** Says how a Rollout stands. Changes nothing. */
export async function showRollout(context: CanaryContext, target: Target): Promise<void> {
  const rollout = await rolloutOrProblem(context, target);
  const image = imageOf(rollout, context.inputs.container);
  const { phase, message } = phaseOfRollout(rollout);
  const place = placeWords(rollout);
  const rows: (readonly [string, string])[] = [
    ['Image', shortImage(image)],
    ['Phase', message === '' ? phase : `${phase}: ${message}`],
    ...(place === '' ? [] : [['Step', place] as const]),
  ];
  for (const [name, value] of rows) context.log.info(`${name.padEnd(8)} ${value}`);
  context.summarize(
    `Rollout \`${target.workload}\`: **${phase}**\n\n${markdownTable(['What', 'Now'], rows)}`,
  );
  context.settle(
    isPromoted(rollout) ? 'idle' : phase === 'Paused' ? 'paused' : 'observing',
    message || phase,
  );
  context.output('share', String(weightOf(rollout) ?? ''));
  context.output(isPromoted(rollout) ? 'stable-digest' : 'canary-digest', digestIn(image) ?? '');
}
