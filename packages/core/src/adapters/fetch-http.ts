import { errorMessage } from '../errors/classify.ts';
import { CancelledError, ExternalError } from '../errors/kinds.ts';
import type { Http, HttpRequest } from '../ports/http.ts';
import { hideUrls } from '../secrets/hide-urls.ts';
import { formatBytes } from '../util/bytes.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** HTTP over the platform's fetch. Credentials in a URL never reach a message. */
export const fetchHttp: Http = {
  async send(request) {
    // a platform's timer takes whole milliseconds alone, and a clock gives parts of them
    const timeoutMs = Math.max(1, Math.ceil(request.timeoutMs ?? DEFAULT_TIMEOUT_MS));
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    try {
      const { url, authorization } = splitCredentials(request.url);
      const response = await fetch(url, {
        method: request.method ?? 'GET',
        headers: { ...authorization, ...request.headers },
        body: (request.body ?? null) as string | Uint8Array<ArrayBuffer> | null,
        signal,
        redirect: request.redirect ?? 'follow',
      });
      const body = await readBody(response, request);
      const text = (): string => Buffer.from(body).toString('utf8');
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers.entries()),
        body,
        text,
        json: () => JSON.parse(text()) as unknown,
      };
    } catch (error) {
      if (error instanceof ExternalError) throw error;
      if (request.signal?.aborted === true) throw new CancelledError(`asking ${safeUrl(request.url)}`);
      throw new ExternalError({
        code: 'HTTP_FAILED',
        message: `no answer from ${safeUrl(request.url)}: ${timeout.aborted ? `nothing within ${timeoutMs} ms` : reasonOf(error)}`,
        hint: 'check that the address is right and reachable from the runner',
        retryable: true,
        cause: error,
      });
    }
  },
};

/** @throws ExternalError HTTP_FAILED for a body that is larger than was asked for */
async function readBody(
  response: Response,
  {
    url,
    maxBytes = Number.POSITIVE_INFINITY,
    keepBytes = Number.POSITIVE_INFINITY,
  }: Pick<HttpRequest, 'url' | 'maxBytes' | 'keepBytes'>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size >= keepBytes) break; // the rest is not read
    if (size <= maxBytes) continue;
    const message = `the answer of ${safeUrl(url)} is larger than ${formatBytes(maxBytes)}`;
    throw new ExternalError({ code: 'HTTP_FAILED', message, hint: 'is this the right address?' });
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, keepBytes));
}

/** fetch refuses URLs with user and password, and repeats them in its error: they go into a header. */
function splitCredentials(text: string): {
  readonly url: string;
  readonly authorization: Readonly<Record<string, string>>;
} {
  if (!URL.canParse(text)) return { url: text, authorization: {} };
  const url = new URL(text);
  if (url.username === '' && url.password === '') return { url: text, authorization: {} };
  const pair = [url.username, url.password].map(decodeURIComponent).join(':');
  url.username = '';
  url.password = '';
  return {
    url: url.href,
    authorization: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  };
}

/** A URL without user, password and query, fit for a log. */
export function safeUrl(url: string): string {
  if (!URL.canParse(url)) return JSON.stringify(hideUrls(url));
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** fetch says only "fetch failed"; the reason is in the chain of causes. */
function reasonOf(error: unknown): string {
  let deepest: unknown = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  const code = (deepest as NodeJS.ErrnoException).code;
  if (code === undefined) return errorMessage(deepest);
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}

const UNTRUSTED =
  'its certificate is not trusted here; NODE_EXTRA_CA_CERTS names the file of an own authority';

/** Codes of Node that say little to people. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
};
