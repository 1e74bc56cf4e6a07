/** Runs work that leaves something behind unless it comes to its own end. The signal asks it to. */
export type Hold = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** For who ends in good order by other means. */
export const holdNothing: Hold = (work) => work(new AbortController().signal);

/**
 * While such work runs, a signal to this process does not end it at once: the work is aborted, cleans up, and then the
 * process ends by that signal. Asked once more, it ends at once.
 *
 * @param tell receives what the person at the keyboard should know
 */
export function holdSignals(tell: (line: string) => void, meanwhile: string): Hold {
  return async (work) => {
    const stop = new AbortController();
    let by: NodeJS.Signals | undefined;
    const onSignal = (signal: NodeJS.Signals): void => {
      by = signal;
      tell(`stopped by ${signal}: ${meanwhile}`);
      stop.abort();
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.once(signal, onSignal);
    try {
      return await work(stop.signal);
    } catch (error) {
      if (by !== undefined && (error as Error).name !== 'AbortError')
        tell(`error: ${(error as Error).message}`);
      throw error;
    } finally {
      for (const signal of signals) process.off(signal, onSignal);
      if (by !== undefined) process.kill(process.pid, by);
    }
  };
}
