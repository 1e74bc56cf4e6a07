import type { EventContext, InputProblem } from '@fairlead/core';
import type { ImageInputs } from '../context.ts';

/** User and password for one registry. */
export interface Login {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

type LoginInputs = Pick<ImageInputs, 'registryUsername' | 'registryPassword' | 'githubToken'>;

type LoginEvent = Pick<EventContext, 'actor' | 'serverUrl'>;

/** github.com's registry takes the job's own token. */
const GITHUB_REGISTRY = 'ghcr.io';

/**
 * Whether the job's token is worth anything for a registry: github.com has given it, and this is its registry. The token of
 * another server (GitHub Enterprise, Gitea, Forgejo) is never sent to it.
 */
export function takesJobToken(registry: string, { serverUrl }: Pick<EventContext, 'serverUrl'>): boolean {
  return (
    registry === GITHUB_REGISTRY && URL.canParse(serverUrl) && new URL(serverUrl).hostname === 'github.com'
  );
}

/** Who logs in; undefined when docker's own configuration is left to decide. */
export function planLogin(inputs: LoginInputs, registry: string, event: LoginEvent): Login | undefined {
  const github = takesJobToken(registry, event);
  const username = inputs.registryUsername ?? (github ? event.actor || 'github' : undefined);
  const password = inputs.registryPassword ?? (github ? inputs.githubToken : undefined);
  if (username === undefined || password === undefined) return undefined;
  return { registry, username, password };
}

/** A user without password, or the other way round, is a mistake where the job's token does not stand in. */
export function checkLogin(
  inputs: LoginInputs,
  registry: string,
  event: Pick<EventContext, 'serverUrl'>,
): InputProblem | undefined {
  if (takesJobToken(registry, event)) return undefined;
  const { registryUsername: username, registryPassword: password } = inputs;
  if (username !== undefined && password === undefined) {
    const problem = 'is empty while registry-username is given';
    return {
      input: 'registry-password',
      problem,
      allowed: 'a password or token; is the secret defined for this repository?',
    };
  }
  if (password !== undefined && username === undefined) {
    const problem = 'is empty while registry-password is given';
    return { input: 'registry-username', problem, allowed: `the user that logs in to ${registry}` };
  }
  return undefined;
}

/** What to say when a registry wants a login and nobody has one. */
export function missingLogin(registry: string, event: Pick<EventContext, 'serverUrl'>): InputProblem {
  return {
    input: 'registry-password',
    problem: `is empty, and docker is not logged in to ${registry}, which wants a login`,
    allowed: takesJobToken(registry, event)
      ? 'registry-password or github-token'
      : 'registry-username and registry-password',
  };
}
