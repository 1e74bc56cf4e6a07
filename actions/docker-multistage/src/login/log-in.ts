import { type ExecResult, ToolError } from '@fairlead/core';
import { defaultRegistry } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { Engine } from '../engine/find-engine.ts';
import { mayGoAway, tryAgain } from '../engine/transient.ts';
import type { Login } from './login-plan.ts';

const TIMEOUT_MS = 60_000;

type LoginContext = Pick<ImageContext, 'exec' | 'log' | 'clock' | 'signal'>;

/**
 * Logs in with the password over standard input, trying again after failures that may go away.
 *
 * @throws ToolError IMAGE_LOGIN_FAILED with the registry's reason.
 */
export async function logIn(context: LoginContext, engine: Engine, login: Login): Promise<void> {
  const { exec, log, signal } = context;
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
  await tryAgain(context, `login to ${registry}`, async () => {
    const answer = await exec.run(engine.command, args, options);
    if (answer.exitCode === 0) return { value: undefined };
    const said = answer.stderr.split('\n').filter((line) => line.trim() !== '' && !/^WARNING/.test(line));
    const reason = reasonOf(said.at(-1) ?? 'no reason given');
    return { reason, fail: (tries) => failed(login, { reason, tries, said, args, answer }) };
  });
  log.info(`logged in to ${registry} as ${username}`);
}

function reasonOf(line: string): string {
  return line.replace(/^Error response from daemon:\s*/, '').replace(/^Get "[^"]*":\s*/, '');
}

interface FailedLogin {
  readonly reason: string;
  readonly tries: number;
  /** What docker said, without warnings. */
  readonly said: readonly string[];
  readonly args: readonly string[];
  readonly answer: ExecResult;
}

function failed(
  { registry, username }: Login,
  { reason, tries, said, args, answer }: FailedLogin,
): ToolError {
  const message = mayGoAway(reason)
    ? `no login to ${registry} in ${tries} tries: ${reason}`
    : `${registry} refused the login of ${username}: ${reason}`;
  return new ToolError({
    code: 'IMAGE_LOGIN_FAILED',
    unchecked: true,
    message,
    hint: hintFor(registry, reason),
    argv: ['docker', ...args],
    exitCode: answer.exitCode,
    lastLines: said,
  });
}

function hintFor(registry: string, reason: string): string {
  if (mayGoAway(reason))
    return 'the registry is in trouble or out of reach for the engine: run the job again later';
  return registry === 'ghcr.io'
    ? 'grant the job `permissions: packages: write`, or give registry-username and registry-password'
    : 'check registry-username and registry-password; many registries want an access token instead of a password';
}
