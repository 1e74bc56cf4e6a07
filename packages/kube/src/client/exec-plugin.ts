import { spawn } from 'node:child_process';
import { childEnvironment } from '@fairlead/core';
import type { KubeConfig } from '@kubernetes/client-node';

/** The part of the client library that starts plugins; it has no other way to be told of an environment. */
interface PluginRunner {
  execFn?: typeof spawn;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Gives the kubeconfig's credential plugins the environment of children. The library would hand them all of ours: inputs,
 * tokens of the job, the files by which a step gives orders to its runner. What the kubeconfig itself names for its
 * plugin comes on top.
 */
export function limitExecPlugins(config: KubeConfig, env: Environment): void {
  const { authenticators } = config as unknown as { readonly authenticators: readonly PluginRunner[] };
  const runner = authenticators.find((authenticator) => authenticator.execFn !== undefined);
  if (runner === undefined) throw new TypeError('the client library starts plugins in another way now');
  const start = (command: string, args: readonly string[] = []) =>
    spawn(command, args, { env: { ...childEnvironment(env), ...namedByConfig(config) } });
  runner.execFn = start as typeof spawn;
}

function namedByConfig(config: KubeConfig): Readonly<Record<string, string>> {
  const named = (config.getCurrentUser()?.exec?.env ?? []) as readonly { name: string; value: string }[];
  return Object.fromEntries(named.map(({ name, value }) => [name, value]));
}

/** As many of a plugin's last lines are shown. */
const SHOWN_LINES = 10;
const SHOWN_LENGTH = 300;

/** What may be a credential: tokens of known shape, and long runs without the characters of words and paths. */
const CREDENTIALS =
  /\beyJ[\w-]{8,}(?:\.[\w-]*)*|\b(?:gh[pousr]|github_pat|glpat|xox[abpr])[_-]\w{16,}|\b(?:AKIA|ASIA)\w{12,}|\bk8s-aws-v1\.\S+|[A-Za-z0-9+/_]{40,}={0,2}/g;
/** What somebody calls a secret. */
const NAMED = /((?:token|secret|password|passwd|credential|api[_-]?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;]+/gi;

/** The last lines that a plugin printed on standard error, marked as its own words, with what may be a credential hidden. */
export function pluginWords(printed: string): readonly string[] {
  return printed
    .slice(-SHOWN_LINES * 4 * SHOWN_LENGTH)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-SHOWN_LINES)
    .map((line) => line.replace(NAMED, '$1***').replace(CREDENTIALS, '***').slice(0, SHOWN_LENGTH))
    .map((line) => `the plugin says: ${line}`);
}
