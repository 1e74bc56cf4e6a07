import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ActionDefinition } from '../definition/define-action.ts';
import { errorMessage } from '../errors/classify.ts';
import { resolveContext } from '../event/event-context.ts';
import { StructuredLog } from '../log/structured-log.ts';
import { traceIdOf } from '../log/traceparent.ts';
import type { Files } from '../ports/files.ts';
import { ReportBuilder } from '../report/report-builder.ts';
import type { PhaseFrame, PhaseOptions } from './phase.ts';
import { Settlement } from './settlement.ts';

/** Makes what a phase works with before it knows its inputs: event, places, log, report. */
export async function layFrame(
  definition: Pick<ActionDefinition, 'name' | 'outcomes' | 'failedOutcomes'>,
  { ports, payload, traceparent }: PhaseOptions,
): Promise<PhaseFrame> {
  const { host, files, clock } = ports;
  const event = resolveContext(host.env, payload);
  const { reportFolder, problem } = await makeReportFolder(files, definition.name);
  const log = new StructuredLog(host, clock, {
    file: resolve(reportFolder, 'log.jsonl'),
    service: definition.name,
    businessId: `${event.runId || 'local'}-${event.runAttempt}`,
    traceId: traceIdOf(traceparent),
  });
  if (problem !== undefined) log.warn(problem);
  const workspace = resolve(host.env['GITHUB_WORKSPACE'] || process.cwd());
  const settlement = new Settlement(definition);
  return {
    event,
    workspace,
    report: new ReportBuilder(),
    reportFolder,
    log,
    settlement,
    notes: [],
    sections: [],
    quiet: false,
  };
}

/** Without a folder for reports the work goes on all the same: a post phase may have traffic to give back. */
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
