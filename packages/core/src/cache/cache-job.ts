import type { CacheHit, CachePlace } from '../ports/cache.ts';

/** What a process of its own is to do with the cache of the CI service. */
export interface CacheJob {
  readonly kind: 'restore' | 'save';
  readonly paths: readonly string[];
  readonly key: string;
  readonly prefixes: readonly string[];
  readonly place?: CachePlace | undefined;
}

/** What that process reports, in this order; it ends after `hit` or `stored`. */
export type CacheEvent =
  /** The service has answered the first question: it is there. */
  { readonly answered: true } | { readonly hit: CacheHit } | { readonly stored: boolean };

/** Variable of the environment that makes an action's entry work as such a process. */
export const CACHE_JOB = 'FAIRLEAD_CACHE_JOB';

/** The job that a process was started for; undefined in a step. */
export function readCacheJob(env: Readonly<Record<string, string | undefined>>): CacheJob | undefined {
  const text = env[CACHE_JOB] ?? '';
  return text === '' ? undefined : (JSON.parse(text) as CacheJob);
}

const MARK = 'fairlead-cache: ';

/** One line of output for an event; the client of the service writes lines of its own beside it. */
export function formatCacheEvent(event: CacheEvent): string {
  return `${MARK}${JSON.stringify(event)}`;
}

/** The event in a line; undefined for any other line, and for one that lost a part to redaction. */
export function parseCacheEvent(line: string): CacheEvent | undefined {
  if (!line.startsWith(MARK)) return undefined;
  try {
    return JSON.parse(line.slice(MARK.length)) as CacheEvent;
  } catch {
    return undefined;
  }
}
