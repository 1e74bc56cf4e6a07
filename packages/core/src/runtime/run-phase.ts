import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ActionContext } from '../definition/action-context.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import { classifyThrown, errorMessage } from '../errors/classify.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import { resolveContext } from '../event/event-context.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { StructuredLog } from '../log/structured-log.ts';
import { traceIdOf } from '../log/traceparent.ts';
import type { Files } from '../ports/files.ts';
import { failureReport } from '../render/failure.ts';
import type { Outcome, Report } from '../report/report.ts';
import { ReportBuilder, type ReportFrame } from '../report/report-builder.ts';
import { conclude } from './conclude.ts';
import { createContext } from './create-context.ts';
import { limitAnnotations } from './limit-annotations.ts';
import { outcomeOf } from './outcome.ts';
import type { PhaseFrame, PhaseOptions } from './phase.ts';
import { type ReadInputs, readInputs } from './read-inputs.ts';
import { refuseProblems } from './refuse-problems.ts';

/** Runs main or post: inputs, stages, outputs, summary and report even on failure, one failure line, exit code. */
export async function runPhase<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  options: PhaseOptions,
): Promise<Outcome> {
  const { phase } = options;
  const ports = { ...options.ports, host: limitAnnotations(options.ports.host) };
  const started = ports.clock.now();
  const frame = await layFrame(definition.name, { ...options, ports });
  const { report, reportFolder, log, sections } = frame;
  let shown: Readonly<Record<string, string>> = {};
  let tolerate = (_: FairleadError): string | undefined => undefined;
  let failure: FairleadError | undefined;
  try {
    if (phase === 'main' && 'report' in definition.outputs)
      ports.host.setOutput('report', resolve(reportFolder, 'report.json'));
    const read = await readInputs(definition, ports, { phase, workspace: frame.workspace });
    shown = read.shown;
    for (const secret of read.secrets) ports.host.mask(secret);
    // With unusable inputs the main phase has said so and changed nothing: there is nothing to finish.
    if (read.problems.length > 0 && phase === 'post') return 'skipped';
    if (phase === 'main' && read.problems.length === 0)
      tolerate = (error) => definition.tolerates?.(error, read.values);
    await carryOut(definition, createContext<I, O>({ ...options, ports }, frame, read), read);
  } catch (thrown) {
    failure = classifyThrown(thrown, options.signal);
    report.failure = failureReport(failure, tolerate(failure));
  }
  const outcome = failure === undefined ? 'success' : outcomeOf(failure);
  const finished = finishReport(definition.name, options, frame, { started, inputs: shown, outcome });
  const owned = phase === 'main' || definition.postOwnsOutcome === true;
  const fails = failure !== undefined && owned && report.failure?.toleratedBy === undefined;
  await conclude(options.ports, log, { report: finished, reportFolder, failure, fails, sections });
  return outcome;
}

async function layFrame(action: string, { ports, payload, traceparent }: PhaseOptions): Promise<PhaseFrame> {
  const { host, files, clock } = ports;
  const event = resolveContext(host.env, payload);
  const { reportFolder, problem } = await makeReportFolder(files, action);
  const log = new StructuredLog(host, clock, {
    file: resolve(reportFolder, 'log.jsonl'),
    service: action,
    businessId: `${event.runId || 'local'}-${event.runAttempt}`,
    traceId: traceIdOf(traceparent),
  });
  if (problem !== undefined) log.warn(problem);
  const workspace = resolve(host.env['GITHUB_WORKSPACE'] || process.cwd());
  return { event, workspace, report: new ReportBuilder(), reportFolder, log, sections: [] };
}

/** Without a folder for reports the work goes on all the same: a post phase may have traffic to bring back. */
async function makeReportFolder(
  files: Files,
  action: string,
): Promise<{ readonly reportFolder: string; readonly problem?: string }> {
  try {
    return { reportFolder: await files.makeTemporary(action) };
  } catch (error) {
    const reportFolder = join(tmpdir(), `fairlead-${action}-${process.pid}`);
    const problem = `reports go to ${reportFolder}, if anywhere, as their folder could not be made: ${errorMessage(error)}`;
    return { reportFolder, problem };
  }
}

async function carryOut<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  context: ActionContext<I, O>,
  read: ReadInputs<I>,
): Promise<void> {
  if (context.phase === 'post') return definition.post?.(context);
  await refuseProblems(definition, context, read);
  await definition.run(context);
}

function finishReport(
  action: string,
  { phase, ports, traceparent }: PhaseOptions,
  { event, report }: PhaseFrame,
  run: { readonly started: number; readonly inputs: ReportFrame['inputs']; readonly outcome: Outcome },
): Report {
  const finished = ports.clock.now();
  const frame: ReportFrame = {
    action,
    phase,
    startedAt: new Date(run.started).toISOString(),
    finishedAt: new Date(finished).toISOString(),
    durationMs: finished - run.started,
    traceparent,
    node: process.versions.node,
    run: { url: event.runUrl, sha: event.sha, ref: event.ref, event: event.eventName },
    inputs: run.inputs,
  };
  return report.finish(frame, run.outcome);
}
