import { createRegistryClient, findCredentials, type RegistryClient } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { Engine } from '../engine/find-engine.ts';
import type { Login } from '../login/login-plan.ts';

/** A client with the step's own login, else with what docker itself would use. */
export async function clientFor(
  { http, clock, files, exec, signal }: Pick<ImageContext, 'http' | 'clock' | 'files' | 'exec' | 'signal'>,
  engine: Engine,
  registry: string,
  login: Login | undefined,
): Promise<RegistryClient> {
  const credentials =
    login === undefined
      ? await findCredentials({ files, exec, env: engine.env, signal }, registry)
      : ({ kind: 'basic', username: login.username, password: login.password } as const);
  return createRegistryClient({ http, clock, signal, registry, credentials });
}
