import { ExternalError, type Http, safeUrl } from '@fairlead/core';
import type { Kube, ProxyTarget } from '@fairlead/kube';

/** One series of an instant vector. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN and infinities included, as Prometheus gave them; a native histogram has none. */
  readonly value: number;
  /** Of a native histogram: how much it has observed. */
  readonly observations?: number;
}

/** A Prometheus, or anything that speaks its HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/). */
export interface Prometheus {
  readonly url: string;
  /**
   * An instant query at the server's own time, so a runner with a wrong clock reads the same.
   *
   * @throws ExternalError HTTP_FAILED, CANARY_QUERY_REFUSED (the query is refused) or CANARY_NOT_PROMETHEUS (not Prometheus).
   */
  query(promql: string, signal?: AbortSignal): Promise<readonly Series[]>;
}

/** How to reach it. */
export interface PrometheusOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Connects nothing yet; every query is one request. */
export function createPrometheus(http: Http, options: PrometheusOptions): Prometheus {
  const base = options.url.replace(/\/+$/, '');
  const authorization: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return {
    url: safeUrl(base),
    async query(promql, signal) {
      const response = await http.send({
        method: 'POST',
        url: `${base}/api/v1/query`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...authorization },
        body: new URLSearchParams({ query: promql }).toString(),
        timeoutMs: options.timeoutMs ?? 5000,
        signal,
      });
      return readVector({ status: response.status, text: response.text() }, promql, safeUrl(base));
    },
  };
}

/** A Service of the cluster, and a path before /api/v1. */
type Place = Pick<ProxyTarget, 'namespace' | 'name' | 'port' | 'scheme' | 'path'>;

/** The Prometheus behind a Service, asked through the API server: by GET alone, so that the right to `get` suffices. */
export function prometheusByService(
  kube: Pick<Kube, 'proxyGet'>,
  place: Place,
  timeoutMs = 5000,
): Prometheus {
  const url = `${place.namespace}/${place.name}:${place.port}${place.path}`;
  return {
    url,
    async query(promql, signal) {
      const query = new URLSearchParams({ query: promql }).toString();
      const target = { resource: 'services', ...place, path: `${place.path}/api/v1/query?${query}` } as const;
      const { from, status, text } = await kube.proxyGet(target, {
        accept: 'application/json',
        timeoutMs,
        signal,
      });
      if (from === 'target') return readVector({ status, text }, promql, url);
      throw new ExternalError({
        code: 'HTTP_FAILED',
        message: `no answer from the Service ${url}: ${text}`,
        retryable: true,
      });
    },
  };
}

interface HttpText {
  readonly status: number;
  readonly text: string;
}

interface Answer {
  readonly status?: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly data?: { readonly resultType?: string; readonly result?: unknown };
}

function readVector(response: HttpText, promql: string, url: string): readonly Series[] {
  const answer = readAnswer(response);
  if (answer?.status === 'error' && response.status >= 400 && response.status < 500) {
    throw new ExternalError({
      code: 'CANARY_QUERY_REFUSED',
      message: `Prometheus at ${url} refused the query ${JSON.stringify(promql)}: ${answer.error ?? `HTTP ${response.status}`}`,
      hint: 'correct the query, or the inputs that it is made of',
    });
  }
  if (answer?.status !== 'success') {
    const said = answer?.error ?? response.text.trim().split('\n')[0]?.slice(0, 120) ?? '';
    throw new ExternalError({
      code: 'CANARY_NOT_PROMETHEUS',
      message: `${url} did not answer like Prometheus: HTTP ${response.status}${said === '' ? '' : `, ${said}`}`,
      hint: 'check prometheus-url or prometheus-service, and prometheus-token where it needs one',
      retryable: response.status >= 500 || response.status === 429,
    });
  }
  const missing = answer.warnings?.find((warning) => !warning.startsWith('PromQL '));
  if (missing !== undefined) {
    throw new ExternalError({
      code: 'CANARY_NOT_PROMETHEUS',
      message: `${url} gave only a part of the data: ${missing}`,
      hint: 'start the store or remote again that the warning names: errors that are missing are no pass',
      retryable: true,
    });
  }
  return readResult(answer, promql, url);
}

function readAnswer({ text }: HttpText): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined; // a proxy's error page
  }
}

type Point = readonly [number, string];

/** A native histogram has no value. */
interface Row {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly histogram?: readonly [number, { readonly count: string }];
}

function readResult({ data }: Answer, promql: string, url: string): readonly Series[] {
  if (data?.resultType === 'scalar') return [{ labels: {}, value: readNumber((data.result as Point)[1]) }];
  if (data?.resultType === 'vector') {
    return (data.result as readonly Row[]).map(({ metric, value, histogram }) =>
      histogram === undefined
        ? { labels: metric, value: readNumber(value?.[1] ?? 'NaN') }
        : { labels: metric, value: Number.NaN, observations: readNumber(histogram[1].count) },
    );
  }
  throw new ExternalError({
    code: 'CANARY_QUERY_REFUSED',
    message: `the query ${JSON.stringify(promql)} at ${url} gives a ${data?.resultType ?? 'nothing'}, not a vector or scalar`,
    hint: 'write a query that gives one value',
  });
}

/** Numbers as Prometheus writes them: `+Inf`, `-Inf` and `NaN` included. */
export function readNumber(text: string): number {
  if (/^\+?Inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-Inf$/i.test(text)) return Number.NEGATIVE_INFINITY;
  return Number(text);
}
