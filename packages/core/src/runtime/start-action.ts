import { resolve } from 'node:path';
import { chooseHost } from '../adapters/choose-host.ts';
import { fetchHttp } from '../adapters/fetch-http.ts';
import { useNetworkSettings } from '../adapters/network/use-network-settings.ts';
import { openFiles } from '../adapters/open-files.ts';
import { createProcessExec } from '../adapters/process-exec.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import { classifyError } from '../errors/classify.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { continueTrace } from '../log/traceparent.ts';
import type { CommittedFiles, ForgeAccess, Git, GitPorts } from '../ports/git.ts';
import type { Host } from '../ports/host.ts';
import { failureLine } from '../render/failure.ts';
import type { Phase } from '../report/report.ts';
import { secretsInEnvironment } from '../secrets/find-secrets.ts';
import { Redactor } from '../secrets/redactor.ts';
import { childEnvironment } from './child-environment.ts';
import { outliveReaders } from './outlive-readers.ts';
import type { PhaseOptions } from './phase.ts';
import { readEvent } from './read-event.ts';
import { runPhase } from './run-phase.ts';

/** What the entries `main` and `post` call. Never rejects. */
export type Start = (phase: Phase) => Promise<void>;

/** What an action's bundle brings beside its definition. */
export interface StartOptions {
  readonly git: (ports: GitPorts) => Git;
  /** Who is asked for files of commits that the clone lacks. */
  readonly forge: (access: ForgeAccess) => CommittedFiles;
}

/** What a bundle exports: builds the ports of the real world and runs the phase that the entry names. */
export function startAction<const I extends InputShape, const O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  open: StartOptions,
): Start {
  return (phase) => startPhase(definition, open, phase);
}

async function startPhase<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  open: StartOptions,
  phase: Phase,
): Promise<void> {
  outliveReaders();
  const env = process.env;
  const redactor = new Redactor();
  for (const secret of secretsInEnvironment(env)) redactor.add(secret);
  const host = chooseHost(env, redactor);
  const traceparent = continueTrace(env['TRACEPARENT']);
  const childEnv = childEnvironment(env, traceparent);
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const exec = createProcessExec({ env: childEnv, redactor });
  const { files, problem } = await openFiles(env, resolve(env['GITHUB_WORKSPACE'] || process.cwd()));
  const problems = [...(problem === undefined ? [] : [problem]), ...useNetworkSettings(env)];
  for (const message of problems) host.annotate({ level: 'warning', message });
  try {
    await runPhase(definition, {
      phase,
      ports: {
        host,
        exec,
        files,
        http: fetchHttp,
        clock: systemClock,
        git: open.git({ exec, files, env: childEnv, signal: controller.signal }),
        forge: openForge(open.forge, host, controller.signal),
      },
      ...(await eventOf(phase, env)),
      traceparent,
      childEnv,
      signal: controller.signal,
    });
  } catch (thrown) {
    // not even a report folder or the runner's files: what is left is the log
    host.annotate({ level: 'error', message: failureLine(classifyError(thrown)) });
    host.setExitCode(1);
  }
  process.off('SIGINT', cancel).off('SIGTERM', cancel);
}

/** The server that the job came from, where the step has a token for it. */
function openForge(
  open: StartOptions['forge'],
  { env, input }: Host,
  signal: AbortSignal,
): CommittedFiles | undefined {
  const token = input('github-token');
  const [apiUrl, repository] = [env['GITHUB_API_URL'], env['GITHUB_REPOSITORY']];
  if (token === undefined || !apiUrl || !repository) return undefined;
  return open({ token, apiUrl, repository, signal });
}

/** Main has judged the event for post too, and what main began must be ended whatever became of the file. */
async function eventOf(
  phase: Phase,
  env: NodeJS.ProcessEnv,
): Promise<Pick<PhaseOptions, 'payload' | 'eventProblem'>> {
  const { payload, problem } = await readEvent(env);
  return phase === 'post' ? { payload } : { payload, eventProblem: problem };
}
