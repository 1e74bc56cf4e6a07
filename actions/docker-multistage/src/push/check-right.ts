import { ExternalError, FairleadError } from '@fairlead/core';
import type { PushRight, RegistryClient } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';

type Refusal = Extract<PushRight, { readonly may: false }>['why'];

const HINTS: Readonly<Record<Refusal, string>> = {
  login: 'give registry-username and registry-password, or log in to the registry in an earlier step',
  denied:
    'for ghcr.io grant the job `permissions: packages: write`, and give the repository the right to the package; else give a login that may push',
  absent: 'create the repository or project in the registry; some registries create none by themselves',
  'read-only': 'is the registry read-only for maintenance, or a mirror or proxy of another one?',
};

/**
 * Asks whether the registry will take the push, before minutes of building are spent on it. A registry that cannot answer
 * the question holds nothing up: the push itself will tell.
 *
 * @throws ExternalError REGISTRY_DENIED
 */
export async function checkPushRight(
  { log }: Pick<ImageContext, 'log'>,
  client: RegistryClient,
  repository: string,
): Promise<void> {
  const right = await ask(log, client, repository);
  if (right === undefined || right.may) return;
  const message = `${client.registry}/${repository} takes no push from this login: ${right.said}; nothing was built`;
  throw new ExternalError({ code: 'REGISTRY_DENIED', message, hint: HINTS[right.why] });
}

async function ask(
  log: ImageContext['log'],
  client: RegistryClient,
  repository: string,
): Promise<PushRight | undefined> {
  try {
    return await client.askPushRight(repository);
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code === 'CANCELLED') throw error;
    log.info(`whether ${client.registry} takes the push is not known yet: ${error.message}`);
    return undefined;
  }
}
