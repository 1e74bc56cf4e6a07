/** A request over HTTP. */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Milliseconds until it is given up; default 10000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `manual` gives back a redirect as the answer it is, for callers that send credentials; default `follow`. */
  readonly redirect?: 'follow' | 'manual' | undefined;
  /** A larger body is an error, and is not read further. */
  readonly maxBytes?: number | undefined;
  /** Only so much of the body's start is read and given back; the rest is left out, and that is no error. */
  readonly keepBytes?: number | undefined;
}

/** A whole answer; every status code is an answer, not an error. */
export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  text(): string;
  /** @throws SyntaxError when the body is not JSON. */
  json(): unknown;
}

/** @throws ExternalError with code HTTP_FAILED (retryable) when no answer came. */
export interface Http {
  send(request: HttpRequest): Promise<HttpResponse>;
}
