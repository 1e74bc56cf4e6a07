import type { Clock } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';
import { formatDuration } from '../util/duration.ts';

/** Long work says that it is alive this often, on the machine's own time. */
const PROGRESS_MS = 15_000;

/** Prints `… name (elapsed)` from time to time until it is stopped (OBS-11). Never keeps the process alive. */
export function showProgress(
  host: Host,
  clock: Clock,
  name: string,
  everyMs: number = PROGRESS_MS,
): { stop(): void } {
  const started = clock.monotonic();
  const ticker = setInterval(() => {
    host.info(`… ${name} (${formatDuration(clock.monotonic() - started)})`);
  }, everyMs);
  ticker.unref();
  return { stop: () => clearInterval(ticker) };
}
