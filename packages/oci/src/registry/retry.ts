import { type Clock, ExternalError, type HttpResponse } from '@fairlead/core';

/** How often and how patiently an answer is asked for again. */
export interface RetryPolicy {
  /** Requests in total. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  /** Never wait longer than this, whatever `Retry-After` says. */
  readonly longestDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 4, firstDelayMs: 500, longestDelayMs: 20_000 };

/** Whether the same request may go through later. */
export function isTransient(status: number): boolean {
  return (
    status === 408 || status === 429 || status === 500 || status === 502 || status === 503 || status === 504
  );
}

/**
 * Sends until there is an answer that is not transient, or the attempts are used up; the last answer is given back, the
 * last failure to get one is thrown.
 */
export async function sendWithRetry(
  send: () => Promise<HttpResponse>,
  clock: Clock,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const last = attempt >= policy.attempts;
    const response = await send().catch((error: unknown) => {
      if (last || !(error instanceof ExternalError && error.retryable)) throw error;
      return undefined;
    });
    if (response !== undefined && (last || !isTransient(response.status))) return response;
    await clock.sleep(delayBefore(attempt, response, policy, clock.now()), signal);
  }
}

function delayBefore(
  attempt: number,
  response: HttpResponse | undefined,
  policy: RetryPolicy,
  now: number,
): number {
  const asked = retryAfterMs(response?.headers['retry-after'], now);
  const delay = asked ?? policy.firstDelayMs * 2 ** (attempt - 1);
  return Math.min(delay, policy.longestDelayMs);
}

/** `Retry-After` as seconds or as a date (RFC 9110), in milliseconds. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
