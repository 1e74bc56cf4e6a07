import type { ServerResponse } from 'node:http';
import { sendJson } from './loopback.ts';

/** What goes wrong instead of the usual answer. */
export type Fault =
  /** Answer with this status. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** Answer as usual, later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Send only this many bytes of a download, then drop the connection. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** Drop the connection without an answer. */
  | { readonly kind: 'reset' }
  /** Refuse in the protocol's own words. */
  | { readonly kind: 'refuse'; readonly message: string };

/** Faults waiting to happen, by operation. */
export interface Faults<O extends string> {
  /** Makes the next `times` (default 1) requests of an operation go wrong; faults of one operation happen in order. */
  add(operation: O, fault: Fault, times?: number): void;
  /** Takes back everything that has not happened yet. */
  clear(): void;
  /** The fault for this request, which is then used up. For servers. */
  take(operation: O): Fault | undefined;
}

/** Makes an empty list of faults. */
export function createFaults<O extends string>(): Faults<O> {
  let waiting: { readonly operation: O; readonly fault: Fault; left: number }[] = [];
  return {
    add: (operation, fault, times = 1) => void waiting.push({ operation, fault, left: times }),
    clear: () => {
      waiting = [];
    },
    take(operation) {
      const next = waiting.find((entry) => entry.operation === operation && entry.left > 0);
      if (next === undefined) return undefined;
      next.left -= 1;
      return next.fault;
    },
  };
}

/** 429 with `Retry-After`. */
export function tooManyRequests(retryAfterSeconds: number): Fault {
  return {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { code: 'resource_exhausted', msg: 'too many requests', message: 'too many requests' },
  };
}

/** A 5xx answer. */
export function serverError(status = 500): Fault {
  return {
    kind: 'status',
    status,
    body: { code: 'internal', msg: 'the server failed', message: 'the server failed' },
  };
}

/**
 * Carries out what a fault does to any answer. Says whether the request is thereby done with; `truncate` and `refuse`
 * are left to the handler.
 */
export async function applyFault(response: ServerResponse, fault: Fault | undefined): Promise<boolean> {
  if (fault?.kind === 'status') {
    sendJson(response, fault.status, fault.body ?? {}, fault.headers);
    return true;
  }
  if (fault?.kind === 'reset') {
    response.destroy();
    return true;
  }
  if (fault?.kind !== 'delay') return false;
  await new Promise((done) => setTimeout(done, fault.ms));
  return response.destroyed; // nobody waits for the answer any more
}
