import { type Exec, type ExecOptions, type ExecResult, execFailure, missingProgram } from '@fairlead/core';

/** How a program answers in a test. */
export interface Transcript {
  /** The start of the command line (whole words), a pattern over it, or a decision over argv. */
  readonly on: string | RegExp | ((argv: readonly string[]) => boolean);
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** Ended by this signal. */
  readonly signal?: NodeJS.Signals;
  /** Thrown instead of any answer. */
  readonly error?: Error;
  /** How often it can be used; then later transcripts are looked at. Default: always. */
  readonly times?: number;
  /** What the program does beside printing, for example writing a file. */
  readonly effect?: (call: ExecCall) => void | Promise<void>;
}

/** A call as it was made. */
export interface ExecCall {
  readonly argv: readonly string[];
  readonly options: ExecOptions;
}

/** An Exec that answers from transcripts and remembers what was asked. */
export interface FakeExec extends Exec {
  readonly calls: readonly ExecCall[];
  /** The command lines of all calls, words joined by a space. */
  readonly commands: readonly string[];
}

/**
 * Makes an Exec from transcripts; the first that fits answers. A call that fits none throws: a test says everything
 * that may happen. Programs in `missing` are not on PATH.
 */
export function createFakeExec(
  transcripts: readonly Transcript[] = [],
  missing: readonly string[] = [],
): FakeExec {
  const used = new Map<Transcript, number>();
  const calls: ExecCall[] = [];
  const run: Exec['run'] = async (command, args, options = {}) => {
    const argv = [command, ...args];
    if (missing.includes(command)) throw missingProgram(command, argv);
    const call = { argv, options };
    calls.push(call);
    const transcript = transcripts.find(
      (entry) => fits(entry, argv) && (used.get(entry) ?? 0) < (entry.times ?? Number.POSITIVE_INFINITY),
    );
    if (transcript === undefined) throw new Error(`no transcript for: ${argv.join(' ')}`);
    used.set(transcript, (used.get(transcript) ?? 0) + 1);
    return play(transcript, call);
  };
  return {
    calls,
    get commands() {
      return calls.map((call) => call.argv.join(' '));
    },
    find: async (command) => (missing.includes(command) ? undefined : `/usr/bin/${command}`),
    run,
    ask: run,
  };
}

/** An Exec of one's own whose short questions are answered as its long work is. */
export function execWith(given: Pick<Exec, 'run' | 'find'>): Exec {
  return { ...given, ask: given.run };
}

function fits({ on }: Transcript, argv: readonly string[]): boolean {
  if (typeof on === 'function') return on(argv);
  const line = argv.join(' ');
  return typeof on === 'string' ? line === on || line.startsWith(`${on} `) : on.test(line);
}

async function play(transcript: Transcript, call: ExecCall): Promise<ExecResult> {
  const { argv, options } = call;
  await transcript.effect?.(call);
  if (transcript.error !== undefined) throw transcript.error;
  for (const stream of ['stdout', 'stderr'] as const)
    for (const line of (transcript[stream] ?? '').split('\n').filter((text) => text !== ''))
      options.onLine?.(line, stream);
  const result = {
    exitCode: transcript.exitCode ?? 0,
    stdout: options.discardStdout === true ? '' : (transcript.stdout ?? ''),
    stderr: transcript.stderr ?? '',
    durationMs: 1,
  };
  const stopped = options.signal?.aborted === true ? 'abort' : undefined;
  const failure = execFailure(argv, result, options, { signal: transcript.signal ?? null, stopped });
  if (failure !== undefined) throw failure;
  return result;
}
