import { resolve } from 'node:path';
import { resolveContext } from '../context/event-context.ts';
import { classifyError } from '../errors/classify.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import { CancelledError, InputError } from '../errors/kinds.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { StructuredLog } from '../log/structured-log.ts';
import { traceIdOf } from '../log/traceparent.ts';
import { failureLine, failureReport, renderFailure } from '../report/failure.ts';
import type { Outcome } from '../report/report.ts';
import { ReportBuilder } from '../report/report-builder.ts';
import { renderStepSummary } from '../report/step-summary.ts';
import { writeReport } from '../report/write-report.ts';
import type { ActionContext, Ports } from './action-context.ts';
import type { ActionDefinition, OutputShape } from './define-action.ts';
import { readInputs } from './read-inputs.ts';
import { createStageRunner } from './stages.ts';

/** One phase of one action, with everything from outside as an argument. */
export interface PhaseOptions {
  readonly phase: 'main' | 'post';
  readonly ports: Ports;
  /** The event's payload. */
  readonly payload: unknown;
  readonly traceparent: string;
  readonly childEnv: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs main or post: inputs, stages, outputs, summary and report even on failure, one failure line, exit code. */
export async function runPhase<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  options: PhaseOptions,
): Promise<Outcome> {
  const { ports, phase } = options;
  const { host, files, clock } = ports;
  const started = clock.now();
  const event = resolveContext(host.env, options.payload);
  const workspace = host.env['GITHUB_WORKSPACE'] ?? process.cwd();
  const report = new ReportBuilder();
  const reportFolder = await files.makeTemporary(definition.name);
  const log = new StructuredLog(host, clock, {
    file: resolve(reportFolder, 'log.jsonl'),
    service: definition.name,
    businessId: `${event.runId || 'local'}-${event.runAttempt}`,
    traceId: traceIdOf(options.traceparent),
  });
  const sections: string[] = [];
  let shown: Readonly<Record<string, string>> = {};
  let failure: FairleadError | undefined;
  let outcome: Outcome = 'success';
  try {
    const parsed = await readInputs(definition, ports, workspace);
    shown = parsed.shown;
    for (const secret of parsed.secrets) host.mask(secret);
    const context: ActionContext<I, O> = {
      ...ports,
      phase,
      inputs: parsed.values,
      event,
      log,
      report,
      reportFolder,
      workspace,
      workingDirectory: resolve(workspace, parsed.workingDirectory),
      signal: options.signal,
      childEnv: options.childEnv,
      stage: createStageRunner(host, log, clock, report),
      output: (name, value) => {
        report.outputs[name] = value;
        host.setOutput(name, value);
      },
      summarize: (markdown) => void sections.push(markdown),
      saveState: (name, value) => host.saveState(name, JSON.stringify(value)),
      readState: (name) => readJson(host.readState(name)),
    };
    const problems = [...parsed.problems];
    if (problems.length > 0 && phase === 'post') return 'skipped'; // the main phase has said so and changed nothing
    if (problems.length === 0 && phase === 'main')
      problems.push(...((await definition.check?.(context.inputs, context)) ?? []));
    if (problems.length > 0) throw new InputError(problems, { docs: docsOf(definition.name) });
    await (phase === 'main' ? definition.run(context) : definition.post?.(context));
  } catch (thrown) {
    failure = classifyError(thrown);
    outcome = outcomeOf(failure, options.signal);
    report.failure = failureReport(failure);
  }
  if (phase === 'main' && 'report' in definition.outputs)
    host.setOutput('report', resolve(reportFolder, 'report.json'));
  const fails = failure !== undefined && (phase === 'main' || definition.postOwnsOutcome === true);
  if (failure !== undefined) tellFailure(host, log, failure, fails);
  const finished = report.finish(
    {
      action: definition.name,
      phase,
      startedAt: new Date(started).toISOString(),
      finishedAt: new Date(clock.now()).toISOString(),
      durationMs: clock.now() - started,
      traceparent: options.traceparent,
      run: { url: event.runUrl, sha: event.sha, ref: event.ref, event: event.eventName },
      inputs: shown,
    },
    outcome,
  );
  await writeReport(files, reportFolder, finished, log);
  const body = [failure === undefined ? '' : renderFailure(failure), ...sections]
    .filter((part) => part !== '')
    .join('\n\n');
  if (phase === 'main' || body !== '') host.appendSummary(renderStepSummary(finished, body));
  await log.flush(files);
  if (fails) host.setExitCode(1);
  return outcome;
}

function outcomeOf(failure: FairleadError, signal: AbortSignal): Outcome {
  if (failure instanceof CancelledError || (signal.aborted && failure.code === 'CANCELLED'))
    return 'cancelled';
  return failure.kind === 'policy' || failure.kind === 'tool' || failure.kind === 'input'
    ? 'failure'
    : 'error';
}

function tellFailure(host: Ports['host'], log: StructuredLog, failure: FairleadError, fails: boolean): void {
  for (const detail of failure.details) log.info(`  ${detail}`);
  if (failure.hint !== undefined) log.info(`hint: ${failure.hint}`);
  log.record(fails ? 'error' : 'warning', failureLine(failure));
  host.annotate({ level: fails ? 'error' : 'warning', message: failureLine(failure), ...failure.location });
  if (failure.kind === 'internal') log.info(stackOf(failure));
}

function stackOf(failure: FairleadError): string {
  return failure.cause instanceof Error ? (failure.cause.stack ?? '') : (failure.stack ?? '');
}

function docsOf(action: string): string {
  return `https://github.com/fairlead-actions/fairlead/tree/v1/actions/${action}#inputs`;
}

function readJson<T>(text: string): T | undefined {
  return text === '' ? undefined : (JSON.parse(text) as T);
}
