import { prepare } from './prepare.ts';
import { undo } from './release/undo.ts';
import { startDeadline } from './rollout/deadline.ts';
import type { SavedDeploy } from './run.ts';
import type { DeployContext } from './types.ts';

/** Finishes what a cancelled or killed main phase left: the last deployed revision is restored, no lock stays behind. */
export async function finish(context: DeployContext): Promise<void> {
  const saved = context.readState<SavedDeploy>('deploy');
  if (saved === undefined || context.readState<boolean>('done') === true) return;
  const undone = await context.stage('restore', async () => {
    const prepared = await prepare(context);
    try {
      return await undo(
        context,
        prepared,
        saved.before,
        startDeadline(context.clock, context.inputs.timeout),
      );
    } finally {
      await context.files.remove(prepared.loaded.folder);
    }
  });
  context.log.info(`the deploy did not end by itself; ${undone.words}`);
  context.summarize(`The deploy did not end by itself; ${undone.words}.`);
}
