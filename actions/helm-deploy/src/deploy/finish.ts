import { markdownText } from '@fairlead/core';
import { removeLeftLayers } from '@fairlead/helm';
import { connect } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { leftRecord } from '../publish/github-deployment.ts';
import { rollBack } from '../release/roll-back.ts';
import { startDeadline } from '../rollout/deadline.ts';
import { readSaved } from './saved.ts';

/** Finishes what a cancelled or killed main phase left: it is rolled back to the last deployed revision, no lock, no secret and no record in progress stays behind. */
export async function finish(context: DeployContext): Promise<void> {
  // whatever goes wrong with one of them, the others are done
  try {
    await removeLeftLayers(context);
  } finally {
    try {
      await undo(context);
    } finally {
      await (await leftRecord(context))?.end('error', 'the deploy did not end by itself');
    }
  }
}

async function undo(context: DeployContext): Promise<void> {
  const before = readSaved(context);
  if (before === undefined) return;
  const settled = await context.stage('roll back', async () => {
    const deadline = startDeadline(context.clock, context.inputs.timeout);
    return rollBack(context, await connect(context), before, deadline);
  });
  context.log.info(`the deploy did not end by itself; ${settled.words}`);
  context.summarize(`The deploy did not end by itself; ${markdownText(settled.words)}.`);
}
