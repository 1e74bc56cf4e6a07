import { type Connect, openPatientTarget } from './cluster/connect.ts';
import type { Target } from './cluster/target.ts';
import { abortCanary } from './commands/abort.ts';
import { finishByCommand } from './commands/finish.ts';
import { orderBy } from './commands/order.ts';
import { startRun } from './commands/start-run.ts';
import { showStatus } from './commands/status.ts';
import type { CanaryContext, CanaryInputs } from './context.ts';

type Command = (context: CanaryContext, target: Target) => Promise<void>;

const COMMANDS: Readonly<Record<CanaryInputs['command'], Command>> = {
  run: startRun,
  status: showStatus,
  pause: orderBy('pause'),
  resume: orderBy('resume'),
  promote: orderBy('promote'),
  abort: abortCanary,
  finish: finishByCommand,
};

/** The main phase: does what `command` says. */
export async function runMain(context: CanaryContext, connect: Connect): Promise<void> {
  const target = await openPatientTarget(context, connect);
  await COMMANDS[context.inputs.command](context, target);
}
