import type { ServerResponse } from 'node:http';
import { applyFault, createFaults, type Fault, type Faults } from '../server/faults.ts';
import { listenOnLoopback, readJsonBody, sendJson } from '../server/loopback.ts';
import { answerGitObject } from './git-objects.ts';
import {
  GITHUB_ROUTES,
  type GithubCall,
  type GithubOperation,
  type GithubRecord,
  type GithubRoute,
  GithubStore,
} from './github-store.ts';

/** A fake of GitHub's REST API on loopback, for one repository. */
export interface RunningGithubApi {
  readonly url: string;
  /** GITHUB_API_URL and a token, for a step. */
  env(): Record<string, string>;
  readonly faults: Faults<GithubOperation>;
  /** Every call that reached a route, those answered with a fault included. */
  readonly calls: readonly GithubCall[];
  statuses(): readonly GithubRecord[];
  deployments(): readonly GithubRecord[];
  deploymentStatuses(): readonly GithubRecord[];
  checkRuns(): readonly GithubRecord[];
  comments(): readonly GithubRecord[];
  close(): Promise<void>;
}

/**
 * How much of the API there is: all of it; without deployments and check runs, as on Gitea (404); only what reads, as with a
 * token that has no more rights (403).
 */
export type GithubApiExtent = 'whole' | 'missing' | 'refused';

/**
 * Starts the fake, also below `/api/v3` and `/api/v1` as other servers have it. Calls without a token are answered 401, calls
 * about another repository 404.
 *
 * @param objects folder of the repository whose trees and blobs it tells; none by itself
 */
export async function startGithubApi(
  repository: string = 'acme/orders',
  extent: GithubApiExtent = 'whole',
  objects?: string,
): Promise<RunningGithubApi> {
  const store = new GithubStore();
  const faults = createFaults<GithubOperation>();
  const calls: GithubCall[] = [];
  let left = RATE_LIMIT;
  const server = await listenOnLoopback(async (request, response) => {
    left = Math.max(0, left - 1);
    for (const [name, value] of Object.entries(rateHeaders(left, 3600))) response.setHeader(name, value);
    if (request.headers.authorization === undefined)
      return sendJson(response, 401, { message: 'Requires authentication' });
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const path = pathname.replace(/^\/api\/v\d(?=\/)/, '');
    const below = path.startsWith(`/repos/${repository}/`) ? path.slice(`/repos/${repository}`.length) : '';
    if (method === 'GET' && objects !== undefined && (await answerGitObject(response, objects, below)))
      return;
    const found = findRoute(method, path, repository);
    if (found === undefined || (extent === 'missing' && UNKNOWN_TO_GITEA.has(found.route.kind)))
      return sendJson(response, 404, { message: 'Not Found' });
    if (extent === 'refused' && method !== 'GET')
      return sendJson(response, 403, { message: 'Resource not accessible by integration' });
    const body = await readJsonBody(request);
    calls.push({ operation: found.route.operation, method, path: pathname, body });
    if (await applyFault(response, faults.take(found.route.operation))) return;
    answer(response, store, found, body, new URL(`${server.url}${pathname}?${searchParams}`));
  });
  return {
    url: server.url,
    env: () => ({
      GITHUB_API_URL: server.url,
      GITHUB_TOKEN: 'fake-token',
      'INPUT_GITHUB-TOKEN': 'fake-token',
    }),
    faults,
    calls,
    statuses: () => store.list('status'),
    deployments: () => store.list('deployment'),
    deploymentStatuses: () => store.list('deployment-status'),
    checkRuns: () => store.list('check-run'),
    comments: () => store.list('comment'),
    close: () => server.close(),
  };
}

const UNKNOWN_TO_GITEA: ReadonlySet<string> = new Set(['deployment', 'deployment-status', 'check-run']);

/** Calls that a token has in an hour. */
const RATE_LIMIT = 5000;

/** What every answer says of the primary rate limit. */
function rateHeaders(left: number, resetInSeconds: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(RATE_LIMIT),
    'x-ratelimit-remaining': String(left),
    'x-ratelimit-used': String(RATE_LIMIT - left),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetInSeconds),
    'x-ratelimit-resource': 'core',
  };
}

/** 403 of the primary rate limit: nothing left until the reset. */
export function rateLimited(resetInSeconds: number): Fault {
  return {
    kind: 'status',
    status: 403,
    headers: rateHeaders(0, resetInSeconds),
    body: { message: 'API rate limit exceeded' },
  };
}

/** 403 of the secondary rate limit: too much at once. */
export function secondaryRateLimited(retryAfterSeconds: number): Fault {
  return {
    kind: 'status',
    status: 403,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { message: 'You have exceeded a secondary rate limit' },
  };
}

interface FoundRoute {
  readonly route: GithubRoute;
  readonly id: number;
  readonly parent: string | undefined;
}

function findRoute(method: string, path: string, repository: string): FoundRoute | undefined {
  const prefix = `/repos/${repository}`;
  if (!path.startsWith(`${prefix}/`)) return undefined;
  const rest = path.slice(prefix.length);
  for (const route of GITHUB_ROUTES) {
    const match = route.method === method ? route.path.exec(rest) : null;
    if (match !== null) return { route, id: Number(match.groups?.['id']), parent: match.groups?.['parent'] };
  }
  return undefined;
}

function answer(
  response: ServerResponse,
  store: GithubStore,
  { route, id, parent }: FoundRoute,
  body: Readonly<Record<string, unknown>>,
  url: URL,
): void {
  const { kind, does, requires } = route;
  const missing = requires.filter((field) => body[field] === undefined);
  if (missing.length > 0) {
    const errors = missing.map((field) => ({ resource: kind, code: 'missing_field', field }));
    sendJson(response, 422, { message: 'Validation Failed', errors });
  } else if (does === 'list') {
    answerPage(response, listed(store, route, parent, url.searchParams), url);
  } else if (does === 'create') {
    // a deployment of a commit is listed by its id
    const fields = kind === 'deployment' ? { sha: body['ref'], ...body } : body;
    sendJson(response, 201, store.create(kind, parent, fields));
  } else {
    const updated = store.update(kind, id, body);
    sendJson(response, updated === undefined ? 404 : 200, updated ?? { message: 'Not Found' });
  }
}

/** Comments come oldest first, everything else newest first; deployments can be filtered. */
function listed(
  store: GithubStore,
  { kind }: GithubRoute,
  parent: string | undefined,
  query: URLSearchParams,
): readonly GithubRecord[] {
  const filters = kind === 'deployment' ? ['sha', 'ref', 'task', 'environment'] : [];
  const found = store
    .list(kind, parent)
    .filter((record) => filters.every((name) => !query.has(name) || record[name] === query.get(name)));
  return kind === 'comment' ? found : found.toReversed();
}

/** One page of a list: 30 unless asked, 100 at most, with the links that a client follows to the next. */
function answerPage(response: ServerResponse, all: readonly GithubRecord[], url: URL): void {
  const size = Math.min(100, Math.max(1, Number(url.searchParams.get('per_page') ?? 30)));
  const page = Math.max(1, Number(url.searchParams.get('page') ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  const headers: Record<string, string> = links.length === 0 ? {} : { link: links.join(', ') };
  sendJson(response, 200, all.slice((page - 1) * size, page * size), headers);
}
