/** Where a test failed, with what it said there. The file is as printed: a bare name or an absolute path. */
export interface FailurePlace {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const LOGGED = /^\s+([\w.-]+\.go):(\d+): ?(.*)$/;
const PANIC = /^panic: (.*)$/;
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
  const panic = output.findIndex((line) => PANIC.test(line));
  if (panic !== -1) return framePlace(output.slice(panic), folder, panicText(output[panic] ?? ''));
  const race = output.indexOf(RACE);
  if (race !== -1) return framePlace(output.slice(race), folder, 'data race');
  const logged = output.map((line) => LOGGED.exec(line)).filter((match) => match !== null);
  const last = logged.at(-1);
  if (last === undefined) return undefined;
  return { file: last[1] ?? '', line: Number(last[2]), message: messageText(output, last) };
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

function panicText(line: string): string {
  return line.replace(/ \[recovered.*$/, '');
}

function framePlace(output: readonly string[], folder: string, message: string): FailurePlace | undefined {
  for (const line of output) {
    const frame = FRAME.exec(line);
    if (frame?.[1]?.startsWith(`${folder}/`) === true)
      return { file: frame[1], line: Number(frame[2]), message };
  }
  return undefined;
}
