import { CancelledError } from '../errors/kinds.ts';
import type { Clock } from '../ports/clock.ts';
import type { Task, TaskContext, TaskResult } from './task.ts';

const DEFAULT_DELAY_MS = 1000;
const DEFAULT_MAX_DELAY_MS = 30_000;

/** Runs one task with its retries. Never rejects. */
export async function runTask(
  task: Task,
  clock: Clock,
  signal: AbortSignal,
  contextOf: (attempt: number) => TaskContext,
): Promise<TaskResult> {
  const startedAt = clock.monotonic();
  const attemptsAllowed = Math.max(1, task.retry?.attempts ?? 1);
  const end = (rest: Pick<TaskResult, 'outcome' | 'attempts'> & Partial<TaskResult>): TaskResult => ({
    name: task.name,
    blockedBy: [],
    startedAt,
    durationMs: clock.monotonic() - startedAt,
    ...rest,
  });
  for (let attempt = 1; ; attempt++) {
    try {
      const value = await task.run(contextOf(attempt));
      return end({ outcome: 'success', attempts: attempt, value });
    } catch (error) {
      if (signal.aborted || error instanceof CancelledError)
        return end({ outcome: 'cancelled', attempts: attempt, error });
      const isWorthIt = task.retry?.when?.(error) ?? true;
      if (attempt >= attemptsAllowed || !isWorthIt)
        return end({ outcome: 'failure', attempts: attempt, error });
    }
    try {
      await clock.sleep(backoffMs(task, attempt), signal);
    } catch (error) {
      return end({ outcome: 'cancelled', attempts: attempt, error });
    }
  }
}

function backoffMs({ retry }: Task, attempt: number): number {
  const delay = (retry?.delayMs ?? DEFAULT_DELAY_MS) * 2 ** (attempt - 1);
  return Math.min(delay, retry?.maxDelayMs ?? DEFAULT_MAX_DELAY_MS);
}
