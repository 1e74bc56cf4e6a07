/** How a child process is run. */
export interface ExecOptions {
  readonly cwd?: string | undefined;
  /** The whole environment of the child; it inherits nothing else. Defaults to the explicit base environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Text or bytes for standard input, or text as it comes; the way to hand over secrets. */
  readonly input?: string | Uint8Array | AsyncIterable<string> | undefined;
  /** Milliseconds until the child is ended. */
  readonly timeoutMs?: number | undefined;
  /** Aborting sends SIGINT, then SIGKILL after `killAfterMs`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between the polite signal and SIGKILL; default 5000. */
  readonly killAfterMs?: number | undefined;
  /** Called for every line as it comes, already redacted. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
  /** Do not keep stdout in memory; lines still go to `onLine`. */
  readonly discardStdout?: boolean | undefined;
  /** Exit codes that are not an error; default `[0]`. `'any'` never throws for an exit code. */
  readonly okCodes?: readonly number[] | 'any' | undefined;
  /** Mines the one-line reason out of a failed run. */
  readonly reason?: ((result: ExecResult) => string | undefined) | undefined;
}

/** What a child left behind. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** How a short question is asked. */
export interface AskOptions
  extends Pick<ExecOptions, 'cwd' | 'env' | 'timeoutMs' | 'signal' | 'okCodes' | 'reason'> {
  readonly input?: string | Uint8Array | undefined;
}

/**
 * Runs programs without a shell. Two verbs: `run` is for work that may take long, is shown while it runs, and must end
 * with everything it started when the job is cancelled; `ask` is for a short question (`git`, `go env`, `helm version`)
 * whose whole answer is wanted and that changes nothing.
 *
 * @throws ToolError with code TOOL_MISSING, TOOL_FAILED, TOOL_TIMEOUT or TOOL_KILLED; CancelledError when `signal` was aborted.
 */
export interface Exec {
  run(command: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Asks a short question: no lines as they come, given up after a minute unless `timeoutMs` says otherwise. */
  ask(command: string, args: readonly string[], options?: AskOptions): Promise<ExecResult>;
  /** The absolute path of a program on PATH, or undefined. */
  find(command: string): Promise<string | undefined>;
}
