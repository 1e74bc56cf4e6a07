import type { ImageContext } from '../context.ts';
import type { Engine } from '../engine/find-engine.ts';
import { tryAgain } from '../engine/transient.ts';
import { type FailedPush, pushFailure } from './push-failure.ts';

type PushContext = Pick<ImageContext, 'exec' | 'log' | 'clock' | 'signal'>;

/**
 * Pushes one tag through the engine and gives back the digest that it states, trying again after failures that may go
 * away.
 *
 * @throws ToolError IMAGE_PUSH_FAILED or IMAGE_TAG_IMMUTABLE with the registry's reason.
 */
export async function pushTag(
  context: PushContext,
  engine: Engine,
  { reference, before, standing }: Pick<FailedPush, 'reference' | 'before' | 'standing'>,
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
    const fail = (tries: number) =>
      pushFailure({ reference, reason, tries, before, standing, argv, exitCode });
    return { reason, fail };
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
