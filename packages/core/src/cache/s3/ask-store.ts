import { ExternalError } from '../../errors/kinds.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Http, HttpResponse } from '../../ports/http.ts';
import { readFailure } from './s3-answers.ts';
import type { S3Place } from './s3-place.ts';
import { encodeName, type S3Credentials, sha256Hex, signRequest } from './sign-request.ts';

/** What a store is asked with. */
export interface S3StoreOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly place: S3Place;
  readonly credentials: S3Credentials;
  readonly signal: AbortSignal;
}

/** One question. */
export interface Ask {
  readonly method: 'GET' | 'PUT';
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: Uint8Array;
  readonly timeoutMs: number;
}

/** Asks a store; another signal than that of the run ends one question. */
export type AskStore = (ask: Ask, signal?: AbortSignal) => Promise<HttpResponse>;

/** A store that does not answer within this is given up. */
export const ANSWER_MS = 10_000;
/** So is a transfer that takes longer. */
export const TRANSFER_MS = 300_000;
/** More than Node holds in one piece; no entry of ours comes near it. */
export const MOST_BYTES: number = 2 ** 31;
/** A list of a thousand keys has less. */
const MOST_LIST = 4 * 1_048_576;
/** How long to wait before the store is asked again after it was too busy. */
const PAUSES_MS = [200, 800];

/** Asks until the store is not too busy any more, or was asked often enough. */
export async function sendSigned(ask: Ask, options: S3StoreOptions): Promise<HttpResponse> {
  for (const pause of PAUSES_MS) {
    const answer = await sendOnce(ask, options);
    if (answer.status !== 429 && (answer.status < 500 || answer.status === 501)) return answer;
    await options.clock.sleep(pause, options.signal);
  }
  return sendOnce(ask, options);
}

function sendOnce(
  { method, key, query = {}, headers = {}, content, timeoutMs }: Ask,
  { http, clock, place, credentials, signal }: S3StoreOptions,
): Promise<HttpResponse> {
  const path = [place.bucket, ...(key === '' ? [] : key.split('/'))].map(encodeName).join('/');
  const url = new URL(`${place.endpoint}/${path}`);
  url.search = Object.entries(query)
    .map(([name, value]) => `${encodeName(name)}=${encodeName(value)}`)
    .join('&');
  const request = { method, url, headers, bodyHash: sha256Hex(content ?? '') };
  return http.send({
    method,
    url: url.href,
    headers: signRequest(request, credentials, place.region, new Date(clock.now())),
    body: content,
    timeoutMs,
    signal,
    redirect: 'manual',
    maxBytes: key === '' ? MOST_LIST : MOST_BYTES,
  });
}

/** Why a store did not do what it was asked for. */
export function refused(answer: HttpResponse, { region }: S3Place): ExternalError {
  const other = answer.headers['x-amz-bucket-region'];
  if (other !== undefined && other !== region)
    return failed(`says that the bucket is in the region ${other}, not in ${region}`);
  const why = readFailure(answer.text());
  return failed(`answered ${answer.status}${why === '' ? '' : ` (${why})`}`);
}

/** A failure of the store, for people. */
export function failed(what: string): ExternalError {
  return new ExternalError({ code: 'HTTP_FAILED', message: `the store ${what}`, retryable: true });
}
