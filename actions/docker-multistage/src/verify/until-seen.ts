import type { Clock, Logger } from '@fairlead/core';

/** What waiting needs. */
export interface Patience {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** What one look at the registry found: what was looked for, or why it is not there. */
export type Look<T> = { readonly seen: T } | { readonly unseen: Error };

/**
 * Pauses between looks, in milliseconds; a minute in all. Registries with replicas or a cache before them (GHCR now and
 * then) deny for seconds what they have taken.
 */
export const pauses: readonly number[] = [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];

/** Looks until it is there. @throws the error of the last look */
export async function untilSeen<T>(
  { clock, log, signal }: Patience,
  what: string,
  look: () => Promise<Look<T>>,
): Promise<T> {
  for (const pause of pauses) {
    const found = await look();
    if ('seen' in found) return found.seen;
    log.info(`${what}: not to be seen in the registry yet, looking again`);
    await clock.sleep(pause, signal);
  }
  const last = await look();
  if ('seen' in last) return last.seen;
  throw last.unseen;
}
