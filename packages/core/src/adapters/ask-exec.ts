import { CancelledError } from '../errors/kinds.ts';
import type { AskOptions, ExecResult } from '../ports/exec.ts';
import type { Ending } from './exec/exec-failure.ts';

/** How long a short question may take. */
const PATIENCE_MS = 60_000;

/** An answer, and how the child came to its end. */
export interface Asked {
  readonly result: ExecResult;
  readonly ending: Ending;
  /** The options with the patience that held. */
  readonly options: AskOptions;
}

/**
 * Asks a program one short question with @actions/exec: no process group, no streaming, the whole answer at once. The
 * toolkit cannot end a child, so a question that is given up is left to end by itself; `Exec.run` is for work that must
 * end with us.
 *
 * @param file absolute path of the program
 */
export async function askProgram(
  file: string,
  args: readonly string[],
  given: AskOptions & { readonly env: Readonly<Record<string, string>> },
): Promise<Asked> {
  if (given.signal?.aborted === true) throw new CancelledError(`starting ${file}`);
  const options = { ...given, timeoutMs: given.timeoutMs ?? PATIENCE_MS };
  const { getExecOutput } = await import('@actions/exec');
  const started = performance.now();
  const asked = getExecOutput(`"${file.replaceAll('"', '\\"')}"`, [...args], {
    env: { ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
    silent: true,
    ignoreReturnCode: true,
  });
  const { answer, stopped } = await withPatience(asked, options);
  const { exitCode = -1, stdout = '', stderr = '' } = answer ?? {};
  // the toolkit gives no exit code for a child that a signal has ended
  const signal = answer !== undefined && typeof answer.exitCode !== 'number' ? 'SIGKILL' : null;
  const result = { exitCode, stdout, stderr, durationMs: performance.now() - started };
  return { result, ending: { signal, stopped }, options };
}

/** Waits for the answer, a cancel or the end of patience, whichever is first. */
async function withPatience<T>(
  asked: Promise<T>,
  { signal, timeoutMs }: AskOptions & { readonly timeoutMs: number },
): Promise<{ readonly answer?: T; readonly stopped?: 'timeout' | 'abort' | undefined }> {
  const { promise: givenUp, resolve } = Promise.withResolvers<'timeout' | 'abort'>();
  const onAbort = (): void => resolve('abort');
  const timer = setTimeout(() => resolve('timeout'), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([
      asked.then((answer) => ({ answer })),
      givenUp.then((stopped) => ({ stopped })),
    ]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    asked.catch(() => {}); // nobody waits for a question that was given up
  }
}
