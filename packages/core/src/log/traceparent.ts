import { randomBytes } from 'node:crypto';

/** A W3C trace context header value (https://www.w3.org/TR/trace-context/, version 00); ids of zeros are none. */
const PATTERN = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The trace of this step: continues the one handed over in TRACEPARENT, or starts a new one. */
export function continueTrace(incoming: string | undefined): string {
  const match = PATTERN.exec(incoming ?? '');
  const traceId = match?.[1] ?? randomBytes(16).toString('hex');
  return `00-${traceId}-${randomBytes(8).toString('hex')}-${match?.[3] ?? '01'}`;
}

/** The trace id of a traceparent; empty when it is malformed. */
export function traceIdOf(traceparent: string): string {
  return PATTERN.exec(traceparent)?.[1] ?? '';
}
