import { ExternalError, type Http, type HttpRequest, type HttpResponse } from '@fairlead/core';
import { isLoopbackRegistry } from '../reference/image-reference.ts';

/** Answers are manifests, configs and tokens: small. The specification lets a registry refuse manifests above 4 MiB. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

const MOST_REDIRECTS = 5;

/** Where a request may be sent on to. */
export interface SendRules {
  readonly registry: string;
  /** `same-origin` for requests whose body or URL carries credentials: another origin never gets them. */
  readonly redirects: 'same-origin' | 'any-origin';
}

/**
 * Sends a request, and follows redirects by hand: credentials stay with the origin that they were meant for. Only reads
 * are sent on to another origin (registries keep blobs elsewhere), without Authorization, over https, and never to the
 * runner's own loopback unless the registry is there too.
 *
 * @throws ExternalError REGISTRY_FAILED for a redirect that is not followed
 */
export async function sendGuarded(http: Http, request: HttpRequest, rules: SendRules): Promise<HttpResponse> {
  let current: HttpRequest = { ...request, redirect: 'manual', maxBytes: LARGEST_ANSWER };
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await http.send(current);
    const target = targetOf(response, current.url);
    if (target === undefined) return response;
    current = follow(current, response.status, target, rules);
  }
  throw refused(rules.registry, 'answers with redirects only');
}

function targetOf({ status, headers }: HttpResponse, from: string): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const { location } = headers;
  return location !== undefined && URL.canParse(location, from) ? new URL(location, from) : undefined;
}

function follow(request: HttpRequest, status: number, target: URL, rules: SendRules): HttpRequest {
  const reads = ['GET', 'HEAD', undefined].includes(request.method) && request.body === undefined;
  if (!reads && status !== 307 && status !== 308)
    throw refused(rules.registry, `sends a request that changes something on to ${target.origin}`);
  if (target.origin === new URL(request.url).origin) return { ...request, url: target.href };
  if (rules.redirects === 'same-origin' || !reads)
    throw refused(rules.registry, `sends credentials on to ${target.origin}`);
  const loopback = isLoopbackRegistry(target.host);
  if (loopback ? !isLoopbackRegistry(rules.registry) : target.protocol !== 'https:')
    throw refused(rules.registry, `sends on to ${target.origin}, which is not safe`);
  const headers = Object.entries(request.headers ?? {}).filter(
    ([name]) => name.toLowerCase() !== 'authorization',
  );
  return { ...request, url: target.href, headers: Object.fromEntries(headers) };
}

function refused(registry: string, what: string): ExternalError {
  const hint = 'the redirect was not followed; look at the registry, its token service and proxies before it';
  return new ExternalError({ code: 'REGISTRY_FAILED', message: `${registry} ${what}`, hint });
}
