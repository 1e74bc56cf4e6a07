import type { Ports } from '../definition/action-context.ts';
import { errorMessage } from '../errors/classify.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import type { StructuredLog } from '../log/structured-log.ts';
import type { Host } from '../ports/host.ts';
import { failureLine, renderEvidence, renderFailure } from '../render/failure.ts';
import { fitSections } from '../render/fit-markdown.ts';
import { renderStepSummary } from '../render/step-summary.ts';
import type { Report } from '../report/report.ts';
import { LIMITS } from '../util/limits.ts';
import { writeReport } from './write-report.ts';

/** How a phase came out. */
export interface Conclusion {
  readonly report: Report;
  readonly reportFolder: string;
  readonly failure: FairleadError | undefined;
  /** Whether the failure fails the job; otherwise it is a warning. */
  readonly fails: boolean;
  /** Markdown that stands above all else. */
  readonly notes: readonly string[];
  /** The action's own Markdown. */
  readonly sections: readonly string[];
  /** Whether a run that ends well writes no summary. */
  readonly quiet: boolean;
}

/** Tells people how a phase came out: evidence and one failure line, report, summary, structured log, exit code. */
export async function conclude(
  { host, files }: Ports,
  log: StructuredLog,
  { report, reportFolder, failure, fails, notes, sections, quiet }: Conclusion,
): Promise<void> {
  await writeReport(host, files, reportFolder, report, log);
  if (failure !== undefined) tellFailure(host, log, failure, report.failure?.toleratedBy, fails);
  const why = failure === undefined ? '' : renderFailure(failure);
  const evidence = failure === undefined ? '' : renderEvidence(failure);
  const parts = [...notes, why, ...sections, evidence].filter((part) => part !== '');
  const body = fitSections(parts, LIMITS.summary - FRAME_BYTES);
  const isNews = !quiet || failure !== undefined || report.outcome !== 'success' || notes.length > 0;
  if (isNews && (report.phase === 'main' || body !== ''))
    summarize(host, log, renderStepSummary(report, body));
  await log.flush(files);
  if (fails) host.setExitCode(1);
}

/** Room for the headline and the timeline, and for what redaction may add. */
const FRAME_BYTES = 131_072;

/** What cannot be written must not change the verdict. */
function summarize(host: Host, log: StructuredLog, markdown: string): void {
  try {
    host.appendSummary(markdown);
  } catch (error) {
    log.warn(`the step summary could not be written: ${errorMessage(error)}`);
  }
}

function tellFailure(
  host: Host,
  log: StructuredLog,
  failure: FairleadError,
  toleratedBy: string | undefined,
  fails: boolean,
): void {
  const level = fails ? 'error' : 'warning';
  const goesOn = toleratedBy === undefined ? '' : ` (${toleratedBy}: the job goes on)`;
  const message = `${failureLine(failure)}${goesOn}`;
  for (const detail of failure.details) log.info(`  ${detail}`);
  if (failure.hint !== undefined) log.info(`hint: ${failure.hint}`);
  log.record(level, message);
  host.annotate({ level, message, ...failure.location });
  if (failure.kind === 'internal') log.info(stackOf(failure));
}

function stackOf(failure: FairleadError): string {
  return failure.cause instanceof Error ? (failure.cause.stack ?? '') : (failure.stack ?? '');
}
