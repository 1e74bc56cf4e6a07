import { join } from 'node:path';
import { type Exec, ExternalError, errorMessage, type Files } from '@fairlead/core';
import {
  configKey,
  credentialsInFile,
  type DockerConfig,
  helperFor,
  parseDockerConfig,
} from './docker-config.ts';
import type { RegistryCredentials } from './registry-credentials.ts';

/** What is needed to look credentials up. */
export interface CredentialSources {
  readonly files: Files;
  readonly exec: Exec;
  /** Environment of the child that asks a helper; DOCKER_CONFIG and HOME tell where the file is. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** A helper that asks for a password on a terminal would wait for ever. */
const HELPER_TIMEOUT_MS = 20_000;

const FILE_HINT = 'correct the file, or set DOCKER_CONFIG to a folder without it';
const HELPER_HINT = 'correct the helper, or give registry-username and registry-password';

/** Docker's folder: DOCKER_CONFIG, else `.docker` in the home folder. */
export function dockerConfigFolder(env: Readonly<Record<string, string>>): string {
  return env['DOCKER_CONFIG'] || join(env['HOME'] || '/', '.docker');
}

/** Reads docker's config file; an absent file is an empty config. @throws ExternalError REGISTRY_CREDENTIALS_UNREADABLE */
export async function loadDockerConfig({
  files,
  env,
}: Pick<CredentialSources, 'files' | 'env'>): Promise<DockerConfig> {
  const path = join(dockerConfigFolder(env), 'config.json');
  if ((await files.stat(path))?.kind !== 'file') return {};
  const text = await files.readText(path).catch((error: unknown) => {
    throw unreadable(`${path} cannot be read: ${errorMessage(error)}`, FILE_HINT);
  });
  return parseWithoutQuoting(text, path, FILE_HINT);
}

/** A parser's own message quotes the text around the mistake: passwords, in these files. */
function parseWithoutQuoting(text: string, source: string, hint: string): DockerConfig {
  try {
    return parseDockerConfig(text);
  } catch (error) {
    const place = /\(line \d+ column \d+\)/.exec(errorMessage(error))?.[0];
    throw unreadable(`${source} is not a JSON object${place === undefined ? '' : ` ${place}`}`, hint);
  }
}

/**
 * Finds the credentials that docker itself would use for a registry: config file, then credential helper.
 *
 * @throws ExternalError REGISTRY_CREDENTIALS_UNREADABLE; "no credentials" is undefined, not an error.
 */
export async function findCredentials(
  sources: CredentialSources,
  registry: string,
): Promise<RegistryCredentials | undefined> {
  const config = await loadDockerConfig(sources);
  const helper = helperFor(config, registry);
  return helper === undefined
    ? credentialsInFile(config, registry)
    : ((await askHelper(sources, helper, registry)) ?? credentialsInFile(config, registry));
}

/** Speaks docker's credential helper protocol: the registry on standard input, JSON on standard output. */
async function askHelper(
  { exec, env, signal }: CredentialSources,
  helper: string,
  registry: string,
): Promise<RegistryCredentials | undefined> {
  const command = `docker-credential-${helper}`;
  const options = { env, signal, input: configKey(registry), timeoutMs: HELPER_TIMEOUT_MS };
  const answer = await exec.run(command, ['get'], { ...options, okCodes: 'any' });
  if (answer.exitCode !== 0) {
    if (/credentials not found/i.test(answer.stdout + answer.stderr)) return undefined;
    throw unreadable(`${command} failed for ${registry} with exit code ${answer.exitCode}`, HELPER_HINT);
  }
  const { Username: username, Secret: secret } = parseWithoutQuoting(
    answer.stdout,
    `the answer of ${command}`,
    HELPER_HINT,
  );
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  // the protocol's way to say that the secret is an identity token
  if (username === '<token>') return { kind: 'identity-token', token: secret };
  return { kind: 'basic', username, password: secret };
}

function unreadable(message: string, hint: string): ExternalError {
  return new ExternalError({ code: 'REGISTRY_CREDENTIALS_UNREADABLE', message, hint });
}
