import { setTimeout as sleep } from 'node:timers/promises';

/** How long and how often to look. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks again and again until `look` gives something. Undefined when the time is over.
 * An error thrown by `look` ends the wait.
 */
export async function waitFor<T>(
  look: () => Promise<T | undefined> | T | undefined,
  options: WaitOptions,
): Promise<T | undefined> {
  const end = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() >= end) return undefined;
    await sleep(options.everyMs ?? 100, undefined, { signal: options.signal });
  }
}
