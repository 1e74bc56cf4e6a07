import { type ExecResult, ToolError } from '@fairlead/core';
import { defaultRegistry } from '@fairlead/oci';
import type { ImageContext } from '../action-types.ts';
import type { Engine } from '../engine/find-engine.ts';
import { mayGoAway } from '../engine/transient.ts';
import type { Login } from './login-plan.ts';

const ATTEMPTS = 3;
const FIRST_DELAY_MS = 1000;
const TIMEOUT_MS = 60_000;

type LoginContext = Pick<ImageContext, 'exec' | 'log' | 'clock' | 'signal'>;

/**
 * Logs in with the password over standard input, trying again after failures that may go away.
 *
 * @throws ToolError LOGIN_FAILED with the registry's reason.
 */
export async function logIn(
  { exec, log, clock, signal }: LoginContext,
  engine: Engine,
  login: Login,
): Promise<void> {
  const { registry, username, password } = login;
  const host = registry === defaultRegistry ? [] : [registry]; // Docker Hub is wanted unnamed
  const args = ['login', '--username', username, '--password-stdin', ...host];
  const options = {
    env: engine.env,
    signal,
    input: password,
    okCodes: 'any',
    timeoutMs: TIMEOUT_MS,
  } as const;
  for (let attempt = 1; ; attempt++) {
    const answer = await exec.run(engine.command, args, options);
    if (answer.exitCode === 0) return log.info(`logged in to ${registry} as ${username}`);
    const said = answer.stderr.split('\n').filter((line) => line.trim() !== '' && !/^WARNING/.test(line));
    const reason = reasonOf(said.at(-1) ?? 'no reason given');
    if (attempt >= ATTEMPTS || !mayGoAway(reason))
      throw failed(login, reason, said, ['docker', ...args], answer);
    log.info(`the login to ${registry} failed (${reason}); trying again`);
    await clock.sleep(FIRST_DELAY_MS * attempt, signal);
  }
}

function reasonOf(line: string): string {
  return line.replace(/^Error response from daemon:\s*/, '').replace(/^Get "[^"]*":\s*/, '');
}

function failed(
  { registry, username }: Login,
  reason: string,
  lastLines: readonly string[],
  argv: readonly string[],
  { exitCode }: ExecResult,
): ToolError {
  const message = mayGoAway(reason)
    ? `no login to ${registry} in ${ATTEMPTS} tries: ${reason}`
    : `${registry} refused the login of ${username}: ${reason}`;
  return new ToolError({
    code: 'LOGIN_FAILED',
    message,
    hint: hintFor(registry, reason),
    argv,
    exitCode,
    lastLines,
  });
}

function hintFor(registry: string, reason: string): string {
  if (mayGoAway(reason))
    return 'the registry is in trouble or out of reach for the engine: run the job again later';
  return registry === 'ghcr.io'
    ? 'grant the job `permissions: packages: write`, or give registry-username and registry-password'
    : 'check registry-username and registry-password; many registries want an access token instead of a password';
}
