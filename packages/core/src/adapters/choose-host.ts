import type { Host } from '../ports/host.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { createGithubHost } from './github-host.ts';
import { createLocalHost } from './local-host.ts';

/**
 * The runner where there is one, act and compatible runners included; else a plain shell, where inputs come from the
 * same variables (`INPUT_MAX-TRIES`, or `INPUT_MAX_TRIES` as a shell can write it) and everything is printed.
 */
export function chooseHost(env: NodeJS.ProcessEnv, redactor: Redactor): Host {
  if (env['GITHUB_ACTIONS'] === 'true') return createGithubHost(env, redactor);
  return createLocalHost({
    env,
    inputs: Object.fromEntries(
      variables(env, 'INPUT_').map(([name, value]) => [name.toLowerCase().replaceAll('_', '-'), value]),
    ),
    state: new Map(variables(env, 'STATE_')),
    redactor,
    print: (line) => void process.stdout.write(`${line}\n`),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

/** Variables that begin with a prefix, without it. */
function variables(env: NodeJS.ProcessEnv, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value] as const] : [],
  );
}
