import { ToolError } from '@fairlead/core';
import type { ImageContext } from '../action-types.ts';
import type { Engine } from './find-engine.ts';

/** How often a push is tried; the image is built once. */
const ATTEMPTS = 3;
const FIRST_DELAY_MS = 2000;

/** Failures that may go away: the network and a registry under load. */
const TRANSIENT =
  /\b(408|429|500|502|503|504)\b|timeout|timed out|connection (reset|refused)|unexpected EOF|\bEOF$|temporary failure|toomanyrequests|too many requests/i;

type PushContext = Pick<ImageContext, 'exec' | 'log' | 'clock' | 'signal'>;

/**
 * Pushes one tag and gives back the digest that the engine states, trying again after failures that may go away.
 *
 * @throws ToolError PUSH_FAILED with the registry's reason.
 */
export async function pushTag(context: PushContext, engine: Engine, reference: string): Promise<string> {
  const { exec, log, clock, signal } = context;
  const argv = ['push', reference];
  for (let attempt = 1; ; attempt++) {
    const onLine = (line: string): void => log.info(line);
    const answer = await exec.run(engine.command, argv, { env: engine.env, signal, onLine, okCodes: 'any' });
    const digest = digestOf(answer.stdout);
    if (answer.exitCode === 0 && digest !== undefined) return digest;
    const reason = answer.exitCode === 0 ? 'the engine states no digest' : reasonOf(answer.stderr);
    if (attempt >= ATTEMPTS || !TRANSIENT.test(reason))
      throw failed(reference, reason, argv, answer.exitCode);
    log.info(`push of ${reference} failed (${reason}); trying again`);
    await clock.sleep(FIRST_DELAY_MS * attempt, signal);
  }
}

/** The last line of `docker push`: `1.2.0: digest: sha256:… size: 738`. */
export function digestOf(output: string): string | undefined {
  return /digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/m.exec(output)?.[1];
}

function reasonOf(stderr: string): string {
  const last = stderr.split('\n').findLast((line) => line.trim() !== '') ?? 'the engine gave no reason';
  return last.trim();
}

function failed(reference: string, reason: string, argv: readonly string[], exitCode: number): ToolError {
  const refused = /denied|unauthorized|no basic auth|forbidden|authentication required|insufficient/i.test(
    reason,
  );
  return new ToolError({
    code: 'PUSH_FAILED',
    message: `${reference} was not pushed: ${reason}`,
    hint: refused
      ? 'the login lacks the right to push: for ghcr.io grant the job `packages: write`, else give registry-username and registry-password'
      : 'check that the engine reaches the registry; the engine, not the runner, sends the image',
    argv: ['docker', ...argv],
    exitCode,
  });
}
