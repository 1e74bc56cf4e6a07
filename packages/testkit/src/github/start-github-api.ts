import type { ServerResponse } from 'node:http';
import { applyFault, createFaults, type Fault, type Faults } from '../server/faults.ts';
import { listenOnLoopback, readJsonBody, sendJson } from '../server/loopback.ts';
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

/** Starts the fake. Calls without a token are answered 401, calls about another repository 404. */
export async function startGithubApi(repository: string = 'acme/orders'): Promise<RunningGithubApi> {
  const store = new GithubStore();
  const faults = createFaults<GithubOperation>();
  const calls: GithubCall[] = [];
  const server = await listenOnLoopback(async (request, response) => {
    if (request.headers.authorization === undefined)
      return sendJson(response, 401, { message: 'Requires authentication' });
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const found = findRoute(method, pathname, repository);
    if (found === undefined) return sendJson(response, 404, { message: 'Not Found' });
    const body = await readJsonBody(request);
    calls.push({ operation: found.route.operation, method, path: pathname, body });
    if (await applyFault(response, faults.take(found.route.operation))) return;
    answer(response, store, found, body, searchParams);
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

/** 403 of the primary rate limit: nothing left until the reset. */
export function rateLimited(resetInSeconds: number): Fault {
  return {
    kind: 'status',
    status: 403,
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetInSeconds),
    },
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
  query: URLSearchParams,
): void {
  const { kind, does } = route;
  if (does === 'list') {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    sendJson(response, 200, store.list(kind, parent).slice((page - 1) * size, page * size));
  } else if (does === 'create') {
    sendJson(response, 201, store.create(kind, parent, body));
  } else {
    const updated = store.update(kind, id, body);
    sendJson(response, updated === undefined ? 404 : 200, updated ?? { message: 'Not Found' });
  }
}
