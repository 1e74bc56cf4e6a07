import {
  CancelledError,
  ExternalError,
  type Http,
  type HttpRequest,
  type HttpResponse,
} from '@fairlead/core';

/** How an address answers in a test. */
export interface HttpRoute {
  /** Default: any method. */
  readonly method?: string;
  /** The start of the URL, or a pattern over it. */
  readonly url: string | RegExp;
  readonly status?: number;
  /** Header names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or anything else as JSON; a function is asked with the request. */
  readonly body?: unknown;
  /** No answer comes, for this reason. */
  readonly fails?: string;
  /** How often it can be used; then later routes are looked at. Default: always. */
  readonly times?: number;
}

/** An Http that answers from routes and remembers what was asked. */
export interface FakeHttp extends Http {
  readonly requests: readonly HttpRequest[];
}

/** Makes an Http from routes; the first that fits answers. A request that fits none throws. */
export function createFakeHttp(routes: readonly HttpRoute[] = []): FakeHttp {
  const used = new Map<HttpRoute, number>();
  const requests: HttpRequest[] = [];
  return {
    requests,
    async send(request) {
      if (request.signal?.aborted === true) throw new CancelledError(`asking ${request.url}`);
      requests.push(request);
      const route = routes.find(
        (entry) => fits(entry, request) && (used.get(entry) ?? 0) < (entry.times ?? Number.POSITIVE_INFINITY),
      );
      if (route === undefined) throw new Error(`no route for: ${request.method ?? 'GET'} ${request.url}`);
      used.set(route, (used.get(route) ?? 0) + 1);
      if (route.fails !== undefined) throw noAnswer(request.url, route.fails);
      return answer(route, request);
    },
  };
}

function fits(route: HttpRoute, request: HttpRequest): boolean {
  if (route.method !== undefined && route.method !== (request.method ?? 'GET')) return false;
  return typeof route.url === 'string' ? request.url.startsWith(route.url) : route.url.test(request.url);
}

function noAnswer(url: string, reason: string): ExternalError {
  return new ExternalError({
    code: 'HTTP_FAILED',
    message: `no answer from ${url}: ${reason}`,
    retryable: true,
  });
}

function answer(route: HttpRoute, request: HttpRequest): HttpResponse {
  const body: unknown =
    typeof route.body === 'function' ? (route.body as (asked: HttpRequest) => unknown)(request) : route.body;
  const whole = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = new TextEncoder().encode(whole).subarray(0, request.keepBytes);
  const text = new TextDecoder().decode(bytes);
  return {
    status: route.status ?? 200,
    headers: route.headers ?? {},
    body: bytes,
    text: () => text,
    json: () => JSON.parse(text) as unknown,
  };
}
