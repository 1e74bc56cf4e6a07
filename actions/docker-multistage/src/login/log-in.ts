import { ToolError } from '@fairlead/core';
import type { ImageContext } from '../action-types.ts';
import type { Engine } from '../engine/find-engine.ts';
import type { Login } from './login-plan.ts';

/** Docker Hub is the one registry that `docker login` wants unnamed. */
const HUB = 'docker.io';

/** Logs in with the password over standard input. @throws ToolError LOGIN_FAILED with the registry's reason. */
export async function logIn(
  { exec, log, signal }: Pick<ImageContext, 'exec' | 'log' | 'signal'>,
  engine: Engine,
  { registry, username, password }: Login,
): Promise<void> {
  const args = ['login', '--username', username, '--password-stdin', ...(registry === HUB ? [] : [registry])];
  const options = { env: engine.env, signal, input: password, okCodes: 'any', timeoutMs: 60_000 } as const;
  const answer = await exec.run(engine.command, args, options);
  if (answer.exitCode === 0) return log.info(`logged in to ${registry} as ${username}`);
  const said = answer.stderr.split('\n').filter((line) => line.trim() !== '' && !/^WARNING/.test(line));
  throw new ToolError({
    code: 'LOGIN_FAILED',
    message: `${registry} refused the login of ${username}: ${reasonOf(said.at(-1) ?? 'no reason given')}`,
    hint: hintFor(registry),
    argv: [engine.command, ...args],
    exitCode: answer.exitCode,
    lastLines: said,
  });
}

function reasonOf(line: string): string {
  return line.replace(/^Error response from daemon:\s*/, '').replace(/^Get "[^"]*":\s*/, '');
}

function hintFor(registry: string): string {
  return registry === 'ghcr.io'
    ? 'grant the job `permissions: packages: write`, or give registry-username and registry-password'
    : 'check registry-username and registry-password; many registries want an access token instead of a password';
}
