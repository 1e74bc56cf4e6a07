import type { Matcher } from './matchers.ts';

/** Labels that may name the path of a request, in the metrics of common libraries. */
export const PATH_LABELS: readonly string[] = [
  'path',
  'route',
  'handler',
  'uri',
  'url',
  'http_route',
  'http_target',
  'url_path',
  'request_path',
  'grpc_service',
];

/** Requests that no user sent: of a probe, or of Prometheus itself. */
export interface OtherCaller {
  /** For people: `readiness probe`, `scrape`. */
  readonly what: string;
  /** Its path, or the name of its gRPC service; empty for one that asks the root. */
  readonly path: string;
  /** Requests a second to each pod. */
  readonly perSecond: number;
}

/** What of other callers must be taken off by their rate, since no label tells them from users. */
export interface Background {
  readonly perPodPerSecond: number;
  /** Whose requests these are, for people. */
  readonly of: readonly string[];
}

/**
 * A regular expression (RE2) for the values that a label may have for a path: libraries write `/healthz`, `healthz`,
 * `GET /healthz`, `/healthz/?full=1`, `http://host/healthz`, or make names of it such as `api_v1_health`. Undefined for the
 * root: users ask for that too.
 */
export function pathPattern(path: string): string | undefined {
  const words = (path.split(/[?#]/)[0] ?? '').split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const method = '([a-z]+ +)?';
  const host = '(https?://[^/]+)?';
  return `(?i:${method}${host}[^a-z0-9?]*${words.join('[^a-z0-9?]+')}[^a-z0-9?]*([?].*)?)`;
}

/** Matchers that leave the other callers' requests out, as far as labels tell them apart. */
export function withoutCallers(callers: readonly OtherCaller[]): readonly Matcher[] {
  const patterns = [...new Set(callers.map(({ path }) => pathPattern(path)))].filter(
    (pattern) => pattern !== undefined,
  );
  if (patterns.length === 0) return [];
  const value = patterns.join('|');
  return PATH_LABELS.map((label) => ({ label, op: '!~', value }));
}

/** Values under which libraries file all paths that they do not know by name: `/*`, `{path...}`, `other`. */
const CATCH_ALL =
  /^(?:[^a-z0-9]*[*][^a-z0-9]*|[/]?[{][a-z.]+[}]|others?|unknown|unmatched|all|default|any)$/i;
/** Values of the root. */
const ROOT = /^(?:[a-z]+ +)?(?:[/]|root)$/i;

/**
 * Which callers' requests cannot be told from users' by the labels of stable's series. Without a path label none can; with
 * one, a caller that has no series of its own is not counted there at all, unless there is a series for everything else.
 */
export function untold(
  callers: readonly OtherCaller[],
  series: readonly Readonly<Record<string, string>>[],
): readonly OtherCaller[] {
  const values = series.flatMap((labels) =>
    PATH_LABELS.map((label) => labels[label] ?? '').filter((value) => value !== ''),
  );
  if (values.length === 0) return callers;
  const mixed = values.some((value) => CATCH_ALL.test(value));
  const asked = mixed || values.some((value) => ROOT.test(value));
  return callers.filter(({ path }) => {
    const pattern = pathPattern(path);
    if (pattern === undefined) return asked;
    const own = new RegExp(`^(?:${pattern.replace('(?i:', '(?:')})$`, 'i');
    return mixed && !values.some((value) => own.test(value));
  });
}

/** The rate that must be taken off, and whose it is. */
export function backgroundOf(callers: readonly OtherCaller[]): Background {
  return {
    perPodPerSecond: callers.reduce((sum, { perSecond }) => sum + perSecond, 0),
    of: callers.map(({ what, path }) => (path === '' ? what : `${what} ${path}`)),
  };
}
