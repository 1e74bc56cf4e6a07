import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseHost } from '../adapters/choose-host.ts';
import { fetchHttp } from '../adapters/fetch-http.ts';
import { createNodeFiles } from '../adapters/node-files.ts';
import { createProcessExec } from '../adapters/process-exec.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import { classifyError } from '../errors/classify.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { continueTrace } from '../log/traceparent.ts';
import type { Git, GitPorts } from '../ports/git.ts';
import { failureLine } from '../render/failure.ts';
import { Redactor } from '../secrets/redactor.ts';
import { childEnvironment } from './child-environment.ts';
import { runPhase } from './run-phase.ts';

/** Set by the main phase; its presence tells that this process is the post phase of the same bundle. */
const PHASE_STATE = 'fairlead-main';

/**
 * Entry of every bundle: builds the ports of the real world and runs main or post. Never rejects.
 * Reports go below `FAIRLEAD_REPORTS` when it is set (it outlives a job whose temporary folder is removed), else below
 * the runner's temporary folder.
 */
export async function runAction<const I extends InputShape, const O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  createGit: (ports: GitPorts) => Git,
): Promise<void> {
  const env = process.env;
  const redactor = new Redactor();
  const host = chooseHost(env, redactor);
  const phase = host.readState(PHASE_STATE) === '' ? 'main' : 'post';
  const traceparent = continueTrace(env['TRACEPARENT']);
  const childEnv = childEnvironment(env, traceparent);
  const controller = new AbortController();
  const cancel = (): void => controller.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const exec = createProcessExec({ env: childEnv, redactor });
  const files = createNodeFiles(env['FAIRLEAD_REPORTS'] || join(env['RUNNER_TEMP'] ?? tmpdir(), 'fairlead'));
  try {
    if (phase === 'main') host.saveState(PHASE_STATE, '1');
    await runPhase(definition, {
      phase,
      ports: {
        host,
        exec,
        files,
        http: fetchHttp,
        clock: systemClock,
        git: createGit({ exec, files, env: childEnv, signal: controller.signal }),
      },
      payload: await readPayload(env['GITHUB_EVENT_PATH']),
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

async function readPayload(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === '') return {};
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return {}; // a run without a readable event is a run without a payload
  }
}
