import type { View } from '../show/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ActionBundle } from './find-bundles.ts';
import type { LocalEvent } from './local-event.ts';
import { runChild } from './run-child.ts';
import {
  type Carried,
  makePhaseFiles,
  NOTHING_CARRIED,
  type Places,
  phaseEnvironment,
  readPhaseFiles,
  type Said,
} from './runner-environment.ts';

/** A run of one action. */
export interface ActionRun {
  readonly bundle: ActionBundle;
  readonly inputs: Readonly<Record<string, string>>;
  readonly event: LocalEvent;
  readonly places: Places;
}

/** How a run came out. */
export interface RunResult {
  /** That of main, or of post when main was well. */
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown of both phases. */
  readonly summary: string;
}

/** Ctrl-C cancels; who is impatient says so twice. */
const ESCALATION: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGKILL'];

/** Runs main, and post whatever became of main, as a runner does: with the state, variables and PATH that main left. */
export async function runAction(run: ActionRun, terminal: Terminal, view: View): Promise<RunResult> {
  let asked = 0;
  const onSignal: Terminal['onSignal'] = (listener) => {
    asked = 0;
    return terminal.onSignal(() => {
      const signal = ESCALATION[Math.min(asked, ESCALATION.length - 1)] ?? 'SIGKILL';
      asked += 1;
      view.say(asked === 1 ? 'cancelling; once more to hurry, a third time to kill' : `sent ${signal}`);
      listener(signal);
    });
  };
  // between the phases a signal must not end the program: what main began is ended by post
  const deaf = terminal.onSignal(() => {});
  const phase = async (
    name: 'main' | 'post',
    carried: Carried,
  ): Promise<Said & { readonly code: number }> => {
    await makePhaseFiles(run.places, name, run.event.payload);
    const given = { event: run.event.variables, inputs: run.inputs, places: run.places, carried };
    const code = await runChild({
      argv: [process.execPath, (name === 'main' ? run.bundle.main : run.bundle.post) ?? run.bundle.main],
      cwd: run.places.workspace,
      env: phaseEnvironment(terminal.env, given, name),
      onLine: view.line,
      onSignal,
    });
    const said = await readPhaseFiles(run.places, name);
    for (const problem of said.problems) view.say(problem);
    return { ...said, code: said.problems.length > 0 && code === 0 ? 1 : code };
  };
  try {
    const main = await phase('main', NOTHING_CARRIED);
    if (run.bundle.post === undefined)
      return { exitCode: main.code, outputs: main.outputs, summary: main.summary };
    const post = await phase('post', main);
    return {
      exitCode: main.code === 0 ? post.code : main.code,
      outputs: { ...main.outputs, ...post.outputs },
      summary: main.summary + post.summary,
    };
  } finally {
    deaf();
  }
}
