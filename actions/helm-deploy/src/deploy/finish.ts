import { markdownText } from '@fairlead/core';
import { connect } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { undo } from '../release/roll-back.ts';
import { startDeadline } from '../rollout/deadline.ts';
import { removeLeftLayers } from '../values/load-layers.ts';
import { readSaved } from './saved.ts';

/** Finishes what a cancelled or killed main phase left: the last deployed revision is restored, no lock and no secret stays behind. */
export async function finish(context: DeployContext): Promise<void> {
  await removeLeftLayers(context);
  const before = readSaved(context);
  if (before === undefined) return;
  const undone = await context.stage('restore', async () => {
    const deadline = startDeadline(context.clock, context.inputs.timeout);
    return undo(context, await connect(context), before, deadline);
  });
  context.log.info(`the deploy did not end by itself; ${undone.words}`);
  context.summarize(`The deploy did not end by itself; ${markdownText(undone.words)}.`);
}
