/** Where a test failed, with what it said there. The file is as printed: a bare name or an absolute path. */
export interface FailurePlace {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const LOGGED = /^\s+(\S+\.go):(\d+): ?(.*)$/;
const CRASHED = /^(?:panic|fatal error): /;
const RACE = 'WARNING: DATA RACE';
const FRAME = /^\s+(\/.+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/;

/** Further lines of one message that are shown. */
const MORE_LINES = 8;

/**
 * Finds the place in a failed test's output: for a panic or a data race the first frame of a stack inside `folder`,
 * otherwise the last line that `t.Error` or `t.Fatal` logged (lines before it may be plain `t.Log`).
 * `folder` is absolute.
 */
export function findFailurePlace(output: readonly string[], folder: string): FailurePlace | undefined {
  for (const { at, message } of findBreakdowns(output)) {
    const frame = firstFrame(output.slice(at), folder);
    if (frame !== undefined) return { ...frame, message };
  }
  const last = lastLogged(output);
  if (last === undefined) return undefined;
  const message = findSignal(output) ?? messageText(output, last);
  return { file: last[1] ?? '', line: Number(last[2]), message };
}

/** What a failed test said, without the place: the panic, the data race or the last message; undefined for silence. */
export function failureMessage(output: readonly string[]): string | undefined {
  // a test may print "panic: " itself; a real one is followed by a stack
  const breakdown = findBreakdowns(output).find(({ at }) =>
    output.slice(at).some((line) => /^goroutine \d+ |^(Read|Write|Previous) /i.test(line.trim())),
  );
  if (breakdown !== undefined) return breakdown.message;
  const signal = findSignal(output);
  if (signal !== undefined) return signal;
  const last = lastLogged(output);
  return last === undefined ? undefined : messageText(output, last);
}

/** Panics, crashes of the runtime and data races, as far as the output looks like one. */
function findBreakdowns(output: readonly string[]): readonly { at: number; message: string }[] {
  const crash = output.findIndex((line) => CRASHED.test(line));
  const race = output.indexOf(RACE);
  return [
    ...(crash === -1 ? [] : [{ at: crash, message: withoutRecovery(output[crash] ?? '') }]),
    ...(race === -1 ? [] : [{ at: race, message: 'data race' }]),
  ];
}

/** `signal: killed`: the binary was ended from outside, often for lack of memory. */
function findSignal(output: readonly string[]): string | undefined {
  return output.findLast((line) => line.startsWith('signal: '));
}

function lastLogged(output: readonly string[]): RegExpExecArray | undefined {
  return output
    .map((line) => LOGGED.exec(line))
    .filter((match) => match !== null)
    .at(-1);
}

/** The message and its further lines, which are indented deeper. testify and the like say all on those. */
function messageText(output: readonly string[], match: RegExpExecArray): string {
  const below = output.slice(output.lastIndexOf(match[0]) + 1);
  const end = below.findIndex((line) => !/^\s{8}/.test(line));
  const more = below.slice(0, end === -1 ? undefined : end).map((line) => line.trim());
  const error = more.findIndex((line) => /^Error:\s/.test(line));
  const kept = error === -1 ? more : more.slice(error).map((line) => line.replace(/^Error:\s*/, ''));
  const text = [(match[3] ?? '').trim(), ...kept.slice(0, MORE_LINES)].filter((line) => line !== '');
  return text.join('\n') || 'the test failed';
}

function withoutRecovery(line: string): string {
  return line.replace(/ \[recovered.*$/, '');
}

function firstFrame(output: readonly string[], folder: string): Omit<FailurePlace, 'message'> | undefined {
  for (const line of output) {
    const frame = FRAME.exec(line);
    if (frame?.[1]?.startsWith(`${folder}/`) === true) return { file: frame[1], line: Number(frame[2]) };
  }
  return undefined;
}
