/** Where a test failed, with the first line of what it said. The file is as printed: a bare name or an absolute path. */
export interface FailurePlace {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const LOGGED = /^\s+([\w.-]+\.go):(\d+): ?(.*)$/;
const PANIC = /^panic: (.*)$/;
const FRAME = /^\t(\/.+\.go):(\d+)(?: \+0x[0-9a-f]+)?$/;

/**
 * Finds the place in a failed test's output: for a panic the first frame of the stack inside `folder`, otherwise the
 * last line that `t.Error` or `t.Fatal` logged (lines before it may be plain `t.Log`). `folder` is absolute.
 */
export function findFailurePlace(output: readonly string[], folder: string): FailurePlace | undefined {
  const panic = output.findIndex((line) => PANIC.test(line));
  if (panic !== -1) return framePlace(output.slice(panic), folder);
  const logged = output.map((line) => LOGGED.exec(line)).filter((match) => match !== null);
  const last = logged.at(-1);
  if (last === undefined) return undefined;
  return { file: last[1] ?? '', line: Number(last[2]), message: firstText(output, last) };
}

/** testify and the like put the text on the lines below the place. */
function firstText(output: readonly string[], match: RegExpExecArray): string {
  if ((match[3] ?? '').trim() !== '') return (match[3] ?? '').trim();
  const below = output.slice(output.indexOf(match[0]) + 1);
  const error = below.findIndex((line) => /^\s*Error:\s/.test(line));
  const text = error === -1 ? below[0] : below[error];
  return (text ?? '').replace(/^\s*Error:\s*/, '').trim() || 'the test failed';
}

function framePlace(output: readonly string[], folder: string): FailurePlace | undefined {
  const message = `panic: ${(PANIC.exec(output[0] ?? '')?.[1] ?? '').replace(/ \[recovered.*$/, '')}`;
  for (const line of output) {
    const frame = FRAME.exec(line);
    if (frame?.[1]?.startsWith(`${folder}/`) === true)
      return { file: frame[1], line: Number(frame[2]), message };
  }
  return undefined;
}
