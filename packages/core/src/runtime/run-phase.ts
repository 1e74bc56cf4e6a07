import { resolve } from 'node:path';
import type { ActionContext, Ports } from '../definition/action-context.ts';
import type { ActionDefinition } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import { classifyThrown, errorMessage } from '../errors/classify.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { failureReport } from '../render/failure.ts';
import type { Outcome, Report } from '../report/report.ts';
import type { ReportFrame } from '../report/report-builder.ts';
import { listSome } from '../util/words.ts';
import { conclude } from './conclude.ts';
import { createContext } from './create-context.ts';
import { layFrame } from './lay-frame.ts';
import { limitAnnotations } from './limit-annotations.ts';
import { limitLog } from './limit-log.ts';
import { outcomeOf } from './outcome.ts';
import type { PhaseFrame, PhaseOptions } from './phase.ts';
import { mainHasRead, type ReadInputs, readInputs } from './read-inputs.ts';
import { refuseProblems } from './refuse-problems.ts';
import { tellSettings } from './tell-settings.ts';

/** What is known of a run when it ends, early or late. */
interface Known {
  inputs: Readonly<Record<string, string>>;
  dryRun: boolean;
  tolerate(failure: FairleadError): string | undefined;
}

/** Runs main or post: inputs, stages, outputs, summary and report even on failure, one failure line, exit code. */
export async function runPhase<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  given: PhaseOptions,
): Promise<Outcome> {
  const { phase } = given;
  // Where main did not come as far as its inputs, it has begun nothing.
  if (phase === 'post' && !mainHasRead(given.ports.host)) return 'skipped';
  const limited = limitLog(limitAnnotations(given.ports.host));
  const options = { ...given, ports: { ...given.ports, host: limited.host } };
  const started = options.ports.clock.now();
  const frame = await layFrame(definition, options);
  const known: Known = { inputs: {}, dryRun: false, tolerate: () => undefined };
  let failure: FairleadError | undefined;
  try {
    if (!(await work(definition, options, frame, known))) return 'skipped';
  } catch (thrown) {
    failure = classifyThrown(thrown, options.signal);
    frame.report.failure = failureReport(failure, known.tolerate(failure));
  }
  if (phase === 'main') failure = tellOutcome(options.ports, frame, failure, known);
  const outcome = failure === undefined ? 'success' : outcomeOf(failure);
  const report = finishReport(definition.name, options, frame, { started, inputs: known.inputs, outcome });
  const owned = phase === 'main' || definition.postOwnsOutcome === true;
  const fails = failure !== undefined && owned && report.failure?.toleratedBy === undefined;
  limited.release();
  // the failure line comes through the host that does not count
  await conclude(given.ports, frame.log, { ...frame, report, failure, fails });
  return outcome;
}

/** Says whether there was anything to do. */
async function work<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  options: PhaseOptions,
  frame: PhaseFrame,
  known: Known,
): Promise<boolean> {
  const { phase, ports } = options;
  if (phase === 'main') tellOutput(ports, frame, 'report', resolve(frame.reportFolder, 'report.json'));
  if (options.eventProblem !== undefined) throw options.eventProblem;
  const read = await readInputs(definition, ports, { phase, frame });
  known.inputs = read.shown;
  known.dryRun = (read.values as { readonly dryRun?: unknown }).dryRun === true;
  for (const secret of read.secrets) ports.host.mask(secret);
  if (read.unclearVariables.length > 0) frame.log.warn(unclearLine(definition.name, read.unclearVariables));
  if (phase === 'main') tellSettings(definition.inputs, read.settings, ports, frame);
  // With unusable inputs the main phase has said so and changed nothing: there is nothing to finish.
  if (read.problems.length > 0 && phase === 'post') return false;
  if (phase === 'main' && read.problems.length === 0)
    known.tolerate = (error) => definition.tolerates?.(error, read.values);
  await carryOut(definition, createContext<I, O>(options, frame, read), read);
  return true;
}

/** May be a misspelt input, whose default counts now, or a variable of the user's own. */
function unclearLine(action: string, variables: readonly string[]): string {
  return `${listSome(variables, 10)}: no input of ${action} has this name, so it is not read`;
}

/** Sets the outputs that every run has, refused and failed ones too. A runner that takes none makes the run fail. */
function tellOutcome(
  ports: Ports,
  frame: PhaseFrame,
  failure: FairleadError | undefined,
  { dryRun }: Known,
): FairleadError | undefined {
  const { outcome, reason } = frame.settlement.weigh(failure, dryRun);
  try {
    tellOutput(ports, frame, 'outcome', outcome);
    tellOutput(ports, frame, 'reason', ports.host.redact(reason).replace(/\s+/g, ' ').trim());
    return failure;
  } catch (thrown) {
    if (failure !== undefined) {
      frame.log.warn(`the outputs could not be written: ${errorMessage(thrown)}`);
      return failure;
    }
    const unwritten = classifyThrown(thrown, new AbortController().signal);
    frame.report.failure = failureReport(unwritten);
    return unwritten;
  }
}

function tellOutput({ host }: Ports, { report }: PhaseFrame, name: string, value: string): void {
  report.outputs[name] = value;
  host.setOutput(name, value);
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
