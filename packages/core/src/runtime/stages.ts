import type { ActionContext, Ports, Stage } from '../definition/action-context.ts';
import { classifyError } from '../errors/classify.ts';
import type { StructuredLog } from '../log/structured-log.ts';
import type { StageReport } from '../report/report.ts';
import type { ReportBuilder } from '../report/report-builder.ts';
import { formatDuration } from '../util/duration.ts';
import { outcomeOf } from './outcome.ts';
import { showProgress } from './progress.ts';

type Ended = Pick<StageReport, 'outcome' | 'reason'>;

/** Makes the `stage` function of a context: a log group, a duration, an outcome, a sign of life. */
export function createStageRunner(
  { host, clock, files }: Ports,
  log: StructuredLog,
  report: ReportBuilder,
): ActionContext['stage'] {
  return async (name, work) => {
    const startedAt = new Date(clock.now()).toISOString();
    const started = clock.monotonic();
    const progress = showProgress(host, clock, name);
    host.openGroup(name);
    log.enterStage(name);
    let ended: Ended = { outcome: 'success' };
    const end: Stage['end'] = (outcome, reason) => {
      ended = { outcome, ...(reason === undefined ? {} : { reason }) };
    };
    try {
      return await work({ end });
    } catch (thrown) {
      ended = { outcome: outcomeOfStage(thrown) };
      throw thrown;
    } finally {
      progress.stop();
      const durationMs = clock.monotonic() - started;
      report.stages.push({ name, startedAt, durationMs, ...ended });
      host.closeGroup();
      const why = ended.reason === undefined ? '' : `: ${ended.reason}`;
      log.leaveStage(`${name}: ${ended.outcome} in ${formatDuration(durationMs)}${why}`, durationMs);
      await log.flush(files); // what was logged outlives a killed run
    }
  };
}

function outcomeOfStage(thrown: unknown): Ended['outcome'] {
  return (thrown as Error).name === 'AbortError' ? 'cancelled' : outcomeOf(classifyError(thrown));
}
