import {
  type Clock,
  ExternalError,
  errorMessage,
  type Http,
  type HttpResponse,
  safeUrl,
  valueAt,
} from '@fairlead/core';

/** A server and who asks. */
export interface SonarServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
}

/** What is asked through. */
export interface SonarPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What the server was asked, and until when (by the monotonic clock) it may have trouble of its own. */
export interface Question {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly until: number;
}

const ANSWER_BYTES = 4 * 1_048_576;
const REQUEST_MS = 30_000;
const PAUSE_MS = 5_000;

/**
 * Asks the web API of SonarQube (its own pages describe it at /web_api). Trouble that may pass, no answer, 429 or 5xx, is
 * asked again until the time is up. A redirect is not followed: the token is for this address alone.
 *
 * @throws ExternalError GATE_NOT_CHECKED
 */
export async function askServer(
  { http, clock, signal }: SonarPorts,
  server: SonarServer,
  { path, parameters, until }: Question,
): Promise<unknown> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  const url = `${server.url}${path}?${query}`;
  for (;;) {
    const timeoutMs = Math.max(1, Math.min(REQUEST_MS, until - clock.monotonic()));
    const answer = await send({ http, signal }, url, server, timeoutMs);
    if ('read' in answer) return answer.read;
    if (clock.monotonic() + PAUSE_MS >= until) throw answer.trouble;
    await clock.sleep(PAUSE_MS, signal);
  }
}

async function send(
  { http, signal }: Pick<SonarPorts, 'http' | 'signal'>,
  url: string,
  { token }: SonarServer,
  timeoutMs: number,
): Promise<{ readonly read: unknown } | { readonly trouble: ExternalError }> {
  const who = token === undefined ? {} : { authorization: `Basic ${btoa(`${token}:`)}` };
  const headers = { accept: 'application/json', ...who };
  let response: HttpResponse;
  try {
    response = await http.send({
      url,
      headers,
      timeoutMs,
      signal,
      redirect: 'manual',
      maxBytes: ANSWER_BYTES,
    });
  } catch (error) {
    if (error instanceof ExternalError && error.retryable)
      return { trouble: notChecked(error.message, true) };
    throw error;
  }
  const { status } = response;
  if (status === 429 || status >= 500)
    return { trouble: notChecked(`SonarQube answered ${status} at ${safeUrl(url)}`, true) };
  if (status >= 300 && status < 400) throw notChecked(redirectWords(url, response.headers['location']));
  if (status === 401 || status === 403)
    throw notChecked(`SonarQube answered ${status} at ${safeUrl(url)}: ${refusal(status, token)}`);
  if (status !== 200) throw notChecked(`SonarQube answered ${status} at ${safeUrl(url)}${said(response)}`);
  try {
    return { read: response.json() };
  } catch (error) {
    throw notChecked(`what answers at ${safeUrl(url)} is no SonarQube: ${errorMessage(error)}`);
  }
}

function refusal(status: number, token: string | undefined): string {
  if (token === undefined) return 'sonar-token is not set';
  return status === 401
    ? 'it does not take sonar-token: is it still valid?'
    : 'the user of sonar-token may not browse the project';
}

function redirectWords(url: string, location: string | undefined): string {
  const to =
    location !== undefined && URL.canParse(location, url) ? new URL(location, url).origin : 'elsewhere';
  return `${safeUrl(url)} sends on to ${to}: give the address that answers itself as sonar-url`;
}

/** `{"errors":[{"msg":"…"}]}` */
function said(response: HttpResponse): string {
  try {
    const [first] = valueAt(response.json(), 'errors') as readonly unknown[];
    const message = valueAt(first, 'msg');
    return typeof message === 'string' ? `: ${message}` : '';
  } catch {
    return '';
  }
}

/** The error of an analysis or of a verdict that could not be seen. */
export function notChecked(message: string, retryable = false): ExternalError {
  return new ExternalError({ code: 'GATE_NOT_CHECKED', message, retryable, unchecked: true });
}
