import type { ChildProcess } from 'node:child_process';
import type { ExecOptions } from '../../ports/exec.ts';

const DEFAULT_KILL_AFTER_MS = 5000;
/** How long what a child has left behind may hold its output once it has ended. */
const LINGER_MS = 60_000;

/** A watch over a running child. */
export interface ChildGuard {
  /** Why the child was stopped by us, if it was. */
  stopped(): 'timeout' | 'abort' | undefined;
  dispose(): void;
}

/**
 * Ends the child's whole process group on abort or timeout: politely first, then for good. A child that has ended is
 * waited for no longer than `lingerMs`: a server that it started, and that has its output in hand, may live for ever.
 */
export function guardChild(
  child: ChildProcess,
  options: ExecOptions,
  lingerMs: number = LINGER_MS,
): ChildGuard {
  let stopped: 'timeout' | 'abort' | undefined;
  const timers: NodeJS.Timeout[] = [];
  const stop = (why: 'timeout' | 'abort'): void => {
    if (stopped !== undefined) return;
    stopped = why;
    signalGroup(child, 'SIGINT');
    const patience = options.killAfterMs ?? DEFAULT_KILL_AFTER_MS;
    timers.push(setTimeout(() => endForGood(child), patience));
  };
  child.once('exit', () => timers.push(setTimeout(() => stopListening(child), lingerMs)));
  const onAbort = (): void => stop('abort');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.timeoutMs !== undefined) timers.push(setTimeout(() => stop('timeout'), options.timeoutMs));
  return {
    stopped: () => stopped,
    dispose() {
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      if (stopped !== undefined) signalGroup(child, 'SIGKILL'); // grandchildren that outlive a polite child
    },
  };
}

/** Who left the group with the child's output in hand would keep us waiting for its end: we stop listening. */
function endForGood(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
  stopListening(child);
}

function stopListening({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // the group is gone already
  }
}
