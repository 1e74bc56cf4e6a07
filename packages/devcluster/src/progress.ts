import { formatDuration } from '@fairlead/core';

/** One piece of work that is under way. Exactly one of `done` and `failed` is called, once. */
export interface Piece {
  /** Ends the piece; `outcome` is what the line says, for example `built` or `kept`. */
  done(outcome: string): void;
  /** Ends the piece as failed. */
  failed(reason: string): void;
}

/** Where long work tells how far it is. */
export interface Progress {
  /** A line of its own. */
  line(text: string): void;
  /** Starts a piece; while it lasts, a line with the elapsed time appears now and then. */
  start(label: string): Piece;
}

/** What a line-based progress needs. */
export interface ProgressOptions {
  /** Receives whole lines without the line end. */
  readonly write: (line: string) => void;
  /** Milliseconds between two "still at it" lines of one piece. */
  readonly intervalMs?: number;
  /** Milliseconds since any fixed moment. */
  readonly now?: () => number;
}

/** Progress as lines: one when a piece ends, and one every 15 s while it lasts. */
export function createProgress(options: ProgressOptions): Progress {
  const now = options.now ?? (() => performance.now());
  const intervalMs = options.intervalMs ?? 15_000;
  return {
    line: (text) => options.write(text),
    start: (label) => {
      const begun = now();
      const timer = setInterval(
        () => options.write(`  … ${label}, ${seconds(now() - begun)} so far`),
        intervalMs,
      );
      timer.unref();
      const end = (mark: string, text: string): void => {
        clearInterval(timer);
        options.write(`  ${mark} ${label}: ${text} (${formatDuration(now() - begun)})`);
      };
      return { done: (outcome) => end('✓', outcome), failed: (reason) => end('✗', reason) };
    },
  };
}

/** Says nothing. */
export const silentProgress: Progress = {
  line: () => {},
  start: () => ({ done: () => {}, failed: () => {} }),
};

/**
 * Runs one piece of work under a progress line, and gives what it returns. At its end the line says `outcome` of that;
 * when it throws, `failure`.
 */
export async function withProgress<T>(
  progress: Progress,
  label: string,
  work: () => Promise<T>,
  outcome: (result: T) => string = () => 'ready',
  failure: () => string = () => 'failed',
): Promise<T> {
  const piece = progress.start(label);
  try {
    const result = await work();
    piece.done(outcome(result));
    return result;
  } catch (error) {
    piece.failed(failure());
    throw error;
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
