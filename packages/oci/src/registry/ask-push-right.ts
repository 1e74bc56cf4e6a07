import type { HttpResponse } from '@fairlead/core';
import { FairleadError } from '@fairlead/core';
import { registryUrl } from '../reference/image-reference.ts';
import type { AuthorizedSend } from './authorized-send.ts';
import { errorText, registryError } from './registry-error.ts';

/** Whether an image could be pushed now. */
export type PushRight =
  | { readonly may: true }
  /** `login`: nobody has a login; `denied`: the login lacks the right; `absent`: there is no such repository. */
  | { readonly may: false; readonly why: 'login' | 'denied' | 'absent' | 'read-only'; readonly said: string };

/** Begins an upload without content, as crane does to learn whether it may push, and gives it up again. */
export async function askPushRight(
  send: AuthorizedSend,
  registry: string,
  repository: string,
): Promise<PushRight> {
  const path = `${repository}/blobs/uploads/`;
  let response: HttpResponse;
  try {
    response = await send({ repository, path, method: 'POST', wants: 'pull,push' });
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code !== 'REGISTRY_DENIED') throw error;
    return { may: false, why: 'login', said: error.message };
  }
  const said = `${registry} answered ${response.status}${errorText(response)}`;
  if (response.status === 202 || response.status === 201) {
    await giveUp(send, registry, repository, response.headers['location']);
    return { may: true };
  }
  if (response.status === 401 || response.status === 403) return { may: false, why: 'denied', said };
  if (response.status === 404) return { may: false, why: 'absent', said };
  if (response.status === 405) return { may: false, why: 'read-only', said };
  throw registryError(registry, path, response);
}

/** An upload at another host gets nothing of ours, so it is left to expire. */
async function giveUp(
  send: AuthorizedSend,
  registry: string,
  repository: string,
  location: string | undefined,
): Promise<void> {
  const base = registryUrl(registry);
  if (location === undefined || !URL.canParse(location, base)) return;
  const url = new URL(location, base);
  if (url.origin !== new URL(base).origin) return;
  const request = { repository, path: url.href, method: 'DELETE', wants: 'pull,push' } as const;
  await send(request).catch((error: unknown) => {
    if (error instanceof FairleadError && error.code === 'CANCELLED') throw error; // it expires by itself
  });
}
