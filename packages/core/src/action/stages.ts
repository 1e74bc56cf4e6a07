import { classifyError } from '../errors/classify.ts';
import { CancelledError } from '../errors/kinds.ts';
import type { StructuredLog } from '../log/structured-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';
import type { Outcome } from '../report/report.ts';
import type { ReportBuilder } from '../report/report-builder.ts';
import { formatDuration } from '../util/duration.ts';

/** Long work says that it is alive this often. */
const PROGRESS_MS = 15_000;

/** Makes the `stage` function of a context: a log group, a duration, an outcome, a sign of life. */
export function createStageRunner(host: Host, log: StructuredLog, clock: Clock, report: ReportBuilder) {
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = new Date(clock.now()).toISOString();
    const started = clock.monotonic();
    const elapsed = (): number => clock.monotonic() - started;
    const ticker = setInterval(() => host.info(`… ${name} (${formatDuration(elapsed())})`), PROGRESS_MS);
    ticker.unref();
    host.openGroup(name);
    log.enterStage(name);
    let outcome: Outcome = 'success';
    try {
      return await work();
    } catch (thrown) {
      const error = classifyError(thrown);
      outcome = error instanceof CancelledError ? 'cancelled' : error.kind === 'policy' ? 'failure' : 'error';
      throw error;
    } finally {
      clearInterval(ticker);
      const durationMs = elapsed();
      report.stages.push({ name, startedAt, durationMs, outcome });
      host.closeGroup();
      log.leaveStage(`${name}: ${outcome} in ${formatDuration(durationMs)}`, durationMs);
    }
  };
}
