import { ToolError } from '@fairlead/core';
import type { ImageContext } from '../context.ts';
import type { Engine } from '../engine/find-engine.ts';
import { tryAgain } from '../engine/transient.ts';

type PushContext = Pick<ImageContext, 'exec' | 'log' | 'clock' | 'signal'>;

/**
 * Pushes one tag and gives back the digest that the engine states, trying again after failures that may go away.
 *
 * @param before References that this run has pushed already: they stay when this one fails.
 * @throws ToolError PUSH_FAILED with the registry's reason.
 */
export async function pushTag(
  context: PushContext,
  engine: Engine,
  reference: string,
  before: readonly string[],
): Promise<string> {
  const { exec, log, signal } = context;
  const argv = ['push', reference];
  const onLine = (line: string): void => log.info(line);
  return tryAgain(context, `push of ${reference}`, async () => {
    const { exitCode, stdout, stderr } = await exec.run(engine.command, argv, {
      env: engine.env,
      signal,
      onLine,
      okCodes: 'any',
    });
    const digest = readPushedDigest(stdout);
    if (exitCode === 0 && digest !== undefined) return { value: digest };
    const reason = exitCode === 0 ? 'the engine states no digest' : reasonOf(stderr);
    return { reason, fail: (tries) => failed({ reference, reason, tries, before, argv, exitCode }) };
  });
}

/** The digest in the last line of `docker push`: `1.2.0: digest: sha256:… size: 738`. */
export function readPushedDigest(output: string): string | undefined {
  return /digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/m.exec(output)?.[1];
}

function reasonOf(stderr: string): string {
  const last = stderr.split('\n').findLast((line) => line.trim() !== '') ?? 'the engine gave no reason';
  return last.trim();
}

interface FailedPush {
  readonly reference: string;
  readonly reason: string;
  readonly tries: number;
  readonly before: readonly string[];
  readonly argv: readonly string[];
  readonly exitCode: number;
}

function failed({ reference, reason, tries, before, argv, exitCode }: FailedPush): ToolError {
  const often = tries === 1 ? '' : ` in ${tries} tries`;
  const rest = before.length === 0 ? 'no tag was pushed' : `pushed before it: ${before.join(', ')}`;
  return new ToolError({
    code: 'PUSH_FAILED',
    message: `${reference} was not pushed${often}: ${reason} (${rest})`,
    hint: hintFor(reason),
    argv: ['docker', ...argv],
    exitCode,
  });
}

const REFUSED = /denied|unauthorized|no basic auth|forbidden|authentication required|insufficient/i;

function hintFor(reason: string): string {
  if (REFUSED.test(reason)) {
    return 'the login lacks the right to push: for ghcr.io grant the job `packages: write`, else give registry-username and registry-password';
  }
  if (/name (unknown|invalid)|not found|does not exist/i.test(reason)) {
    return 'does the repository or project exist in the registry? some registries create none by themselves';
  }
  return 'check that the engine reaches the registry; the engine, not the runner, sends the image';
}
