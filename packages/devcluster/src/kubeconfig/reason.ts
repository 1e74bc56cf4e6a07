import { STATUS_CODES } from 'node:http';
import { errorMessage } from '@fairlead/core';

/** Why a request failed, in one line: what the API server says about it, or what the network says. */
export function reasonOf(error: unknown): string {
  const { code, body } = error as { readonly code?: unknown; readonly body?: unknown };
  if (typeof code === 'number')
    return `HTTP ${code} ${statusMessage(body) ?? STATUS_CODES[code] ?? ''}`.trim();
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${errorMessage(error)}${cause}`;
}

/** Whether the API server says that it does not know the resource. */
export function isNotFound(error: unknown): boolean {
  return (error as { code?: unknown }).code === 404;
}

/** The API server wraps its words in a Status object, which the client has parsed or not. */
function statusMessage(body: unknown): string | undefined {
  if (typeof body === 'object') return (body as { readonly message?: string } | null)?.message;
  if (typeof body !== 'string') return undefined;
  try {
    return statusMessage(JSON.parse(body));
  } catch {
    // Plain text, as from something in front of the API server.
    return body.trim().slice(0, 120) || undefined;
  }
}
