import type { ImageContext } from '../context.ts';

/** Words of failures that may go away by themselves: the network, and a registry under load. */
const TRANSIENT: readonly RegExp[] = [
  /\b(?:status|response|http|error|code)\b\W.{0,30}?\b(?:408|429|5\d\d)\b/i,
  /\b(?:408|429|500|502|503|504) [A-Z][a-z]/,
  /timeout|timed out|deadline exceeded/i,
  /connection (?:reset|refused|lost)|broken pipe|closed (?:network|idle) connection|closed pipe|\bEOF\b/i,
  /no route to host|network is unreachable|server misbehaving|temporary failure/i,
  /too ?many ?requests/i,
  /stream error|http2: |INTERNAL_ERROR|GOAWAY/,
  // an upload that was cut in its middle, as the registry tells it
  /blob upload (?:unknown|invalid)|did not match uploaded content|size invalid|ContentLength=\d+ with Body length/i,
];

/** How often a command of the engine is tried. */
const ATTEMPTS = 3;
const FIRST_DELAY_MS = 2000;

/** How one try ended. */
export type Attempt<T> =
  | { readonly value: T }
  /** `fail` makes the error of a failure that stays, from the number of tries. */
  | { readonly reason: string; readonly fail: (tries: number) => Error };

/** Whether the same command of the engine may go through later, by what it said. Pure. */
export function mayGoAway(reason: string): boolean {
  return TRANSIENT.some((pattern) => pattern.test(reason));
}

/** Tries again, later each time, after failures that may go away. @throws the error of the last attempt */
export async function tryAgain<T>(
  { log, clock, signal }: Pick<ImageContext, 'log' | 'clock' | 'signal'>,
  what: string,
  attempt: () => Promise<Attempt<T>>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const ended = await attempt();
    if ('value' in ended) return ended.value;
    const { reason, fail } = ended;
    if (tries === ATTEMPTS || !mayGoAway(reason)) throw fail(tries);
    log.info(`${what} failed (${reason}); trying again`);
    await clock.sleep(FIRST_DELAY_MS * tries, signal);
  }
}
