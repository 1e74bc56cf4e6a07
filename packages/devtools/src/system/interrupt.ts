import { constants } from 'node:os';
import { signalAll } from './run.ts';

/** How long programs that were asked to end may take. Tearing a cluster down is the longest. */
const GRACE_MS = 60_000;

/**
 * Ends in good order on a signal: running programs are asked to end, no new one should be started (see `aborted`),
 * and the exit code says which signal it was.
 */
export function onInterrupt(idle: () => boolean): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      controller.abort();
      process.exitCode = 128 + constants.signals[signal];
      // A terminal sends SIGINT to the whole group; a second one would make programs skip their own tear-down.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) signalAll(signal);
      if (idle()) process.exit();
      setTimeout(() => process.exit(), GRACE_MS).unref();
    });
  }
  return controller.signal;
}
