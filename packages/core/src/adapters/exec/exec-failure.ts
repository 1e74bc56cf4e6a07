import type { FairleadError } from '../../errors/fairlead-error.ts';
import { CancelledError, ToolError } from '../../errors/kinds.ts';
import { KILLED_HINT, type MinedEnding, minedEnding } from '../../errors/mined-ending.ts';
import type { ExecOptions, ExecResult } from '../../ports/exec.ts';
import { formatDuration } from '../../util/duration.ts';
import { LIMITS } from '../../util/limits.ts';

const LAST_LINES = 20;
/** Characters in which the last lines are looked for. */
const TAIL = LIMITS.programText;
/** Longer lines are data. */
const LONGEST_REASON = 1000;

/** What a shell says of a child that SIGKILL ended: 128 and the number of the signal. */
const KILLED_EXIT = 137;

/** How a child ended, beside its exit code and what it printed. */
export interface Ending {
  /** The signal that ended it. */
  readonly signal?: NodeJS.Signals | null;
  /** Why we ended it ourselves. */
  readonly stopped?: 'timeout' | 'abort' | undefined;
}

/** The error that an ending means under these options; undefined when it is none. Pure. */
export function execFailure(
  argv: readonly string[],
  result: ExecResult,
  options: ExecOptions,
  { signal, stopped }: Ending = {},
): FairleadError | undefined {
  const name = argv[0]?.split('/').at(-1) ?? '';
  if (stopped === 'abort') return new CancelledError(`running ${name}`);
  const lastLines = lastLinesOf(result);
  if (stopped === 'timeout') {
    const message = `${name} did not end within ${formatDuration(options.timeoutMs ?? 0)}`;
    return new ToolError({ code: 'TOOL_TIMEOUT', message, argv, lastLines });
  }
  if (signal !== null && signal !== undefined) {
    const message = `${name} was ended by ${signal}`;
    const hint = signal === 'SIGKILL' ? KILLED_HINT : undefined;
    return new ToolError({ code: 'TOOL_KILLED', message, hint, argv, signal, lastLines });
  }
  const okCodes = options.okCodes ?? [0];
  if (okCodes === 'any' || okCodes.includes(result.exitCode)) return undefined;
  const ending = endingOf(result.exitCode, lastLines);
  const reason = ending?.line ?? options.reason?.(result) ?? reasonOf(lastLines);
  const message = `${name} ended with exit code ${result.exitCode}: ${reason}`;
  const { code, hint } = ending ?? { code: 'TOOL_FAILED', hint: undefined };
  return new ToolError({ code, message, hint, argv, exitCode: result.exitCode, lastLines });
}

/** The last line that is words; a flood without a line end is none. */
function reasonOf(lastLines: readonly string[]): string {
  const last = lastLines.at(-1);
  if (last === undefined) return 'it printed nothing';
  const words = lastLines.findLast((line) => line.length <= LONGEST_REASON);
  return words ?? `it printed ${last.length} characters without a line end`;
}

/** What the system did to the program or to one of its children, as far as its last words or its exit code tell. */
function endingOf(exitCode: number, lastLines: readonly string[]): MinedEnding | undefined {
  const mined = minedEnding(lastLines.join('\n'));
  if (mined !== undefined || exitCode !== KILLED_EXIT) return mined;
  return { code: 'TOOL_KILLED', line: lastLines.at(-1) ?? 'it was killed', hint: KILLED_HINT };
}

/** The error for a program that is not there. */
export function missingProgram(command: string, argv: readonly string[], cause?: unknown): ToolError {
  return new ToolError({
    code: 'TOOL_MISSING',
    message: `${command} is not on PATH`,
    hint: `install ${command} in an earlier step, or put its folder on PATH`,
    argv,
    cause,
  });
}

/** The error for a folder to work in that is not there. */
export function missingFolder(cwd: string, argv: readonly string[], cause: unknown): ToolError {
  const message = `${argv[0]} cannot start: the folder ${cwd} does not exist`;
  return new ToolError({ code: 'TOOL_FAILED', message, argv, cause });
}

function lastLinesOf({ stdout, stderr }: ExecResult): readonly string[] {
  return `${stdout.slice(-TAIL)}\n${stderr.slice(-TAIL)}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LAST_LINES);
}
