import { defaultRegistry } from '../reference/grammar.ts';
import type { RegistryCredentials } from './registry-credentials.ts';

/** The part of docker's `config.json` that says how to log in. Other keys are kept as they are. */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, DockerAuth>>;
  /** Helper program for all registries: `docker-credential-<name>`. */
  readonly credsStore?: string;
  /** Helper program by registry; an empty name means the file itself. */
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** One entry of `auths`. */
export interface DockerAuth {
  /** Base64 of `user:password`. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** The key under which docker keeps Docker Hub's credentials. */
const HUB_KEY = 'https://index.docker.io/v1/';

/** Reads the text of `config.json`. @throws SyntaxError when it is not a JSON object. */
export function parseDockerConfig(text: string): DockerConfig {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SyntaxError('not a JSON object');
  }
  return parsed as DockerConfig;
}

/** The key under which docker keeps a registry's credentials. */
export function configKey(registry: string): string {
  return registry === defaultRegistry ? HUB_KEY : registry;
}

/** Name of the helper program that holds a registry's credentials, or undefined when the file does. */
export function helperFor(config: DockerConfig, registry: string): string | undefined {
  const named = config.credHelpers?.[configKey(registry)] ?? config.credHelpers?.[registry];
  return (named ?? config.credsStore) || undefined;
}

/** Credentials that stand in the file itself. */
export function credentialsInFile(config: DockerConfig, registry: string): RegistryCredentials | undefined {
  const wanted = hostOf(configKey(registry));
  const found = Object.entries(config.auths ?? {}).find(([key]) => hostOf(key) === wanted)?.[1];
  if (found === undefined) return undefined;
  if (found.identitytoken) return { kind: 'identity-token', token: found.identitytoken };
  if (found.auth) return decodeAuth(found.auth);
  if (found.username === undefined || found.password === undefined) return undefined;
  return { kind: 'basic', username: found.username, password: found.password };
}

/** A copy whose credentials for `registry` go to the file, whatever store the user configured for the others. */
export function keepInFile(config: DockerConfig, registry: string): DockerConfig {
  return { ...config, credHelpers: { ...config.credHelpers, [configKey(registry)]: '' } };
}

function decodeAuth(auth: string): RegistryCredentials | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { kind: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Keys are written as hosts or as URLs. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}
