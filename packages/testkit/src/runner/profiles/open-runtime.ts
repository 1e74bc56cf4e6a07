import { type RunningCacheService, startCacheService } from '../../cache-service/start-cache-service.ts';
import { type ForgedEvent, pushEvent } from '../../events/events.ts';
import { type RunningGithubApi, startGithubApi } from '../../github/start-github-api.ts';
import { listenOnLoopback, sendJson } from '../../server/loopback.ts';
import type { RuntimeProfile } from './runtime-profile.ts';

/** A runtime with its services up, to be given to steps. */
export interface OpenRuntime {
  readonly profile: RuntimeProfile;
  /** For a step: variables (undefined takes one away), and the event as far as the runtime hands it over. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly payload: unknown;
  /** Inputs that a runtime gives by itself: the job's token. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly cache: RunningCacheService | undefined;
  readonly api: RunningGithubApi;
  /** What was asked of addresses that are set and have nothing to offer, and of the issuer of OIDC tokens. */
  readonly strayed: readonly string[];
  close(): Promise<void>;
}

/** Starts what a profile has, for an event: a push to main of `acme/orders` unless said. */
export async function openRuntime(
  profile: RuntimeProfile,
  event: ForgedEvent = pushEvent(),
): Promise<OpenRuntime> {
  const strayed: string[] = [];
  const other = await listenOnLoopback(async (request, response) => {
    strayed.push(`${request.method} ${request.url}`);
    sendJson(response, 404, { message: 'Not Found' });
  });
  const cache =
    profile.cache === 'absent' ? undefined : await startCacheService({ speaksV2: profile.cache === 'v2' });
  const api = await startGithubApi('acme/orders', profile.api);
  const at = {
    cache: cache === undefined ? undefined : `${cache.url}/`,
    other: `${other.url}/`,
    api: api.url,
    idToken: `${other.url}/idtoken`,
  };
  return {
    profile,
    env: { ...event.env, ...profile.variables(at) },
    inputs: profile.token ? { 'github-token': 'fake-token' } : {},
    payload: payloadOf(profile, event),
    cache,
    api,
    strayed,
    async close() {
      await Promise.all([other.close(), api.close(), cache?.close()]);
    },
  };
}

function payloadOf({ event: extent }: RuntimeProfile, { payload }: ForgedEvent): unknown {
  if (extent === 'whole') return payload;
  return extent === 'empty' ? {} : partOf(payload);
}

/** What CircleCI documents: no repository, neither the event's own nor those of a pull request. */
function partOf({ repository: _, pull_request: pull, ...rest }: ForgedEvent['payload']): unknown {
  if (pull === undefined) return rest;
  const { head, base, ...more } = pull as Record<'head' | 'base', { ref: string; sha: string }>;
  const side = ({ ref, sha }: typeof head): object => ({ ref, sha });
  return { ...rest, pull_request: { ...more, head: side(head), base: side(base) } };
}
