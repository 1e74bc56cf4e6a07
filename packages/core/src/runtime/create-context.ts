import { resolve } from 'node:path';
import type { ActionContext } from '../definition/action-context.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { warnOfSecretOutput } from './check-output.ts';
import { hideInEvidence } from './hide-in-evidence.ts';
import type { PhaseFrame, PhaseOptions } from './phase.ts';
import type { ReadInputs } from './read-inputs.ts';
import { createStageRunner } from './stages.ts';

/** Puts together what `run` and `post` are given. */
export function createContext<I extends InputShape, O extends OutputShape>(
  { ports, phase, signal, childEnv }: PhaseOptions,
  frame: PhaseFrame,
  inputs: ReadInputs<I>,
): ActionContext<I, O> {
  const { host } = ports;
  const { event, workspace, report, reportFolder, log, sections, settlement } = frame;
  return {
    ...ports,
    files: hideInEvidence(ports.files, host, reportFolder),
    phase,
    inputs: inputs.values,
    event,
    trust: inputs.settings.trust,
    origin: (input) =>
      host.input(input) === undefined ? (inputs.settings.files[input] ?? 'default') : 'with',
    log,
    report,
    reportFolder,
    workspace,
    workingDirectory: resolve(workspace, inputs.workingDirectory),
    signal,
    childEnv,
    stage: createStageRunner(ports, log, report),
    output(name, value) {
      warnOfSecretOutput(host, log, name, value);
      report.outputs[name] = value;
      host.setOutput(name, value);
    },
    settle: (outcome, reason) => settlement.settle(outcome, reason),
    summarize: (markdown) => void sections.push(markdown),
    keepQuiet() {
      frame.quiet = true;
    },
    saveState: (name, value) => host.saveState(name, JSON.stringify(value)),
    readState: (name) => readJson(host.readState(name)),
  };
}

function readJson<T>(text: string): T | undefined {
  return text === '' ? undefined : (JSON.parse(text) as T);
}
