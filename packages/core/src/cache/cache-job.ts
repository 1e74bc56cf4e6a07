import type { CacheHit } from '../ports/cache.ts';

/** What the client's process is to do with the cache of the CI service: a line of JSON on its standard input. */
export interface CacheJob {
  readonly id: number;
  readonly kind: 'restore' | 'save';
  readonly paths: readonly string[];
  readonly key: string;
  readonly prefixes: readonly string[];
  /** See `CachePlace`. */
  readonly follow?: string | undefined;
}

/** What that process reports of a job, in this order; `hit`, `stored` or `broken` ends it. */
export type CacheEvent =
  /** The client is loaded, and asks the service now. */
  | { readonly asking: true }
  /** The service has answered the question before a save: it is there. Of a restore the client's own lines say so. */
  | { readonly answered: true }
  | { readonly hit: CacheHit }
  | { readonly stored: boolean }
  /** The client threw. */
  | { readonly broken: string };

/** Variable of the environment that makes an action's entry work as such a process. */
export const CACHE_CLIENT = 'FAIRLEAD_CACHE_CLIENT';

/** A line that the client's process printed while it worked on a job. */
export interface ClientLine {
  readonly id: number;
  readonly text: string;
}

/** The beginning of every line that belongs to a job. */
export function linePrefix(id: number): string {
  return `fairlead-cache ${id}: `;
}

/** Which job a line belongs to; undefined for one that belongs to none. */
export function parseClientLine(line: string): ClientLine | undefined {
  const [, id = '', text = ''] = /^fairlead-cache (\d+): (.*)$/s.exec(line) ?? [];
  return id === '' ? undefined : { id: Number(id), text };
}

const MARK = 'event ';

/** An event as a line, without the prefix of its job; the client of the service writes lines of its own beside it. */
export function formatCacheEvent(event: CacheEvent): string {
  return `${MARK}${JSON.stringify(event)}`;
}

/** The event in a line; undefined for any other line, and for one that lost a part to redaction. */
export function parseCacheEvent(text: string): CacheEvent | undefined {
  if (!text.startsWith(MARK)) return undefined;
  try {
    return JSON.parse(text.slice(MARK.length)) as CacheEvent;
  } catch {
    return undefined;
  }
}
