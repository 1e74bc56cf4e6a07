import { orderRollout } from './argo/order-rollout.ts';
import { runRollout } from './argo/run-rollout.ts';
import { showRollout } from './argo/status-rollout.ts';
import { type Connect, openPatientTarget } from './cluster/connect.ts';
import type { Target } from './cluster/target.ts';
import { abortCanary } from './commands/abort.ts';
import { runDrill } from './commands/drill.ts';
import { finishByCommand } from './commands/finish.ts';
import { nothingToDo } from './commands/nothing-to-do.ts';
import { orderBy } from './commands/order.ts';
import { replayReport } from './commands/replay.ts';
import { simulateRules } from './commands/simulate.ts';
import { startRun } from './commands/start-run.ts';
import { showStatus } from './commands/status.ts';
import type { CanaryContext, CanaryInputs } from './context.ts';

type Command = (context: CanaryContext, target: Target) => Promise<void>;

/** Commands that ask no cluster. */
const OFFLINE = { replay: replayReport, simulate: simulateRules } as const;

type Commands = Readonly<Record<Exclude<CanaryInputs['command'], keyof typeof OFFLINE>, Command>>;

const OWN: Commands = {
  run: startRun,
  status: showStatus,
  pause: orderBy('pause'),
  resume: orderBy('resume'),
  promote: orderBy('promote'),
  abort: abortCanary,
  finish: finishByCommand,
  drill: runDrill,
  retry: async (context, target) => nothingToDo(context, target), // refused by a check
};

/** Argo promotes by itself, so there is nothing to finish. */
const ARGO: Commands = {
  run: runRollout,
  status: showRollout,
  pause: orderRollout('pause'),
  resume: orderRollout('resume'),
  promote: orderRollout('promote'),
  abort: orderRollout('abort'),
  retry: orderRollout('retry'),
  finish: async (context, target) => nothingToDo(context, target),
  drill: async (context, target) => nothingToDo(context, target), // refused by a check
};

const BACKENDS: Readonly<Record<CanaryInputs['backend'], Commands>> = {
  fairlead: OWN,
  'argo-rollouts': ARGO,
};

/** The main phase: does what `command` says. */
export async function runMain(context: CanaryContext, connect: Connect): Promise<void> {
  const { backend, command } = context.inputs;
  if (command === 'replay' || command === 'simulate') return OFFLINE[command](context);
  const target = await openPatientTarget(context, connect);
  await BACKENDS[backend][command](context, target);
}
