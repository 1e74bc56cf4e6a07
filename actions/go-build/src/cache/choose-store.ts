import { type InputProblem, insideProblem, resolveInside } from '@fairlead/core';
import { cacheServiceLack, readS3Place, type S3Credentials, type S3Place } from '@fairlead/core/cache';
import type { GoBuildContext } from '../context.ts';
import { noEffectWithout } from '../plan/no-effect.ts';

/** Where entries are kept. */
export type ChosenStore =
  | { readonly kind: 'service' }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly place: S3Place; readonly credentials: S3Credentials };

/** A store, or why there is none in this run. */
export type StoreChoice = ChosenStore | { readonly kind: 'none'; readonly lack: string };

type Facts = Pick<GoBuildContext, 'inputs' | 'host'>;

/** Chooses by the inputs; without any it is the service of the runner. */
export function chooseStore({ inputs, host: { env } }: Facts): StoreChoice {
  const { cacheDir, cacheUrl, cacheRegion } = inputs;
  if (cacheDir !== undefined) return { kind: 'folder', folder: cacheDir };
  if (cacheUrl === undefined) {
    const lack = cacheServiceLack(env);
    return lack === '' ? { kind: 'service' } : { kind: 'none', lack };
  }
  const place = readS3Place(cacheUrl, cacheRegion, env);
  if ('problem' in place) return { kind: 'none', lack: `cache-url ${place.problem}` };
  const credentials = credentialsOf(inputs, env);
  return credentials === undefined
    ? { kind: 'none', lack: 'this run has no credentials for cache-url' }
    : { kind: 's3', place, credentials };
}

/** Those of the inputs, else those of the environment as the tools of Amazon name them. */
function credentialsOf(
  { cacheAccessKeyId, cacheSecretAccessKey }: GoBuildContext['inputs'],
  env: GoBuildContext['host']['env'],
): S3Credentials | undefined {
  if (cacheAccessKeyId !== undefined) {
    // a secret is empty in a run of a fork
    if (cacheSecretAccessKey === undefined) return undefined;
    return { accessKeyId: cacheAccessKeyId, secretAccessKey: cacheSecretAccessKey };
  }
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'] ?? '', env['AWS_SECRET_ACCESS_KEY'] ?? ''];
  if (accessKeyId === '' || secretAccessKey === '') return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined };
}

/** What is wrong with the inputs that say where the cache is. */
export async function checkStore(context: GoBuildContext): Promise<readonly InputProblem[]> {
  const { inputs, host, files, workspace } = context;
  const { cacheDir, cacheUrl, cacheRegion, cacheAccessKeyId, cacheSecretAccessKey } = inputs;
  const problems: InputProblem[] = [];
  if (cacheDir !== undefined) {
    const problem = insideProblem('cache-dir', cacheDir, await resolveInside(files, workspace, cacheDir));
    if (problem !== undefined) problems.push(problem);
  }
  const place = cacheUrl === undefined ? undefined : readS3Place(cacheUrl, cacheRegion, host.env);
  if (place !== undefined && 'problem' in place)
    problems.push({
      input: 'cache-url',
      problem: place.problem,
      allowed: 's3://BUCKET/PREFIX or https://ENDPOINT/BUCKET/PREFIX',
    });
  if (cacheUrl !== undefined && cacheDir !== undefined)
    problems.push({
      input: 'cache-url',
      problem: 'has no effect beside cache-dir',
      allowed: 'one of the two',
    });
  for (const [input, value] of Object.entries({
    'cache-region': cacheRegion,
    'cache-access-key-id': cacheAccessKeyId,
  }))
    if (value !== undefined && cacheUrl === undefined)
      problems.push(noEffectWithout('cache-url', input, value));
  if (cacheSecretAccessKey !== undefined && cacheAccessKeyId === undefined)
    problems.push(noEffectWithout('cache-access-key-id', 'cache-secret-access-key'));
  return problems;
}
